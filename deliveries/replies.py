"""What people answer to our messages, by email and by SMS: who it is from, which message it answers, what it says.

Anybody may write to these addresses. An email is *proven* when it came to the Reply-To of a message, whose mac only
those know who were given the message (``verp``): it is then from the recipient of that message, and answers go to the
contact it was sent to, whatever stands in From. Another email is from an address that anybody can write there. An SMS
comes through the gateway, which knows whose line it was sent on.

What nobody wrote (a vacation notice, a bounce, a list) is no answer, and is never answered (RFC 3834). The rooms above
listen to ``reply_arrived``, in the transaction that remembers the message's id: it is told once.
"""

import email
import hashlib
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import Message
from email.utils import getaddresses
from functools import partial
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import transaction
from django.dispatch import Signal
from django.utils import timezone

from deliveries import mail_text, verp
from deliveries.bounces import is_automatic
from deliveries.complaints import feedback_type
from deliveries.delivery_status import statuses
from deliveries.models import Delivery, ProviderReport, TransactionalMessage
from deliveries.returned_mail import Fate, Returned
from deliveries.returned_mail import take as take_bounces
from deliveries.states import DeliveryChannel
from deliveries.transports.references import Reference, transactional_reference
from residents.emails import read_email
from residents.hashes import contact_hashes
from residents.models import Channel, ContactPoint, Resident
from residents.unreadable import UnreadableValue

logger = logging.getLogger(__name__)

# Sent with ``reply``, a ``Reply``; a receiver that raises has the message brought again.
reply_arrived = Signal()

_PARTS = 100
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_LISTS = ("List-Id", "List-Post", "List-Unsubscribe", "Feedback-ID")
_PROGRAMS = ("mailer-daemon", "postmaster", "noreply", "no-reply", "no_reply", "donotreply", "bounce", "bounces")


@dataclass(frozen=True, slots=True)
class Reply:
    """What somebody answered. ``about`` says what a code, a receipt or an answer of the office was about."""

    channel: Channel
    address: str = field(repr=False)
    text: str = field(repr=False)
    provider_id: str
    received_at: datetime
    subject: str = field(default="", repr=False)
    whole: str = field(default="", repr=False)
    message_id: str = field(default="", repr=False)
    attachments: int = 0
    resident: Resident | None = field(default=None, repr=False)
    proven: bool = False
    sure: bool = True
    delivery_id: int | None = None
    dispatch_id: int | None = None
    about: str = ""


@dataclass(frozen=True, slots=True)
class Mail:
    """One email as it was read; ``reference`` is proven, or empty."""

    sender: str = field(repr=False)
    subject: str = field(repr=False)
    whole: str = field(repr=False)
    message_id: str = field(repr=False)
    reference: str
    attachments: int


@dataclass(frozen=True, slots=True)
class Sms:
    """One SMS from a phone, as the gateway hands it over."""

    message_id: str
    sender: str = field(repr=False)
    text: str = field(repr=False)
    received_at: datetime


def taker_for(recipient: str) -> Callable[[Sequence[Returned]], list[Fate]]:
    """Return who takes what came to this envelope address: answers of people, or what came back."""
    return take if verp.is_reply_path(recipient) else take_bounces


def take(returned: Sequence[Returned]) -> list[Fate]:
    """Take emails of people and return what became of each. A database that is away raises."""
    return [_take_mail(one) for one in returned]


def take_sms(messages: Sequence[Sms]) -> int:
    """Take SMS of people; return how many were new."""
    return sum(_tell(f"sms:{sms.message_id}", partial(_of_sms, sms)) for sms in messages)


def read_mail(raw: bytes, *, recipient: str = "") -> Mail | Fate:
    """Return what an email says, or AUTOMATIC or NOT_UNDERSTOOD."""
    if raw.count(b"boundary") > _PARTS:
        return Fate.NOT_UNDERSTOOD
    message = email.message_from_bytes(raw)
    sender = _sender(message)
    if _is_of_a_program(message, sender):
        return Fate.AUTOMATIC
    whole = mail_text.words_of(message)
    attachments = mail_text.attachments_of(message)
    if not sender or not (whole or attachments):
        return Fate.NOT_UNDERSTOOD
    addresses = [recipient, *(str(value)[:2_000] for name in _TO for value in message.get_all(name, []))]
    reference = next((found for found in map(verp.proven, addresses) if found), "")
    message_id = " ".join(str(message.get("Message-ID", "")).split())[:250]
    return Mail(sender, mail_text.subject_of(message), whole, message_id, reference, attachments)


def _take_mail(returned: Returned) -> Fate:
    try:
        mail = read_mail(returned.raw, recipient=returned.recipient)
        if isinstance(mail, Fate):
            return mail
        _tell(f"mail:{_fingerprint(mail, returned.raw)}", lambda: _of_mail(mail))
    except DatabaseError:
        raise
    except Exception as error:  # whatever people send must not stop the rest (promise 8)
        logger.exception("an answer cannot be taken (%s)", type(error).__name__)
        return Fate.NOT_UNDERSTOOD
    return Fate.TAKEN


def _tell(event_id: str, make: Callable[[], Reply]) -> bool:
    """Tell the rooms above of a message, once; return whether it was new."""
    with transaction.atomic():
        key = hashlib.sha256(event_id.encode()).hexdigest()[:48]
        _report, is_new = ProviderReport.objects.get_or_create(provider="reply", event_id=key)
        if is_new:
            reply_arrived.send(sender=None, reply=make())
    return is_new


