"""What a notice's messages say: one content per channel, with places for each recipient's values."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from deliveries.content import Values, place
from deliveries.models import Content
from deliveries.states import DeliveryChannel
from notices.models import Batch, Notice
from notices.showing import shown
from notices.types import NOTICE_TYPES, NoticeType, Row
from residents.models import Channel

# The values a message may hold. No amount and no birth date: an SMS is read over shoulders (DOMAIN.md, "SMS in Korea").
FIELDS = ("name", "link", "due")


def write_contents(batch: Batch) -> None:
    """Write the batch's email and SMS content from its type's templates, in Korean, the language of the office.

    Where the settings name an approved 알림톡 template for the type, its content is written too, and mobile numbers
    are then reached by 알림톡 (``batches``), with the SMS as what the provider sends to phones without KakaoTalk.
    """
    with translation.override("ko"):
        context = _context(batch)
        for channel, render in ((Channel.EMAIL, _email), (Channel.SMS, _sms)):
            _write(batch, channel, render(batch.notice_type, context))
        if template := settings.ALIMTALK_TEMPLATES.get(batch.notice_type):
            _write(batch, DeliveryChannel.ALIMTALK, _alimtalk(batch.notice_type, context, template))


def _write(batch: Batch, channel: str, content: dict[str, Any]) -> None:
    Content.objects.update_or_create(dispatch=batch.dispatch, channel=channel, defaults=content)


def _context(batch: Batch) -> dict[str, Any]:
    return {
        "title": batch.title,
        "notice_type": NOTICE_TYPES[batch.notice_type],
        "district_name": settings.DISTRICT_NAME,
        "department": batch.department,
        "office_contact": settings.OFFICE_CONTACT,
        "site_url": settings.SITE_URL,
        **{field: place(field) for field in FIELDS},
    }


def _email(slug: str, context: dict[str, Any]) -> dict[str, str]:
    return {
        "subject": f"[{context['district_name']}] {context['title']}",
        "text": render_to_string("notices/messages/email.txt", context | {"body": f"notices/messages/{slug}.txt"}),
        "html": render_to_string("notices/messages/email.html", context | {"body": f"notices/messages/{slug}.txt"}),
    }


def _sms(slug: str, context: dict[str, Any]) -> dict[str, str]:
    return {
        "subject": f"{context['district_name']} {context['notice_type'].label}",
        "text": render_to_string("notices/messages/sms.txt", context).strip(),
    }


def _alimtalk(slug: str, context: dict[str, Any], template: str) -> dict[str, Any]:
    """Return the variables that an 알림톡 template for notices may use, and the SMS in its place."""
    return {
        **_sms(slug, context),
        "template_id": template,
        "template_values": {
            "#{이름}": context["name"],
            "#{제목}": context["title"],
            "#{링크}": f"{context['link']}?v=sms",  # the same contact as the SMS: "not me" stops that one
        },
    }


class NoticeValues:
    """The source ``notices``: the values of each notice's message (``deliveries.sources``)."""

    def values_for(self, dispatch_id: int, recipients: Sequence[int]) -> Mapping[int, Values]:
        notices = Notice.objects.filter(pk__in=recipients).select_related("row", "batch")
        return {notice.pk: values_of(notice) for notice in notices}


def values_of(notice: Notice) -> Values:
    """Return the message values of one notice."""
    notice_type = NOTICE_TYPES[notice.batch.notice_type]
    return message_values(notice_type, json.loads(notice.row.values or "{}"), link_of(notice.token))


def message_values(notice_type: NoticeType, row: Row, link: str) -> Values:
    """Return name, link and due line for a row; the due line is empty where the register has none."""
    with translation.override("ko"):
        shown_due = shown(notice_type, row, notice_type.due)
        label = next(line.label for line in notice_type.lines if line.field == notice_type.due)
        due = f"{label}: {shown_due}" if shown_due else ""
    return {"name": row[notice_type.person], "link": link, "due": due}


def link_of(token: str) -> str:
    return f"{settings.SITE_URL}/n/{token}"
