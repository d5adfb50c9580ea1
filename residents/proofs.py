"""Proofs of an address that the office asks for: a code, typed on the reader's own phone or told to the clerk.

The message names no person: nobody knows yet who reads there. Its link opens a page that only asks for the code, so
nothing that opens links by itself can prove anything. What is stored of a code is a keyed hash; each sending is a row,
by which sending and trying are limited with the settings of ``residents.codes``.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q, QuerySet, Sum
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from residents.codes import DIGITS, CodeRefused, TooManyCodes, contact_proved, limit, take_turns
from residents.contacts import written
from residents.hashes import contact_hashes
from residents.keyring import keyring
from residents.models import Channel, ContactPoint, ContactProof, Resident
from residents.outgoing import PATIENCE, tell

# Sent with ``proof``, within the transaction in which it was proved.
address_proved = Signal()

# What can be read out and typed by hand without mixing up letters; 49 bits, and the code is asked for besides.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
TOKEN_LETTERS = 10
_KEPT = timedelta(days=1)  # after its end, so that whoever comes late is told so


class State(models.TextChoices):
    """Where a proof stands."""

    SENT = "sent", _("Sent")
    PROVED = "proved", _("Address proved")
    EXPIRED = "expired", _("Expired")


@transaction.atomic
def ask(
    channel: Channel,
    address: str,
    *,
    place: ContactProof.Place,
    by: User,
    resident: Resident | None = None,
    language: str = "ko",
) -> ContactProof:
    """Send a code and a link to ``address`` (normalised) and return the proof that waits; raise TooManyCodes.

    ``resident``: whose contact becomes verified by it, where this is their address then.
    """
    now, address_hash = timezone.now(), contact_hashes(address)[0]
    _limit_sending(address_hash, by, now)
    proof = ContactProof(
        token="".join(secrets.choice(ALPHABET) for _letter in range(TOKEN_LETTERS)),
        place=place,
        channel=channel,
        address=address,
        address_hash=address_hash,
        resident=resident,
        asked_by=by,
    )
    _send(proof, now, language)
    return proof


@transaction.atomic
def again(proof: ContactProof, *, language: str = "ko") -> ContactProof:
    """Send a new code under the same link, which ends the code before it; raise TooManyCodes.

    What was sent before stays as a row of its own, so that limits go on counting it. A proof that was made stays so.
    """
    now = timezone.now()
    _limit_sending(bytes(proof.address_hash), proof.asked_by, now)
    locked = ContactProof.objects.select_for_update(of=("self",)).select_related("resident").get(pk=proof.pk)
    if locked.proved_at is None:
        _keep_count(locked, now)
        _send(locked, now, locked.resident.language if locked.resident else language)
    return locked


def enter(proof: ContactProof, code: str) -> datetime:
    """Take the code and return when the address was proved; the same code again changes nothing.

    Call it outside of a transaction that may be rolled back, which would forget the try. Raise CodeRefused or
    TooManyCodes.
    """
    proved_at, left = _try(proof.pk, code)
    if proved_at is None:
        raise CodeRefused(left)
    proof.proved_at = proved_at
    return proved_at


def state(proof: ContactProof) -> State:
    if proof.proved_at:
        return State.PROVED
    return State.EXPIRED if proof.expires_at <= timezone.now() else State.SENT


def tries_left(proof: ContactProof) -> int:
    """Return how often the code may still be tried; after that a new one is needed."""
    return max(0, int(settings.CODE_TRIES) - proof.tries)


def seconds_left(proof: ContactProof) -> int:
    """Return in how many seconds another code may be asked for."""
    again_at = proof.asked_at + timedelta(seconds=settings.CODE_RESEND_SECONDS)
    return max(0, round((again_at - timezone.now()).total_seconds()))


def link(proof: ContactProof) -> str:
    """Return the page that asks for the code."""
    return f"{settings.SITE_URL}/p/{proof.token}"


def masked(proof: ContactProof) -> str:
    """Return the address so that its owner knows it and nobody else learns it: 010-****-5678, h***@example.com."""
    address = proof.address or ""
    if proof.channel == Channel.SMS:
        head, middle, tail = written(Channel.SMS, address).split("-")
        return f"{head}-{'*' * len(middle)}-{tail}"
    name, _at, domain = address.partition("@")
    return f"{name[:1]}***@{domain}"


def visible_to(user: User) -> "QuerySet[ContactProof]":
    """Return the proofs that this person may see: those they asked for, and those of their dong."""
    mine = Q(asked_by=user)
    if user.dong_id:
        mine |= Q(asked_by__dong=user.dong_id) | Q(resident__dong=user.dong_id)
    return ContactProof.objects.filter(mine)


def forget_old() -> int:
    """Delete proofs that ended a day ago, and made ones after as long as one may be waited for; return how many."""
    now = timezone.now()
    over = Q(proved_at=None, expires_at__lt=now - _KEPT)
    deleted, _by_model = ContactProof.objects.filter(
        over | Q(proved_at__lt=now - timedelta(days=settings.PROOF_DAYS))
    ).delete()
    return deleted


def _limit_sending(address_hash: bytes, by: User | None, now: datetime) -> None:
    hour = timedelta(hours=1)
    take_turns(address_hash, keyring().hash(f"{by.pk if by else ''}", b"proof by"))
    sent = ContactProof.objects.all()
    to_address = sent.filter(address_hash=address_hash)
    limit(to_address, 1, timedelta(seconds=settings.CODE_RESEND_SECONDS), now, field="asked_at")
    limit(to_address, settings.CODES_PER_ADDRESS, hour, now, field="asked_at")
    limit(sent.filter(asked_by=by), settings.PROOFS_PER_CLERK, hour, now, field="asked_at")
    limit(sent, settings.CODES_PER_MINUTE, timedelta(minutes=1), now, field="asked_at")


def _keep_count(proof: ContactProof, now: datetime) -> None:
    """Keep that a code was sent and tried, as a row under which nothing can be proved any more."""
    sent = ContactProof.objects.create(
        token=secrets.token_urlsafe(16),
        place=proof.place,
        channel=proof.channel,
        address="",
        address_hash=proof.address_hash,
        code_hash=secrets.token_bytes(16),
        tries=proof.tries,
        asked_by=proof.asked_by,
        expires_at=min(now, proof.expires_at),
    )
    ContactProof.objects.filter(pk=sent.pk).update(asked_at=proof.asked_at)


def _send(proof: ContactProof, now: datetime, language: str) -> None:
    """Make a new code for the proof, keep its hash and send it."""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    proof.code_hash, proof.tries = _code(code, bytes(proof.address_hash)), 0
    at_once = proof.place == ContactProof.Place.COUNTER
    lasts = timedelta(minutes=settings.PROOF_COUNTER_MINUTES) if at_once else timedelta(days=settings.PROOF_DAYS)
    proof.asked_at, proof.expires_at = now, now + lasts
    proof.save()
    values = {
        "code": code,
        "link": link(proof),
        "minutes": settings.PROOF_COUNTER_MINUTES if at_once else 0,
        "days": settings.PROOF_DAYS,
        # Phones bind a code to the host of a page only over https.
        "origin": settings.SITE_HOST if settings.SITE_URL.startswith("https://") else "",
    }
    tell(
        "contact_proof",
        Channel(proof.channel),
        proof.address or "",
        language=language,
        values=values,
        expires_at=min(proof.expires_at, now + PATIENCE),
    )


@transaction.atomic
def _try(pk: int, code: str) -> tuple[datetime | None, int]:
    """Count a try; return the moment of the proof, or None and how many tries the code has left."""
    now = timezone.now()
    for hashed in ContactProof.objects.filter(pk=pk).values_list("address_hash", flat=True):
        take_turns(bytes(hashed))  # parallel tries pass one by one, over all proofs of an address
    proof = ContactProof.objects.select_for_update().filter(pk=pk).first()
    if proof is None:  # forgotten meanwhile
        return None, 0
    digits = "".join(character for character in code if character in "0123456789")
    good = hmac.compare_digest(bytes(proof.code_hash), _code(digits, bytes(proof.address_hash)))
    if proof.proved_at:
        return (proof.proved_at if good else None), 0
    _limit_tries(bytes(proof.address_hash), now)
    if proof.expires_at <= now or not tries_left(proof):
        return None, 0
    proof.tries += 1
    proof.proved_at = now if good else None
    proof.save(update_fields=["tries", "proved_at"])
    if good:
        _settle(proof, now)
        return now, 0
    return None, tries_left(proof)


def _limit_tries(address_hash: bytes, now: datetime) -> None:
    recent = ContactProof.objects.filter(address_hash=address_hash, asked_at__gt=now - timedelta(hours=1))
    if (recent.aggregate(tries=Sum("tries"))["tries"] or 0) >= settings.CODE_TRIES_PER_ADDRESS:
        raise TooManyCodes(600)


def _settle(proof: ContactProof, at: datetime) -> None:
    """Mark the contact verified where it is the resident's still, and tell whoever wants to know."""
    hashes = contact_hashes(proof.address or "")
    if proof.resident_id:
        ContactPoint.objects.filter(
            resident=proof.resident_id,
            resident__left_at=None,
            channel=proof.channel,
            address_hash__in=hashes,
            stopped_at=None,
        ).update(verified_at=at)
    contact_proved.send(sender=None, channel=Channel(proof.channel), address_hashes=hashes)
    address_proved.send(sender=None, proof=proof)


def _code(digits: str, address_hash: bytes) -> bytes:
    return keyring().hash(digits, b"proof" + address_hash)
