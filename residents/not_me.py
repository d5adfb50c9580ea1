"""“Not me” in a receipt: whoever reads at an address that somebody else gave stops it with a link and one click.

The link names the keyed hash of the address and no person. It is signed under FIELD_KEYS, of which old ones stay in
use, so it works as long as its message lies about.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import lru_cache
from hashlib import blake2b
from hmac import compare_digest
from typing import NamedTuple

from django.conf import settings
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from residents.hashes import contact_hashes
from residents.keyring import HASH_BYTES, Keyring, keyring
from residents.models import Channel, ContactPoint

# Sent with ``channel`` and ``address_hash`` when who reads at an address wants nothing more there.
address_refused = Signal()

REFUSED = "not_me"  # why such a contact was stopped

_MAC_BYTES = 10
_LETTERS = {Channel.EMAIL: b"e", Channel.SMS: b"s"}


class Refusal(NamedTuple):
    """What a link names."""

    channel: Channel
    address_hash: bytes


def link_for(channel: Channel, address: str) -> str:
    """Return the page on which who reads at ``address`` stops it."""
    named = _LETTERS[channel] + contact_hashes(address)[0]
    token = urlsafe_b64encode(named + _mac(named, _keys(keyring())[0])).decode()
    return f"{settings.SITE_URL}/not-me/{token.rstrip('=')}"


def read(token: str) -> Refusal | None:
    """Return what a link's ``token`` names; None for a forged or cut one."""
    try:
        raw = urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except (binascii.Error, ValueError):
        return None
    named, mac = raw[: 1 + HASH_BYTES], raw[1 + HASH_BYTES :]
    channel = next((channel for channel, letter in _LETTERS.items() if letter == named[:1]), None)
    good = [compare_digest(_mac(named, key), mac) for key in _keys(keyring())]
    return Refusal(channel, named[1:]) if channel and any(good) else None


@transaction.atomic
def refuse(refusal: Refusal) -> None:
    """Stop the address wherever it is used, at once; the same again changes nothing."""
    used = ContactPoint.objects.filter(
        channel=refusal.channel, address_hash=refusal.address_hash, stopped_at__isnull=True
    )
    used.update(stopped_at=timezone.now(), stopped_because=REFUSED)
    address_refused.send(sender=None, channel=refusal.channel, address_hash=refusal.address_hash)


def _mac(named: bytes, key: bytes) -> bytes:
    return blake2b(named, key=key, digest_size=_MAC_BYTES).digest()


@lru_cache(maxsize=4)
def _keys(ring: Keyring) -> list[bytes]:
    return ring.hashes("signature", b"not me")
