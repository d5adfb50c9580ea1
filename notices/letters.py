"""What a notice's messages say: one content per channel, with places for each recipient's values."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from deliveries import check_codes
from deliveries.content import Values, place
from deliveries.models import Content
from deliveries.prepared import Prepared, numbers
from deliveries.sms import SMS_BYTES, NotAnSms, sms_size
from deliveries.states import DeliveryChannel
from notices.models import Batch, RegisterRow
from notices.showing import shown
from notices.types import NOTICE_TYPES, NoticeType, Row
from residents.encryption import EncryptedTextField
from residents.models import Channel

# The values a message may hold. No amount and no birth date: an SMS is read over shoulders (DOMAIN.md, "SMS in Korea").
# ``due_line`` is ``due`` with its line break, so that a text has no gap where a register has none. ``check`` is the
# code by which the message can be told from a false one (``check_codes``).
FIELDS = ("name", "link", "due", "due_line", "check")
# As long as real ones, so that a message of these has its bytes.
SAMPLE_TOKEN, SAMPLE_CODE = "x" * 16, "0000-0000"
# A server that takes lines as they are takes 998 bytes of one (RFC 5321, 4.5.3.1.6); values come to what is stored.
LINE_BYTES = 900


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
        "site_host": urlsplit(settings.SITE_URL).netloc,
        **{field: place(field) for field in FIELDS},
    }


def _email(slug: str, context: dict[str, Any]) -> dict[str, str]:
    context = context | {"body": f"notices/messages/{slug}.txt"}
    html = _INLINER.inline(render_to_string("notices/messages/email.html", context))
    return {
        "subject": f"[{context['district_name']}청] {context['title']}",
        "text": _lines(render_to_string("notices/messages/email.txt", context)),
        "html": _lines(html, blank=False),
    }


# Styles go to each element; what answers to dark mode stays in the head. It fetches nothing.
_INLINER = css_inline.CSSInliner(
    keep_at_rules=True, minify_css=True, load_remote_stylesheets=False, remove_inlined_selectors=True
)


def _lines(text: str, *, blank: bool = True) -> str:
    """Return ``text`` without the white space around lines, none of them too long for a mail; see LINE_BYTES."""
    stripped = (line.strip() for line in text.strip().split("\n"))
    return "\n".join(piece for line in stripped if line or blank for piece in _pieces(line)) + "\n"


def _pieces(line: str) -> Iterator[str]:
    """Break a line at a space, or between the character references of a hostile title."""
    while len(line.encode()) > LINE_BYTES:
        fitting = line.encode()[:LINE_BYTES].decode(errors="ignore")
        end = max(fitting.rfind(" "), fitting.rfind(";")) + 1 or len(fitting)
        yield line[:end].rstrip(" ")
        line = line[end:]
    yield line


def _sms(slug: str, context: dict[str, Any]) -> dict[str, str]:
    """Write the SMS with the longest label for its code that makes no LMS of it; where all do, with the plainest."""
    forms = [render_to_string("notices/messages/sms.txt", context | {"label": label}).strip() for label in _CODE_LABELS]
    text = next((form for form in forms if _bytes_over(form) <= 0), forms[0])
    return {"subject": f"{context['district_name']} {context['notice_type'].label}", "text": text}


_CODE_LABELS = ("확인번호 ", "확인 ", "#")


def bytes_over_one_sms(text: str) -> int:
    """Return by how many bytes the title of a stored SMS text is too long for one SMS; 0 or less where it fits.

    What no SMS can carry counts as fitting: ``preflight`` warns of that.
    """
    code = place("check")
    return _bytes_over(text.replace(f"{_CODE_LABELS[0]}{code}", f"{_CODE_LABELS[-1]}{code}"))


def _bytes_over(text: str) -> int:
    for field, sample in (("link", link_of(SAMPLE_TOKEN)), ("check", SAMPLE_CODE)):
        text = text.replace(place(field), sample)
    try:
        return sms_size(text) - SMS_BYTES
    except NotAnSms:
        return 0


def _alimtalk(slug: str, context: dict[str, Any], template: str) -> dict[str, Any]:
    """Return the variables that an 알림톡 template for notices may use, and the SMS in its place."""
    return {
        **_sms(slug, context),
        "template_id": template,
        "template_values": {
            "#{이름}": context["name"],
            "#{제목}": context["title"],
            "#{링크}": f"{context['link']}?v=sms",  # the same contact as the SMS: "not me" stops that one
            "#{확인번호}": context["check"],
        },
    }


# By primary key; the batch is named so that no dispatch can ask for another one's notices.
_NOTICES = Prepared(
    "sotong_notices",
    ("bigint[]", "bigint"),
    """
SELECT n.id, n.token, r.values
  FROM notices_notice AS n JOIN notices_registerrow AS r ON r.id = n.row_id
 WHERE n.id = ANY($1) AND n.batch_id = $2
""",
)
_VALUES: EncryptedTextField = RegisterRow._meta.get_field("values")


class NoticeValues:
    """The source ``notices``: the values of each notice's message (``deliveries.sources``).

    It stands in the way of every message, so it builds no model instances and asks once per window.
    """

    def values_for(self, dispatch_id: int, recipients: Sequence[int]) -> Mapping[int, Values]:
        batch_id, slug = _batch_of(dispatch_id)
        notice_type, opened, links, check = NOTICE_TYPES[slug], _VALUES.opener(), link_of(""), check_codes.coder()
        return {
            pk: message_values(notice_type, json.loads(opened(values) or "{}"), links + token, check(pk))
            for pk, token, values in _NOTICES.rows(numbers(recipients), batch_id)
        }


@lru_cache(maxsize=64)
def _batch_of(dispatch_id: int) -> tuple[int, str]:
    """Return the id and notice type of a dispatch's batch, which never change; read once per process."""
    return Batch.objects.values_list("pk", "notice_type").get(dispatch_id=dispatch_id)


def message_values(notice_type: NoticeType, row: Row, link: str, check: str) -> Values:
    """Return name, link, code and due line for a row; the due line is empty where the register has none."""
    raw = row.get(notice_type.due, "")
    due, due_line = _due(notice_type.slug, raw) if raw else ("", "")
    return {"name": row[notice_type.person], "link": link, "due": due, "due_line": due_line, "check": check}


@lru_cache(maxsize=4096)
def _due(slug: str, value: str) -> tuple[str, str]:
    """Return label and date as people say them, without and with a line break; a batch has few distinct dates."""
    notice_type = NOTICE_TYPES[slug]
    label = next(line.label for line in notice_type.lines if line.field == notice_type.due)
    with translation.override("ko"):
        due = f"{label}: {shown(notice_type, {notice_type.due: value}, notice_type.due)}"
    return due, f"{due}\n"


def link_of(token: str) -> str:
    return f"{settings.SITE_URL}/n/{token}"
