"""Before a batch is approved: previews of real rows, what each message costs, and what to be warned of."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliveries.content import compile_content
from deliveries.models import Content
from deliveries.sms import SmsKind, sms_kind, sms_size, unencodable
from deliveries.states import DeliveryChannel
from notices import letters
from notices.deadlines import is_past, latest_of, values_of
from notices.letters import SAMPLE_CODE, SAMPLE_TOKEN, link_of, message_values
from notices.models import Batch, Outcome, RegisterRow
from notices.types import NOTICE_TYPES
from residents.models import Channel

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


FEW_BYTES = 20  # by which a title can be shortened and still say what it is about


@dataclass(frozen=True, slots=True)
class Preview:
    """One real row's messages, as they will arrive; empty where the row has no such channel.

    ``sms_kind`` is None for an SMS that cannot be sent as it is (``warnings_of`` says why).
    """

    number: int
    subject: str
    html: str
    text: str
    sms: str
    sms_bytes: int
    sms_kind: SmsKind | None


def previews_of(batch: Batch, count: int = 3) -> list[Preview]:
    """Render the messages of the first recipients' rows."""
    rows = batch.rows.filter(outcome=Outcome.RECIPIENT).order_by("number")[:count]
    contents = {content.channel: content for content in Content.objects.filter(dispatch=batch.dispatch)}
    return [_preview(batch, row, contents) for row in rows]


def _preview(batch: Batch, row: RegisterRow, contents: dict[str, Content]) -> Preview:
    notice_type = NOTICE_TYPES[batch.notice_type]
    values = message_values(notice_type, json.loads(row.values or "{}"), link_of(SAMPLE_TOKEN), SAMPLE_CODE)
    email, sms = compile_content(contents[Channel.EMAIL]), compile_content(contents[Channel.SMS])
    text = sms.text.render(values) if row.sms_contact_id else ""
    counted = "" if unencodable(text) else text
    by_email = bool(row.email_contact_id)
    return Preview(
        number=row.number,
        subject=email.subject.render(values) if by_email else "",
        html=email.html.render(values) if by_email and email.html else "",
        text=email.text.render(values) if by_email else "",
        sms=text,
        sms_bytes=sms_size(counted),
        sms_kind=sms_kind(counted) if counted else None,
    )


def already_sent(batch: Batch) -> int:
    """Count the recipients whose obligation is in an earlier batch that was sent, whatever the file."""
    earlier = RegisterRow.objects.filter(
        batch__notice_type=batch.notice_type, outcome=Outcome.RECIPIENT, batch__approved_at__isnull=False
    ).exclude(batch=batch)
    rows = batch.rows.filter(outcome=Outcome.RECIPIENT)
    return rows.filter(obligation_hash__in=earlier.values("obligation_hash")).count()


def warnings_of(batch: Batch) -> Iterator["StrPromise | str"]:
    """Yield what the person who approves has to know."""
    content = Content.objects.get(dispatch=batch.dispatch, channel=Channel.SMS)
    bad = unencodable(content.subject + content.text.replace("\ue000", "").replace("\ue001", ""))
    if bad:
        yield _("An SMS cannot carry these characters: %(characters)s. Change the title.") % {"characters": bad}
    over = letters.bytes_over_one_sms(content.text)
    if 0 < over <= FEW_BYTES and not bad:
        yield _("It goes by LMS, which costs more. With a title shorter by %(count)s bytes it is one SMS.") % {
            "count": over
        }
    if batch.dispatch.contents.filter(channel=DeliveryChannel.ALIMTALK).exists():
        yield _("Mobile numbers get it by 알림톡; a phone without KakaoTalk gets the SMS instead.")
    due = NOTICE_TYPES[batch.notice_type].due
    past = sum(is_past(row[due]) for row in values_of(batch) if row.get(due))
    if past:
        yield _("For %(count)s of the recipients the due date is over.") % {"count": past}
    repeated = already_sent(batch)
    if repeated:
        yield _("%(count)s of the recipients already have this notice from an earlier batch.") % {"count": repeated}
    latest = latest_of(batch)
    if latest:
        when = timezone.localtime(latest).strftime("%Y-%m-%d %H:%M")
        yield _("The last lawful moment to send is %(when)s.") % {"when": when}
