"""The cockpit as a workbook: a sheet of what the figures mean, and a sheet for every table, masked like the page."""

from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from residents.cockpit import writing
from residents.cockpit.figures import Cockpit
from residents.cockpit.headline import as_of, headline, more, source
from residents.cockpit.tables import Cell, Table, all_tables

_FORMATS = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "text": {},
    "wrap": {"text_wrap": True, "valign": "top"},
    "count": {"num_format": "#,##0", "align": "right"},
    "rate": {"num_format": "0.0%", "align": "right"},
    "mean": {"num_format": "#,##0.0", "align": "right"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    "masked": {"align": "right", "italic": True},
}


def write_workbook(cockpit: Cockpit, file: IO[bytes]) -> None:
    """Write all tables into ``file`` as xlsx."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": _("Enrolment rate")})
        formats = {name: book.add_format(how) for name, how in _FORMATS.items()}
        _write_summary(book.add_worksheet(_("Summary")), cockpit, formats)
        for table in all_tables(cockpit):
            _write_table(book.add_worksheet(table.title[:31].replace("/", " ")), table, cockpit, formats)


def _write_summary(sheet: Any, cockpit: Cockpit, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 1, 24)
    sheet.set_column(2, 2, 30)
    sheet.set_column(3, 3, 90)
    sheet.write(0, 0, _("Enrolment rate"), formats["title"])
    for at, line in enumerate(_below(cockpit), start=1):
        sheet.write(at, 0, line)
    titles = (_("Figure"), _("Value"), "", _("How it is counted"))
    sheet.write_row(5, 0, titles, formats["head"])
    for at, one in enumerate([*headline(cockpit), *more(cockpit)], start=6):
        sheet.write_row(at, 0, (one.label, one.value, one.hint, one.about), formats["wrap"])


def _write_table(sheet: Any, table: Table, cockpit: Cockpit, formats: dict[str, Any]) -> None:
    sheet.set_column(0, len(table.columns) - 1, 16)
    sheet.write(0, 0, table.title, formats["title"])
    for at, line in enumerate([table.about, *_below(cockpit)], start=1):
        sheet.write(at, 0, line)
    head = 6
    sheet.write_row(head, 0, [title for title, _kind in table.columns], formats["head"])
    rows = [*table.rows, *([table.total] if table.total else [])]
    for at, row in enumerate(rows, start=head + 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, at, column, cell, formats)
    sheet.freeze_panes(head + 1, 1)


def _below(cockpit: Cockpit) -> list[str]:
    """Return the lines that stand on every sheet: the day, the source, the masking."""
    return [as_of(cockpit), source(cockpit), writing.masking()]


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    if cell.is_masked:
        sheet.write_string(row, column, writing.masked(), formats["masked"])
    elif cell.value is None:
        sheet.write_string(row, column, "")
    elif cell.kind == "rate" and isinstance(cell.value, int | float):
        sheet.write_number(row, column, cell.value / 100, formats["rate"])
    elif cell.kind == "day":
        sheet.write_datetime(row, column, cell.value, formats["day"])
    elif isinstance(cell.value, int | float):
        sheet.write_number(row, column, cell.value, formats[cell.kind])
    else:
        sheet.write_string(row, column, str(cell.value))
