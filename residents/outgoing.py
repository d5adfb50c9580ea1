"""Telling somebody something at once: a code, a receipt. The words are made here; a room above sends them.

``<kind>.txt`` in ``templates/residents/messages/``, or where a room above has its words, is the email's text, its first
line the subject; ``<kind>.sms.txt`` the SMS.
What every email ends with is ``footer.txt`` and stands in ``email.html``; every SMS but a code ends with its check
code. An SMS says ``not_me_url`` where it has room.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.dispatch import Signal
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext

from residents.district import district_name
from residents.models import Channel
from residents.not_me import link_for

# Sent within the transaction, with ``kind``, ``channel``, ``address``, ``subject``, ``text``, ``html``, ``expires_at``,
# ``about`` and ``in_reply_to``: whoever listens stores the message in the same transaction, and sends it then.
message_wanted = Signal()

# Stands for the short code of the message by which it can be told from a false one; whoever stores it puts it in.
CHECK_CODE = "\ue000check\ue001"
NOT_ENROLLED = frozenset({"left", "not_enrolled", "contact_proof"})  # who reads these may have no page of their own
CODES = frozenset({"code", "contact_proof"})  # an SMS of these is short, and ends in a line that phones read
PATIENCE = timedelta(hours=24)  # what nobody could send until then is old


def tell(
    kind: str,
    channel: Channel,
    address: str,
    *,
    language: str = "ko",
    values: Mapping[str, Any] | None = None,
    expires_at: datetime | None = None,
    templates: str = "residents/messages",
    about: str = "",
    in_reply_to: str = "",
) -> None:
    """Have the message ``kind`` sent to ``address``, in ``language``, until ``expires_at`` (a day from now).

    ``templates`` is where the words of a room above lie. ``about`` says what a reply to it belongs to, in the room's
    own words, such as ``conversation:17``; ``in_reply_to`` is the Message-ID of an email that this one answers.
    """
    context = {
        "office_contact": settings.OFFICE_CONTACT,
        "site_url": settings.SITE_URL,
        # A code goes to whoever asks for one; what follows it has a way to say "not me" (``residents.not_me``).
        "preferences_url": "" if kind in NOT_ENROLLED else f"{settings.SITE_URL}/my/",
        "not_me_url": "" if kind == "code" else link_for(channel, address),
        "check_code": CHECK_CODE,
        **(values or {}),
    }
    with translation.override(language):
        context["district_name"] = district_name()
        subject, text, html = "", "", ""
        if channel == Channel.SMS:
            text = render_to_string(f"{templates}/{kind}.sms.txt", context).strip()
            if kind not in CODES:
                text = "\n".join((text, gettext("Check code %(code)s") % {"code": CHECK_CODE}))
        else:
            subject, _, body = render_to_string(f"{templates}/{kind}.txt", context).strip().partition("\n")
            body = body.strip()
            footer = render_to_string("residents/messages/footer.txt", context).strip()
            text = f"{body}\n\n{footer}\n"
            html = render_to_string("residents/messages/email.html", {**context, "subject": subject, "body": body})
    message_wanted.send(
        sender=None,
        kind=kind,
        channel=channel,
        address=address,
        subject=subject,
        text=text,
        html=html,
        expires_at=expires_at or timezone.now() + PATIENCE,
        about=about,
        in_reply_to=in_reply_to,
    )
