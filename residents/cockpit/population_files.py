"""Figures of residents and households out of a file: every row is right, or the file is refused and says what is not.

A total is no row; but where one stands in the file, it has to be the sum of the rows it is a total of.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.dongs import resolve_dong
from accounts.models import Dong
from residents.footers import is_footer
from residents.headers import BodyRow, Header, body, find_header
from residents.numbers import read_whole_number
from residents.tables import Table
from residents.text import folded, is_blank
from residents.unreadable import UnreadableFile, UnreadableValue

TITLES: dict[str, tuple[str, ...]] = {
    "dong": ("행정동", "동", "동명", "행정기관", "읍면동"),
    "tong": ("통", "통명"),
    "residents": ("인구", "인구수", "주민수", "성인인구", "총인구수", "총인구", "인구계"),
    "households": ("세대", "세대수"),
}
REQUIRED = ("dong", "residents", "households")
_COUNT = re.compile(r"(\d{1,3}(?:,\d{3})+|\d{1,8})(?:\.0+)?\s*(?:명|인|세대|가구)?", re.ASCII)
_AGE = re.compile(r"(\d{1,3})\s*세")

Sums = tuple[int, int]  # residents, households


@dataclass(frozen=True, slots=True)
class Line:
    """One row: its number in the file, its dong's code, its tong (None: the whole dong), and its figures."""

    number: int
    dong: str
    tong: int | None
    residents: int
    households: int


@dataclass(frozen=True, slots=True)
class Total:
    """A total row: the dong it names, if any, and its figures."""

    number: int
    dong: str | None
    sums: Sums


class WrongRows(Exception):
    """Rows that are not right: ``faults`` are (row number, what would be right), in the order of the file."""

    def __init__(self, faults: "list[tuple[int, Any]]") -> None:
        super().__init__(len(faults))
        self.faults = faults


def read_lines(table: Table, *, from_age: int) -> list[Line]:
    """Return the lines of ``table``; raise UnreadableFile or WrongRows."""
    header = find_header(table, TITLES | {"residents": (*TITLES["residents"], *_titles_with_age(table))})
    header = _complete(header)
    _check_age(header, from_age)
    lines, faults = [], []
    for row in body(table, header):
        try:
            lines.append(_line(row))
        except UnreadableValue as error:
            faults.append((row.number, error.reason))
    faults += _doubles(lines)
    if not faults:
        lines, wholes = _apart(lines)
        totals = [*wholes, *_totals(table, header)]
        faults = [fault for total in totals for fault in _wrong_total(total, lines)]
    if faults:
        raise WrongRows(sorted(faults, key=lambda fault: fault[0]))
    _demand_every_dong(lines)
    return lines


def _titles_with_age(table: Table) -> list[str]:
    """Return titles such as 19세 이상 인구, which say themselves who is counted."""
    cells = (folded(cell) for sheet in table.sheet_names for _, row in table.head(30, sheet) for cell in row)
    return [cell for cell in dict.fromkeys(cells) if _AGE.search(cell) and len(cell) < 30]


def _complete(header: Header) -> Header:
    missing = [name for name in REQUIRED if name not in header.fields]
    if missing:
        reason = _("The file has no column for: {columns}. Add the column.")
        columns = ", ".join(TITLES[name][0] for name in missing)
        raise UnreadableFile("missing_columns", format_lazy(reason, columns=columns))
    return header


def _check_age(header: Header, from_age: int) -> None:
    said = _AGE.search(header.titles[header.fields["residents"]])
    if said and int(said[1]) != from_age:
        reason = _(
            "The column “{title}” counts people of {age} and older, and the form says {other}. Write {age} there."
        )
        title = header.titles[header.fields["residents"]]
        raise UnreadableFile("other_age", format_lazy(reason, title=title, age=int(said[1]), other=from_age))