def _fingerprint(mail: Mail, raw: bytes) -> str:
    """Name a message: by its Message-ID and who wrote it, so that nobody can have a stranger's taken for known."""
    return f"{mail.sender}|{mail.message_id}" if mail.message_id else hashlib.sha256(raw).hexdigest()


def _of_mail(mail: Mail) -> Reply:
    text = mail_text.own_words(mail.whole)
    known = _answered(mail.reference)
    return Reply(
        channel=Channel.EMAIL,
        address=str(known.pop("address", mail.sender)),
        text=text,
        whole=mail.whole if mail.whole != text else "",
        subject=mail.subject,
        message_id=mail.message_id,
        provider_id=f"mail:{hashlib.sha256(f'{mail.sender}|{mail.message_id}|{mail.whole}'.encode()).hexdigest()[:40]}",
        received_at=timezone.now(),
        attachments=mail.attachments,
        **known,
    )


def _answered(reference: str) -> dict[str, Any]:
    """Return what a proven reference says of the message that is answered, and of whom it went to."""
    if reference.startswith("t"):
        message = TransactionalMessage.objects.filter(pk=int(reference.partition(".")[2])).first()
        if message is None or transactional_reference(message.pk, message.created_at) != reference:
            return {}
        return {"about": message.about, "proven": bool(message.about)}
    found = Reference.read(reference)
    delivery = (
        Delivery.objects.select_related("dispatch")
        .filter(pk=found.delivery_id, dispatch__token=found.token, channel=DeliveryChannel.EMAIL)
        .first()
        if found
        else None
    )
    if delivery is None:
        return {}
    resident = Resident.objects.filter(pk=delivery.resident_id, left_at=None).first()
    contact = ContactPoint.objects.filter(pk=delivery.contact_id, stopped_at=None).first()
    told: dict[str, Any] = {"delivery_id": delivery.pk, "dispatch_id": delivery.dispatch_id}
    if resident and contact and contact.address:
        told |= {"resident": resident, "proven": True, "address": contact.address}
    return told


def _of_sms(sms: Sms) -> Reply:
    """Say whose number it is, and which message was the last that went to it lately."""
    hashes = contact_hashes(sms.sender)
    contacts = list(
        ContactPoint.objects.filter(
            channel=Channel.SMS,
            address_hash__in=hashes,
            stopped_at=None,
            verified_at__isnull=False,
            resident__left_at=None,
        ).select_related("resident")
    )
    last = list(
        Delivery.objects.filter(
            resident__in=[contact.resident_id for contact in contacts],
            contact__in=[contact.pk for contact in contacts],
            accepted_at__gte=timezone.now() - timedelta(days=settings.REPLY_SMS_DAYS),
        )
        .exclude(channel=DeliveryChannel.EMAIL)
        .order_by("-accepted_at")[:2]
    )
    owners = {contact.resident_id: contact.resident for contact in contacts}
    resident = owners.get(last[0].resident_id) if last else None
    if resident is None and len(owners) == 1:
        resident = next(iter(owners.values()))
    return Reply(
        channel=Channel.SMS,
        address=sms.sender,
        text=mail_text.tidy(sms.text),
        provider_id=f"sms:{hashlib.sha256(sms.message_id.encode()).hexdigest()[:40]}",
        received_at=sms.received_at,
        resident=resident,
        proven=resident is not None,
        sure=len(last) == 1 and len(owners) == 1,
        delivery_id=last[0].pk if last else None,
        dispatch_id=last[0].dispatch_id if last else None,
    )


def _sender(message: Message) -> str:
    for _name, address in getaddresses([str(value)[:1_000] for value in message.get_all("From", [])]):
        try:
            return read_email(address).lower()
        except UnreadableValue:
            continue
    return ""


def _is_of_a_program(message: Message, sender: str) -> bool:
    """Say whether no person wrote it for us: a bounce, a complaint, a list, a vacation notice (RFC 3834, 2)."""
    local = sender.partition("@")[0]
    return (
        bool(feedback_type(message) or statuses(message))
        or is_automatic(message)
        or any(name in message for name in _LISTS)
        or str(message.get("Return-Path", "")).strip() == "<>"
        or str(message.get("Precedence", "")).strip().lower() == "list"
        or local in _PROGRAMS
        or sender in (settings.MAIL_FROM.lower(), settings.MAIL_REPLY_TO.lower())
        or verp.is_reply_path(sender)
    )


def sms_from(payload: Mapping[str, object]) -> list[Sms]:
    """Read a call of the gateway (docs/decisions/0029-what-residents-write.md); raise ValueError when it is none."""
    messages = payload.get("messages")
    if not isinstance(messages, list) or not 1 <= len(messages) <= 500:
        raise ValueError("messages")
    return [_sms(one) for one in messages]


def _sms(one: object) -> Sms:
    fields = one if isinstance(one, dict) else {}
    message_id, sender, text, at = (fields.get(name) for name in ("messageId", "from", "text", "dateReceived"))
    if not isinstance(message_id, str) or not 1 <= len(message_id) <= 200:
        raise ValueError("messageId")
    digits = str(sender).replace("-", "") if isinstance(sender, str) else ""
    if not (digits.isascii() and digits.isdecimal() and 8 <= len(digits) <= 15):
        raise ValueError("from")
    if not isinstance(text, str) or not text.strip():
        raise ValueError("text")
    try:
        received_at = datetime.fromisoformat(str(at))
    except ValueError:
        raise ValueError("dateReceived") from None
    if received_at.tzinfo is None:
        raise ValueError("dateReceived")
    return Sms(message_id, digits, text[: mail_text.MOST_CHARACTERS], received_at)
