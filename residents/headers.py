"""Finding the header of a table among title rows, and reading the rows below it by field."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from residents.footers import is_footer, is_lone_entry
from residents.rrn import looks_like_rrn, mask_rrn
from residents.tables import Cell, Cells, Table
from residents.text import folded, is_blank
from residents.unreadable import UnreadableFile

LOOKED_AT = 30  # rows
FEWEST = 2  # known names that make a row a header

Known = Mapping[str, Sequence[str]]
"""Field → the titles that departments give its column, the usual one first."""


@dataclass(frozen=True)
class Header:
    """Where each field stands: ``fields`` maps field to column, ``missing`` the required that stand nowhere.

    ``lines`` are the one or two header rows as they are in the file, ``row_number`` that of the last of them.
    """

    sheet: str
    row_number: int
    titles: list[str]
    fields: dict[str, int]
    missing: tuple[str, ...]
    lines: tuple[Cells, ...]

    @property
    def score(self) -> int:
        """How many of the known fields stand in this row: what the headers of two types are compared by."""
        return len(self.fields)

    @cached_property
    def columns(self) -> frozenset[int]:
        return frozenset(self.fields.values())

    def demand_complete(self, names: Mapping[str, str]) -> None:
        """Raise UnreadableFile when required columns are missing, calling them by ``names``."""
        if self.missing:
            reason = _("The file has no column for: {columns}. Add the column.")
            columns = ", ".join(names[name] for name in self.missing)
            raise UnreadableFile("missing_columns", format_lazy(reason, columns=columns))


@dataclass(frozen=True, slots=True)
class BodyRow:
    """An entry below the header: its number in the file, its cells, and those of the known fields.

    ``is_shifted`` marks a row of a text file with more cells than the header has: a comma stood in a cell
    without quotation marks, nobody knows which cell belongs where, and ``values`` is empty. ``held_rrn`` marks a
    row that was kept for a while, and in which something like an RRN had been masked before.
    """

    number: int
    cells: list[Cell]
    header: Header
    values: Mapping[str, Cell]
    is_shifted: bool = False
    held_rrn: bool = False

    def titled(self) -> Iterator[tuple[str, Cell]]:
        """Yield every cell with its column's title."""
        titles = self.header.titles
        for column, cell in enumerate(self.cells):
            yield (titles[column] if column < len(titles) else ""), cell

    @property
    def extras(self) -> dict[str, Cell]:
        """The cells of titled columns that are no known field."""
        known = self.header.columns
        return {title: cell for at, (title, cell) in enumerate(self.titled()) if title and at not in known}

    @property
    def holds_rrn(self) -> bool:
        return self.held_rrn or any(looks_like_rrn(cell) for cell in self.cells)

    def masked_cells(self) -> list[Cell]:
        """Return the cells with anything like an RRN masked."""
        return [mask_rrn(cell) if looks_like_rrn(cell) else cell for cell in self.cells]


def find_header(
    table: Table,
    known: Mapping[str, Sequence[str]],
    *,
    required: Collection[str] = (),
    mapping: Mapping[str, str] | None = None,
) -> Header:
    """Return the row that knows most of ``known``, in the first sheet where nothing required is missing.

    ``mapping`` (field → column title) is a person's choice and goes before the known titles. Raises
    UnreadableFile when no row is a header, or when a title that is needed stands twice. What is missing is
    left to the caller.
    """
    chosen = {field: (title,) for field, title in (mapping or {}).items() if title}
    wanted = chosen | {field: titles for field, titles in known.items() if field not in chosen}
    best: Header | None = None
    for sheet in table.sheet_names:
        header = _best_header(table, sheet, wanted, required)
        if header and (best is None or (not header.missing, header.score) > (not best.missing, best.score)):
            best = header
        if best and not best.missing:
            break
    if best is None:
        raise _no_header(table, known, required)
    _refuse_doubles(best)
    table.header_cells = best.titles
    return best


def title_key(title: Any) -> str:
    """Return what spellings of one column title share: no spaces, marks, brackets or line breaks."""
    return re.sub(r"[\s*※·ㆍ•.,:_/\-()\[\]{}<>「」【】'\"]", "", folded(title)).casefold()


def _bare_key(title: Any) -> str:
    """Return the key of a title without what stands in brackets: a unit, a format, an 'if any'."""
    return title_key(re.sub(r"\(.*?\)|\[.*?\]|<.*?>", "", folded(title)))


def _best_header(table: Table, sheet: str, known: Known, required: Collection[str]) -> Header | None:
    head = [row for row in table.head(LOOKED_AT + 1, sheet) if any(not is_blank(cell) for cell in row[1])]
    found = []
    for (number, upper), (next_number, lower) in zip(head, [*head[1:], (0, [])], strict=True):
        found.append(_header(sheet, number, [folded(cell) for cell in upper], known, required, (upper,)))
        if next_number == number + 1:
            found.append(_two_line_header(sheet, next_number, upper, lower, known, required))
    best = max(found, key=lambda header: (header.score, -len(header.lines)), default=None)
    return best if best and best.score >= min(FEWEST, len(known)) else None


