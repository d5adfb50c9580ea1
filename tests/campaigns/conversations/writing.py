"""Messages sent to residents, and what they answer, for tests of conversations."""

from email.message import EmailMessage

from django.utils import timezone

from deliveries import replies
from deliveries.models import Delivery, Dispatch
from deliveries.replies import Sms
from deliveries.returned_mail import Fate, Returned
from deliveries.verp import reply_path
from residents.models import Channel, Resident

REPLY_ADDRESS = "reply@sotong.example"


def sent(resident: Resident, channel: str = "email", *, title: str = "재산세 안내", source: str = "nobody") -> Delivery:
    """Return a delivery to this resident that was accepted just now."""
    dispatch = Dispatch.objects.create(title=title, source=source, service="local_tax")
    kind = Channel.EMAIL if channel == "email" else Channel.SMS
    return Delivery.objects.create(
        dispatch=dispatch,
        channel=channel,
        recipient=resident.pk,
        resident=resident,
        contact=resident.contacts.get(channel=kind, stopped_at=None),
        state="accepted",
        accepted_at=timezone.now(),
    )


def reply_to(delivery: Delivery) -> str:
    return reply_path(f"{delivery.dispatch.token}.{delivery.pk}", REPLY_ADDRESS)


def mail(
    text: str,
    *,
    to: str = REPLY_ADDRESS,
    sender: str = "hong@example.com",
    subject: str = "Re: 재산세 안내",
    message_id: str = "<1@phone.example>",
    charset: str = "utf-8",
    **headers: str,
) -> bytes:
    """Return an email as a mail program sends it."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, charset=charset)
    return message.as_bytes()


def write_mail(raw: bytes) -> Fate:
    (fate,) = replies.take([Returned(raw)])
    return fate


def write_sms(text: str, sender: str = "01012345678", message_id: str = "MO1") -> int:
    return replies.take_sms([Sms(message_id, sender, text, timezone.now())])
