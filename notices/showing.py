"""How a row's values are shown to people: won with separators, dates and times as people say them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from notices.types import Kind, NoticeType, Row
from residents.spoken import day, moment
from residents.working_days import next_working_day

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


def due_day(value: str) -> str:
    """Show a due date; one on a day off is shown with the working day to which it moves (지방세기본법 제24조)."""
    due = date.fromisoformat(value[:10])
    moved = next_working_day(due)
    if moved == due:
        return day(value)
    return gettext("%(due)s, a day off: until %(moved)s") % {"due": day(value), "moved": day(moved.isoformat())}


def won(value: str) -> str:
    return gettext("%(amount)s won") % {"amount": f"{int(value):,}"}


_SHOWN: Mapping[Kind, Callable[[str], str]] = {
    Kind.WON: won,
    Kind.DATE: day,
    Kind.DUE_DATE: due_day,
    Kind.BIRTH_DATE: day,
    Kind.DATETIME: moment,
    Kind.DATE_OR_DATETIME: lambda value: moment(value) if "T" in value else day(value),
}
