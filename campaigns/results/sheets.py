"""Results as a workbook: a sheet for each table, with what is counted above it, masked as on the page."""

from collections.abc import Sequence
from typing import IO, Any

import xlsxwriter

from residents.cockpit import writing
from residents.cockpit.tables import Cell, Table

_FORMATS = {
    "title": {"bold": True, "font_size": 14},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "count": {"num_format": "#,##0", "align": "right"},
    "rate": {"num_format": "0.0%", "align": "right"},
    "mean": {"num_format": "#,##0.0", "align": "right"},
    "day": {"num_format": "yyyy-mm-dd", "align": "left"},
    "masked": {"align": "right", "italic": True},
}
_HEAD = 5  # the row of the columns' titles


def write_workbook(title: str, lines: Sequence[str], tables: Sequence[Table], file: IO[bytes]) -> None:
    """Write ``tables`` into ``file`` as xlsx; ``lines`` (whose, of when) stand on every sheet."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": title})
        formats = {name: book.add_format(how) for name, how in _FORMATS.items()}
        for number, table in enumerate(tables, start=1):
            name = f"{number}. {table.title}"[:31].translate(str.maketrans("/\\[]*?:", "       "))
            _write(book.add_worksheet(name), table, [table.about, " · ".join(lines), writing.masking()], formats)


def _write(sheet: Any, table: Table, below: Sequence[str], formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, max(len(table.columns) - 1, 1), 14)
    sheet.write_string(0, 0, table.title, formats["title"])
    for at, line in enumerate(below, start=1):
        sheet.write_string(at, 0, line)
    sheet.write_row(_HEAD, 0, [title for title, _kind in table.columns], formats["head"])
    for at, row in enumerate([*table.rows, *([table.total] if table.total else [])], start=_HEAD + 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, at, column, cell, formats)
    sheet.freeze_panes(_HEAD + 1, 1)
    sheet.fit_to_pages(1, 0)
    sheet.set_landscape()


def _write_cell(sheet: Any, row: int, column: int, cell: Cell, formats: dict[str, Any]) -> None:
    if cell.is_masked:
        sheet.write_string(row, column, writing.masked(), formats["masked"])
    elif cell.value is None or cell.value == "":
        sheet.write_string(row, column, "")
    elif cell.kind == "rate" and isinstance(cell.value, int | float):
        sheet.write_number(row, column, cell.value / 100, formats["rate"])
    elif cell.kind == "day":
        sheet.write_datetime(row, column, cell.value, formats["day"])
    elif isinstance(cell.value, int | float):
        sheet.write_number(row, column, cell.value, formats[cell.kind])
    else:
        sheet.write_string(row, column, str(cell.value))
