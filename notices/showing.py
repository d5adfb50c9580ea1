"""How a row's values are shown to people: won with separators, dates and times as people say them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import formats, timezone
from django.utils.translation import gettext, pgettext

from notices.types import Kind, NoticeType, Row
from notices.working_days import next_working_day

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the letter: what it is, and its value as text."""

    field: str
    label: "StrPromise"
    value: str
    strong: bool


def lines_of(notice_type: NoticeType, row: Row) -> list[ShownLine]:
    """Return the letter's lines in their order, leaving out what the register did not say."""
    return [
        ShownLine(line.field, line.label, shown(notice_type, row, line.field), line.strong)
        for line in notice_type.lines
        if row.get(line.field)
    ]


def shown(notice_type: NoticeType, row: Row, name: str) -> str:
    """Return one value as people read it; an empty string where the register has none."""
    value = row.get(name, "")
    return _SHOWN.get(notice_type.field(name).kind, str)(value) if value else ""


def day(value: str) -> str:
    """Show an ISO date as “2026년 11월 23일 (월)”."""
    when = date.fromisoformat(value[:10])
    return pgettext("date", "%(year)s-%(month)s-%(day)s (%(weekday)s)") % {
        "year": when.year,
        "month": when.month,
        "day": when.day,
        "weekday": _weekday(when),
    }


def due_day(value: str) -> str:
    """Show a due date; one on a day off is shown with the working day to which it moves (지방세기본법 제24조)."""
    due = date.fromisoformat(value[:10])
    moved = next_working_day(due)
    if moved == due:
        return day(value)
    return gettext("%(due)s, a day off: until %(moved)s") % {"due": day(value), "moved": day(moved.isoformat())}


def moment(value: str) -> str:
    """Show an ISO time in KST as “2026년 12월 15일 (화) 오후 2:00”."""
    when = timezone.localtime(datetime.fromisoformat(value))
    clock = pgettext("time", "g:i A")  # named here, for makemessages does not look into f-strings
    return f"{day(when.date().isoformat())} {formats.date_format(when, clock)}"


def won(value: str) -> str:
    return gettext("%(amount)s won") % {"amount": f"{int(value):,}"}


def _weekday(when: date) -> str:
    """Return the short weekday; Django's own Korean catalogue has only the long ones."""
    names = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    return names[when.weekday()]


_SHOWN: Mapping[Kind, Callable[[str], str]] = {
    Kind.WON: won,
    Kind.DATE: day,
    Kind.DUE_DATE: due_day,
    Kind.BIRTH_DATE: day,
    Kind.DATETIME: moment,
    Kind.DATE_OR_DATETIME: lambda value: moment(value) if "T" in value else day(value),
}
