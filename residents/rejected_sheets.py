"""The sheet that rejected rows come back in: their cells as they were, the reason in a last column, to be mended."""

from collections.abc import Sequence
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext as _

from residents.enrolment_files import Rejected


class RejectedSheet:
    """An xlsx that is written row by row, to a path or a file; close it when all are in."""

    def __init__(self, target: str | IO[bytes], titles: Sequence[Any]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book, self._next = xlsxwriter.Workbook(target, options), 0
        self._sheet = self._book.add_worksheet()
        self._line([*titles, _("Reason")])

    def write(self, row: Rejected) -> None:
        self._line([*row.cells, row.reason])

    def close(self) -> None:
        self._book.close()

    def _line(self, cells: Sequence[Any]) -> None:
        for column, cell in enumerate(cells):
            self._sheet.write_string(self._next, column, "" if cell is None else _as_text(cell))
        self._next += 1


def _as_text(cell: Any) -> str:
    """Write a cell as the text that reads back as the same value: 17.0 as 17, dates in ISO form."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
