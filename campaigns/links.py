"""Short links: ``/l/<fifteen letters>`` in a message leads to what a campaign names, and counts who followed it.

A token holds which link, whose message and which channel, signed under FIELD_KEYS, of which old ones stay in use; the
resident's number is masked by the signature, so a token names nobody to whoever reads it. Neither device nor place is
kept: a row says that a resident followed a link, first when, and how often.
"""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from hashlib import blake2b
from hmac import compare_digest
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from campaigns.models import Campaign, Click, Link
from deliveries.models import Delivery
from deliveries.states import DeliveryChannel, DeliveryState
from residents.destruction import Remains
from residents.keyring import Keyring, keyring

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}
_LETTERS = 15
_PREFIX_BITS, _RESIDENT_BITS, _CHANNEL_BITS, _MAC_BITS = 32, 27, 2, 28  # 89 of the 89.3 that fifteen letters hold
_BODY_BITS = _RESIDENT_BITS + _CHANNEL_BITS
_CHANNELS = (DeliveryChannel.EMAIL, DeliveryChannel.SMS, DeliveryChannel.ALIMTALK)

# A mailbox's guard opens what comes in before anybody can read it.
TOO_SOON = timedelta(seconds=10)
_AHEAD = re.compile("prefetch|prerender|preview", re.IGNORECASE)
_ROBOTS = re.compile(
    "bot|crawl|spider|preview|scan|scrap|proxy|fetch|safelinks|barracuda|mimecast|proofpoint|facebookexternalhit"
    "|curl|wget|python|java/|go-http|headless",
    re.IGNORECASE,
)

# Who has left is counted no more: their number must not come back after it was taken out.
_COUNT = """
INSERT INTO campaigns_click (link_id, resident_number, channel, first_at, times)
SELECT %(link)s, id, %(channel)s, %(at)s, 1 FROM residents_resident
 WHERE id = %(resident)s AND left_at IS NULL FOR SHARE
ON CONFLICT (link_id, resident_number, channel) DO UPDATE SET times = campaigns_click.times + 1
"""


class TargetRefused(ValueError):
    """The address is none of the web's."""


class Followed(NamedTuple):
    """What a token says: which link, in whose message, over which channel."""

    link: Link
    resident: int
    channel: str


def link_to(campaign: Campaign, target: str) -> Link:
    """Return the campaign's link to ``target``, made if there is none; raise TargetRefused for no http(s) address."""
    if not is_web_address(target):
        raise TargetRefused(target)
    return Link.objects.get_or_create(campaign=campaign, target=target)[0]


def is_web_address(target: str) -> bool:
    """Tell whether ``target`` is an http or https address with a host, and short enough to be kept."""
    try:
        parts = urlsplit(target)
        host = parts.hostname
    except ValueError:
        return False
    plain = target.isprintable() and not set(target) & set(' \\<>"')
    return parts.scheme in ("http", "https") and bool(host) and "@" not in parts.netloc and plain and len(target) <= 500


def address(link_key: str, resident: int, channel: str) -> str:
    """Return the short address of a link for one resident's message over one channel; the same at each call."""
    body = resident << _CHANNEL_BITS | _CHANNELS.index(DeliveryChannel(channel))
    if resident < 0 or body >> _BODY_BITS:
        raise ValueError("A short link has room for residents' numbers up to 2^27.")
    secret = _keys(keyring())[0]
    mac, prefix = _mac(link_key, body, secret), int(link_key[:8], 16)
    number = (prefix << _BODY_BITS | body ^ _mask(prefix, mac, secret)) << _MAC_BITS | mac
    return f"{settings.SITE_URL}/l/{_spelled(number)}"


def read(token: str) -> Followed | None:
    """Return what a token says; None for a forged or cut one."""
    if len(token) != _LETTERS or not set(token) <= _VALUES.keys():
        return None
    number = 0
    for letter in token:
        number = number * len(_ALPHABET) + _VALUES[letter]
    mac, rest = number & (1 << _MAC_BITS) - 1, number >> _MAC_BITS
    masked, prefix = rest & (1 << _BODY_BITS) - 1, rest >> _BODY_BITS
    if prefix >> _PREFIX_BITS:
        return None
    for link in Link.objects.filter(key__startswith=f"{prefix:08x}"):
        for secret in _keys(keyring()):
            body = masked ^ _mask(prefix, mac, secret)
            channel = body & (1 << _CHANNEL_BITS) - 1
            good = compare_digest(mac.to_bytes(4, "big"), _mac(link.key, body, secret).to_bytes(4, "big"))
            if good and channel < len(_CHANNELS):
                return Followed(link, body >> _CHANNEL_BITS, _CHANNELS[channel])
    return None


def follow(token: str, *, by_person: bool = True) -> Link | None:
    """Return the link that a token names, and count that it was followed; None for a forged token.

    ``by_person`` is what the request says of itself (``looks_like_a_person``). What comes sooner than anybody reads is
    not counted either.
    """
    found = read(token)
    if found is None or not is_web_address(found.link.target):
        return None
    if by_person and not _too_soon(found, timezone.now()):
        count(found)
    return found.link


def count(found: Followed) -> None:
    """Count one following of a link."""
    with connection.cursor() as cursor:
        values: dict[str, Any] = {
            "link": found.link.pk,
            "resident": found.resident,
            "channel": found.channel,
            "at": timezone.now(),
        }
        cursor.execute(_COUNT, values)


def looks_like_a_person(method: str, headers: Mapping[str, str]) -> bool:
    """Tell whether somebody opened it, as far as a request says: no HEAD, no fetching ahead, no program by its name."""
    ahead = any(_AHEAD.search(headers.get(name, "")) for name in ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz"))
    agent = headers.get("User-Agent", "")
    return method == "GET" and not ahead and bool(agent) and not _ROBOTS.search(agent)


def forget(resident_number: int) -> Remains:
    """Take the number of somebody who left out of the clicks: how many followed a link stays, who does not."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE campaigns_click SET resident_number = -id WHERE resident_number = %s", [resident_number])
        rows = cursor.rowcount
    return Remains(destroyed={f"{Click._meta.label} number": rows}, kept={})


def _too_soon(found: Followed, now: datetime) -> bool:
    if found.channel != DeliveryChannel.EMAIL:
        return False
    sent = Delivery.objects.filter(
        dispatch__campaign_part__campaign=found.link.campaign_id, recipient=found.resident, channel=found.channel
    )
    return sent.filter(Q(state=DeliveryState.SENDING) | Q(accepted_at__gt=now - TOO_SOON)).exists()


def _spelled(number: int) -> str:
    letters = []
    for _ in range(_LETTERS):
        number, value = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[value])
    return "".join(reversed(letters))


def _mac(link_key: str, body: int, secret: bytes) -> int:
    digest = blake2b(b"%s %d" % (link_key.encode(), body), key=secret, digest_size=4, person=b"mac").digest()
    return int.from_bytes(digest, "big") >> 32 - _MAC_BITS


def _mask(prefix: int, mac: int, secret: bytes) -> int:
    digest = blake2b(b"%d %d" % (prefix, mac), key=secret, digest_size=4, person=b"mask").digest()
    return int.from_bytes(digest, "big") >> 32 - _BODY_BITS


@lru_cache(maxsize=4)
def _keys(ring: Keyring) -> list[bytes]:
    """Return the keys of short links, newest first, each derived from one of the ring's."""
    return ring.hashes("short links", b"links")