def _line(row: BodyRow) -> Line:
    if row.is_shifted:
        raise UnreadableValue(
            "shifted", _("There are more cells than columns: put numbers with a comma in quotation marks.")
        )
    cells = row.values
    dong = resolve_dong("" if cells["dong"] is None else str(cells["dong"]))
    if dong is None:
        raise UnreadableValue(
            "unknown_dong", _("This is no dong of the district: write it as 성수1가제1동 or its code.")
        )
    tong = None if is_blank(cells.get("tong")) else read_whole_number(cells["tong"])
    if tong == 0:
        raise UnreadableValue("bad_number", _("Tongs are counted from 1. Leave the cell empty for a whole dong."))
    return Line(row.number, dong, tong, _count(cells["residents"]), _count(cells["households"]))


def _count(cell: Any) -> int:
    match = _COUNT.fullmatch(folded(cell))
    if match is None or isinstance(cell, bool):
        raise UnreadableValue("bad_count", _("A figure cannot be read: write a whole number, such as 1,234."))
    return int(match[1].replace(",", ""))


def _doubles(lines: list[Line]) -> Iterator[tuple[int, Any]]:
    first: dict[tuple[str, int | None], int] = {}
    for line in lines:
        number = first.setdefault((line.dong, line.tong), line.number)
        if number != line.number:
            yield (
                line.number,
                format_lazy(_("It is the same dong and tong as row {row}. Delete one of them."), row=number),
            )


def _apart(lines: list[Line]) -> tuple[list[Line], list[Total]]:
    """Part the rows from those of a whole dong whose tongs stand there too: these are totals without the word."""
    with_tongs = {line.dong for line in lines if line.tong is not None}
    wholes = [line for line in lines if line.tong is None and line.dong in with_tongs]
    totals = [Total(line.number, line.dong, (line.residents, line.households)) for line in wholes]
    return [line for line in lines if line not in wholes], totals


def _totals(table: Table, header: Header) -> Iterator[Total]:
    """Yield the rows that call themselves totals and hold both figures."""
    for number, cells in table.rows(header.sheet):
        if number <= header.row_number or not is_footer(cells):
            continue
        values = {name: cells[at] if at < len(cells) else None for name, at in header.fields.items()}
        found = [_COUNT.fullmatch(folded(values[name])) for name in ("residents", "households")]
        if all(found):
            sums = tuple(int(match[1].replace(",", "")) for match in found if match)
            yield Total(number, resolve_dong(str(values["dong"] or "")), (sums[0], sums[1]))


def _wrong_total(total: Total, lines: list[Line]) -> Iterator[tuple[int, Any]]:
    """Yield the fault of a total that is the sum neither of the file nor of the dong it stands with."""
    right = _sum([line for line in lines if total.dong in (None, line.dong)])
    if total.sums == right:
        return
    if total.dong is None and total.sums in _sums_above(total.number, lines):
        return
    reason = _(
        "This total says {said_residents} residents and {said_households} households; "
        "the rows make {residents} and {households}."
    )
    yield (
        total.number,
        format_lazy(
            reason,
            said_residents=f"{total.sums[0]:,}",
            said_households=f"{total.sums[1]:,}",
            residents=f"{right[0]:,}",
            households=f"{right[1]:,}",
        ),
    )


def _sums_above(number: int, lines: list[Line]) -> set[Sums]:
    """Return the sums of the dong right above a total row, and right below it."""
    above = [line for line in lines if line.number < number]
    below = [line for line in lines if line.number > number]
    return {_sum([line for line in lines if line.dong == one.dong]) for one in (*above[-1:], *below[:1])}


def _sum(lines: list[Line]) -> Sums:
    return sum(line.residents for line in lines), sum(line.households for line in lines)


def _demand_every_dong(lines: list[Line]) -> None:
    """A rate of the district over figures of some of its dongs would be too high."""
    there = {line.dong for line in lines}
    missing = [dong.name for dong in Dong.objects.all() if dong.pk not in there]
    if missing:
        reason = _("The file has no row for: {dongs}. The figures have to be of every dong.")
        raise UnreadableFile("missing_dongs", format_lazy(reason, dongs=", ".join(missing)))
