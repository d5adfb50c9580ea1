"""A resident's notices: as papers of the locker, as lists that the office looks at, and what stays when they leave."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from deliveries.models import Delivery
from notices.models import MatchDecision, Notice, Outcome, RegisterRow
from notices.reading import row_of
from notices.showing import lines_of, shown
from notices.types import NOTICE_TYPES, Kind
from residents.destruction import Remains
from residents.locker import Paper
from residents.working_days import next_working_day

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# What the office's acts in the log of access are called, to whom they concern.
ACTIONS: "dict[str, StrPromise]" = {
    "batch_rows": _("Looked through a list in which you stand"),
    "download_rows": _("Took a list in which you stand as a file"),
    "download_paper": _("Took the list for printing paper notices, in which you may stand"),
    "ambiguous_row": _("Checked whether a notice is yours"),
}
# The same, and what else is done here, as the office calls it.
OFFICE_NAMES: "dict[str, StrPromise]" = {
    "batch_rows": _("Looked through the rows of a batch"),
    "download_rows": _("Took the rows of a batch as a file"),
    "download_paper": _("Took the paper list as a file"),
    "ambiguous_row": _("Settled whose an ambiguous row is"),
    "not_me_seen": _("Saw to answers of “not me”"),
}
BATCH, ROW = _("Batch"), _("Register row")


class NoticeDrawer:
    """The statutory notices of a resident."""

    def papers_of(self, resident_id: int) -> Sequence[Paper]:
        return [paper_of(notice) for notice in notices_of(resident_id)]


def notices_of(resident_id: int) -> QuerySet[Notice]:
    """Return the notices of this resident whose sending has begun; those on paper are among them."""
    mine = Notice.objects.filter(row__resident=resident_id, row__outcome__in=[Outcome.RECIPIENT, Outcome.PAPER])
    return mine.filter(batch__dispatch__started_at__isnull=False).select_related("row", "batch__dispatch")


def paper_of(notice: Notice) -> Paper:
    """Return a notice as a paper of the locker."""
    notice_type, row = NOTICE_TYPES[notice.batch.notice_type], row_of(notice)
    due = due_of(notice)
    day = timezone.localtime(due).date() if isinstance(due, datetime) else due
    state, tone = _state(notice)
    return Paper(
        kind=notice_type.label,
        title=notice.batch.title,
        received_at=notice.batch.dispatch.started_at or notice.batch.created_at,
        due=day,
        due_text=shown(notice_type, row, notice_type.due),
        state=state,
        tone=tone,
        needs_me=notice.confirmed_at is None and (day is None or day >= timezone.localdate()),
        url=reverse("my_notices:letter", args=[notice.pk]),
        data={str(line.label): line.value for line in lines_of(notice_type, row)},
    )


def due_of(notice: Notice) -> date | datetime | None:
    """Return by which day, or at which moment, something has to be done; None where the register does not say."""
    notice_type = NOTICE_TYPES[notice.batch.notice_type]
    value = row_of(notice).get(notice_type.due, "")
    if not value:
        return None
    if "T" in value:
        return datetime.fromisoformat(value)
    due = date.fromisoformat(value[:10])
    return next_working_day(due) if notice_type.field(notice_type.due).kind == Kind.DUE_DATE else due


def lists_holding(resident_id: int) -> Mapping[str, str]:
    """Return the subjects of the log of access that mean a list, or a row, of this resident: subject → title."""
    rows = RegisterRow.objects.filter(resident=resident_id).values_list("pk", "batch_id", "batch__title")
    subjects = {f"row:{row}": title for row, _batch, title in rows}
    return subjects | {f"batch:{batch}": title for _row, batch, title in rows}


def destroy(resident_id: int) -> Remains:
    """Take a resident's contacts out of the rows of registers, and forget the answers that named them.

    Notices and what was sent stay: they prove what the office owed and did, and hold what the register said.
    """
    rows = RegisterRow.objects.filter(resident=resident_id)
    held = rows.filter(Q(email_contact__isnull=False) | Q(sms_contact__isnull=False))
    emptied = held.update(email_contact=None, sms_contact=None)
    decisions, _by_table = MatchDecision.objects.filter(resident=resident_id).delete()
    return Remains(
        destroyed={"notices.RegisterRow contacts": emptied, "notices.MatchDecision": decisions},
        kept={
            "notices.RegisterRow": rows.count(),
            "notices.Notice": Notice.objects.filter(row__resident=resident_id).count(),
            "deliveries.Delivery": Delivery.objects.filter(resident=resident_id).count(),
        },
    )


def _state(notice: Notice) -> "tuple[StrPromise, str]":
    if notice.confirmed_at:
        return _("Confirmed"), "success"
    if notice.opened_at:
        return _("Opened"), "info"
    if notice.row.outcome == Outcome.PAPER or notice.to_paper_because:
        return _("Comes on paper"), "neutral"
    return pgettext_lazy("a notice", "New"), "warning"
