"""Codes that prove an address: six digits, sent to it, good for one purpose in one browser for a few minutes.

Nothing here tells whether an address is known. What is stored are keyed hashes, in PostgreSQL, so an emptied Redis
opens nothing. Sending and trying are limited per address, per client and in all; parallel tries pass one by one.
"""

import hmac
import math
import secrets
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet, Sum
from django.dispatch import Signal
from django.utils import timezone

from residents.hashes import contact_hashes
from residents.keyring import keyring
from residents.models import Channel, ContactCode, Purpose
from residents.outgoing import tell

# Sent with ``channel`` and ``address_hashes`` when somebody proved to read at an address.
contact_proved = Signal()

DIGITS = 6


class CodeRefused(Exception):
    """The code does not open: wrong, too old, used, or made for another purpose or browser. They all look alike.

    ``left``: the tries that this code still has; 0 when a new one is needed.
    """

    def __init__(self, left: int) -> None:
        super().__init__(left)
        self.left = left


class TooManyCodes(Exception):
    """This address, this client or the whole site has to wait ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


@transaction.atomic
def send(
    channel: Channel,
    address: str,
    *,
    purpose: Purpose,
    holder: str,
    client: str,
    language: str = "ko",
    instead: str = "",
) -> datetime:
    """Send a new code, which ends the one before it; return the moment from which another may be asked for.

    ``address`` is normalised (``read_mobile``, ``read_email``); ``holder`` is a secret of the browser, ``client`` its
    IP address. ``instead``: the kind of a message that is sent in place of the code, which is then told to nobody but
    counts and costs the same. Raise TooManyCodes.
    """
    now, address_hash, client_hash = timezone.now(), contact_hashes(address)[0], _client(client)
    take_turns(address_hash, client_hash)
    _limit_sending(address_hash, client_hash, now)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    expires_at = now + timedelta(minutes=settings.CODE_MINUTES)
    ContactCode.objects.create(
        purpose=purpose,
        channel=channel,
        address_hash=address_hash,
        code_hash=_code(code, address_hash),
        holder_hash=_holder(holder),
        client_hash=client_hash,
        expires_at=expires_at,
    )
    # Phones bind a code to the host of a page only over https.
    origin = settings.SITE_HOST if settings.SITE_URL.startswith("https://") else ""
    values: dict[str, Any] = {"minutes": settings.CODE_MINUTES}
    if not instead:
        values |= {"code": code, "purpose": purpose, "origin": origin}
    tell(instead or "code", channel, address, language=language, values=values, expires_at=expires_at)
    return now + timedelta(seconds=settings.CODE_RESEND_SECONDS)


def check(channel: Channel, address: str, code: str, *, purpose: Purpose, holder: str, client: str) -> datetime:
    """Return the moment of the proof where ``code`` is the newest one sent to ``address``; it serves once.

    Call it outside of a transaction that may be rolled back, which would forget the try. Raise CodeRefused or
    TooManyCodes.
    """
    proved_at, left = _try(channel, address, code, purpose, _holder(holder), _client(client))
    if proved_at is None:
        raise CodeRefused(left)
    return proved_at


@transaction.atomic
def _try(
    channel: Channel, address: str, code: str, purpose: Purpose, holder_hash: bytes, client_hash: bytes
) -> tuple[datetime | None, int]:
    """Count a try; return the moment of the proof, or None and how many tries the code has left."""
    now, hashes = timezone.now(), contact_hashes(address)
    take_turns(hashes[0], client_hash)
    _limit_tries(hashes, client_hash, now)
    newest = (
        ContactCode.objects.filter(address_hash__in=hashes, channel=channel, purpose=purpose, holder_hash=holder_hash)
        .order_by("-id")
        .first()
    )
    if newest is None or newest.used_at or newest.expires_at <= now or newest.tries >= settings.CODE_TRIES:
        return None, 0
    digits = "".join(character for character in code if character in "0123456789")
    good = hmac.compare_digest(bytes(newest.code_hash), _code(digits, bytes(newest.address_hash)))
    newest.tries += 1
    newest.used_at = now if good else None
    newest.save(update_fields=["tries", "used_at"])
    if good:
        contact_proved.send(sender=None, channel=channel, address_hashes=hashes)
        return now, 0
    return None, settings.CODE_TRIES - newest.tries


def forget() -> int:
    """Delete codes older than a day, which no limit asks for any more; return how many."""
    deleted, _ = ContactCode.objects.filter(sent_at__lt=timezone.now() - timedelta(days=1)).delete()
    return deleted


def _limit_sending(address_hash: bytes, client_hash: bytes, now: datetime) -> None:
    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    to_address = ContactCode.objects.filter(address_hash=address_hash)
    limit(to_address, 1, timedelta(seconds=settings.CODE_RESEND_SECONDS), now)
    limit(to_address, settings.CODES_PER_ADDRESS, hour, now)
    limit(ContactCode.objects.filter(client_hash=client_hash), settings.CODES_PER_CLIENT, hour, now)
    limit(ContactCode.objects.all(), settings.CODES_PER_MINUTE, minute, now)


def limit(sent: "QuerySet[Any]", most: int, period: timedelta, now: datetime, *, field: str = "sent_at") -> None:
    """Raise TooManyCodes where ``most`` of these were sent within the last ``period``; ``field`` says when."""
    recent_ones = sent.filter(**{f"{field}__gt": now - period}).order_by(f"-{field}")
    recent = list(recent_ones.values_list(field, flat=True)[most - 1 : most])
    if recent:
        raise TooManyCodes(max(1, math.ceil((recent[0] + period - now).total_seconds())))


def _limit_tries(address_hashes: list[bytes], client_hash: bytes, now: datetime) -> None:
    since, pause = now - timedelta(hours=1), 600
    recent = ContactCode.objects.filter(sent_at__gt=since)
    by_address = recent.filter(address_hash__in=address_hashes).aggregate(tries=Sum("tries"))["tries"] or 0
    by_client = recent.filter(client_hash=client_hash, used_at=None).aggregate(tries=Sum("tries"))["tries"] or 0
    if by_address >= settings.CODE_TRIES_PER_ADDRESS or by_client >= settings.CODE_TRIES_PER_CLIENT:
        raise TooManyCodes(pause)


def _code(digits: str, address_hash: bytes) -> bytes:
    return keyring().hash(digits, b"code" + address_hash)


def _holder(holder: str) -> bytes:
    return keyring().hash(holder, b"holder")


def _client(client: str) -> bytes:
    return keyring().hash(client, b"client")


def take_turns(*keys: bytes) -> None:
    """Let parallel requests for one address or client pass one by one, so that they cannot share a try."""
    with connection.cursor() as cursor:
        for key in sorted(keys):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int.from_bytes(key[:8], "big", signed=True)])
