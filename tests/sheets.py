"""Spreadsheets made for a test: the smallest file that shows one quirk."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter


def workbook(path: Path, *sheets: Iterable[Sequence[Any]]) -> Path:
    """Write sheets of rows as xlsx; text stays text, numbers stay numbers."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    for rows in sheets:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell is not None:
                    sheet.write(number, column, cell)
    book.close()
    return path


def separated(path: Path, rows: Iterable[Sequence[str]], *, encoding: str = "utf-8", separator: str = ",") -> Path:
    """Write rows as separated text in one encoding."""
    text = "\r\n".join(separator.join(row) for row in rows) + "\r\n"
    path.write_bytes(text.encode(encoding))
    return path