def _header(
    sheet: str,
    number: int,
    titles: list[str],
    known: Known,
    required: Collection[str],
    lines: tuple[Cells, ...],
) -> Header:
    fields = _columns_of(titles, known)
    missing = tuple(field for field in required if field not in fields)
    return Header(sheet, number, titles, fields, missing, lines)


def _two_line_header(
    sheet: str, number: int, upper: list[Cell], lower: list[Cell], known: Known, required: Collection[str]
) -> Header:
    """Read a group title above and titles below: 납기내 over 금액 and 기한 is 납기내금액 and 납기내기한."""
    keys = {title_key(title) for titles in known.values() for title in titles}
    titles, group = [], ""
    for column in range(max(len(upper), len(lower))):
        own = folded(upper[column]) if column < len(upper) else ""
        below = folded(lower[column]) if column < len(lower) else ""
        group = own or group
        choices = [group + below, below + group, below] if below else [own]
        titles.append(next((title for title in choices if title_key(title) in keys), choices[0]))
    return _header(sheet, number, titles, known, required, (upper, lower))


def _columns_of(titles: Sequence[str], known: Known) -> dict[str, int]:
    """Give each field its column: by its usual title, then its other ones, then with brackets left out."""
    ranks = max(map(len, known.values()), default=0)
    columns: dict[str, int] = {}
    for key_of in (title_key, _bare_key):
        places: dict[str, int] = {}
        for column, title in enumerate(titles):
            places.setdefault(key_of(title), column)
        for rank in range(ranks):
            for field, names in known.items():
                place = places.get(title_key(names[rank])) if rank < len(names) else None
                if place is not None and field not in columns and place not in columns.values():
                    columns[field] = place
    return columns


def _refuse_doubles(header: Header) -> None:
    keys = [title_key(title) for title in header.titles]
    doubled = [header.titles[column] for column in sorted(header.columns) if keys.count(keys[column]) > 1]
    if doubled:
        reason = _("Two columns have the same title: {titles}. Rename or delete one of them.")
        raise UnreadableFile("duplicate_header", format_lazy(reason, titles=", ".join(doubled)))


def _no_header(table: Table, known: Known, required: Collection[str]) -> UnreadableFile:
    reason = _("No header row was found in the first {rows} rows. The columns should be titled: {titles}.")
    if table.is_delimited:
        reason = _(
            "No header row was found in the first {rows} rows. The columns should be titled: {titles}. "
            "If the letters look broken in the file, save it as xlsx."
        )
    titles = ", ".join(known[field][0] for field in required or known)
    return UnreadableFile("no_header", format_lazy(reason, rows=LOOKED_AT, titles=titles))


def body(table: Table, header: Header) -> Iterator[BodyRow]:
    """Return an iterator over the entries below the header, without blank rows, repeated headers and footers.

    Totals and notes are counted in ``table.footer_rows`` on the way. Raises UnreadableFile when there is no
    entry.
    """
    table.header_cells, table.footer_rows = header.titles, 0
    rows = _entries(table, header)
    first = next(rows, None)
    if first is None:
        raise UnreadableFile("no_rows", _("There are no rows below the header."))
    return chain((first,), rows)


def _entries(table: Table, header: Header) -> Iterator[BodyRow]:
    width = len(header.titles)
    for number, cells in table.rows(header.sheet):
        if number <= header.row_number or _repeats(cells, header.lines):
            continue
        if is_footer(cells):
            table.footer_rows += 1
        elif _is_entry(cells, header):
            yield _row(number, cells + [None] * (width - len(cells)), header, table.is_delimited)
        elif any(isinstance(cell, str) and not is_blank(cell) for cell in cells):
            table.footer_rows += 1


def _row(number: int, cells: list[Cell], header: Header, is_delimited: bool) -> BodyRow:
    width = len(header.titles)
    surplus = any(not is_blank(cell) for cell in cells[width:])
    if surplus and is_delimited:
        return BodyRow(number, cells, header, {}, is_shifted=True)
    cells = cells if surplus else cells[:width]
    return BodyRow(number, cells, header, {field: cells[at] for field, at in header.fields.items()})


def _is_entry(cells: Cells, header: Header) -> bool:
    """Tell whether a known column is filled, by more than a stray word; a serial number is blank."""
    filled = [column for column in header.columns if column < len(cells) and not is_blank(cells[column])]
    if len(filled) != 1 or sum(not is_blank(cell) for cell in cells) > 1:
        return bool(filled)
    return is_lone_entry(cells[filled[0]])


def _repeats(cells: Cells, lines: Sequence[Cells]) -> bool:
    """Tell whether a row is a header line again, as at the top of a printed page."""
    for line in lines:
        titled = [(cell, title) for cell, title in zip(cells, line, strict=False) if title]
        same = sum(cell == title for cell, title in titled)
        if same >= FEWEST and same * 2 > len(titled):
            return True
    return False
