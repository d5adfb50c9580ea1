"""Small files as departments make them."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter

KNOWN = {
    "name": ("성명", "납세자"),
    "birth_date": ("생년월일",),
    "dong": ("행정동", "동"),
    "amount": ("납기내금액",),
    "due_date": ("납부기한", "납기내기한"),
    "contact": ("연락처",),
}
REQUIRED = ("name", "birth_date", "amount")
TITLES = ["연번", "성명", "생년월일", "행정동", "납기내금액", "납부기한"]
KIM = [1, "김철수", "1985-02-17", "마장동", "929,520원", "2026-07-31"]
LEE = [2, "이영희", "1990-03-10", "송정동", "12,000원", "2026-07-31"]


def write_xlsx(path: Path, *sheets: Sequence[Sequence[Any]], hidden: Iterable[int] = ()) -> Path:
    """Write each sheet's rows from A1 on."""
    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    for number, rows in enumerate(sheets):
        sheet = book.add_worksheet()
        if number in hidden:
            sheet.hide()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    book.close()
    return path


def write_csv(path: Path, rows: Sequence[Sequence[Any]], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def repacked(path: Path, **members: bytes) -> Path:
    """Rewrite an archive, some members replaced or added; ``__`` stands for a slash, ``_dot_`` for a dot."""
    replaced = {name.replace("__", "/").replace("_dot_", "."): content for name, content in members.items()}
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (kept | replaced).items():
            archive.writestr(name, content)
    return path
