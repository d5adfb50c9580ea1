"""``manage.py import_residents FILE [--json]``: enrol everybody on a file of forms."""

from argparse import ArgumentParser
from datetime import datetime
from json import dumps
from pathlib import Path
from typing import Any

import xlsxwriter
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from residents.enrolment_files import Imported, Rejected, import_enrolments
from residents.spreadsheets import Table, open_table
from residents.unreadable import UnreadableFile


class Command(BaseCommand):
    help = "Enrol residents from a spreadsheet of enrolment forms."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
        parser.add_argument(
            "--rejected", type=Path, help="where to write the rejected rows (default: SOTONG_DATA/rejected/)"
        )

    def handle(self, *args: Any, file: Path, json: bool, rejected: Path | None, **options: Any) -> None:
        path = rejected or _rejected_path(file)
        try:
            with open_table(file, filename=file.name, max_bytes=settings.REGISTER_MAX_BYTES) as table:
                result = self._import(table, path, quiet=json)
        except UnreadableFile as error:
            if not json:
                raise CommandError(str(error.reason)) from error
            self.stdout.write(dumps({"error": str(error.reason), "code": error.code}, ensure_ascii=False))
            raise SystemExit(1) from error
        self._say(result, path if result.rejected else None, as_json=json)

    def _import(self, table: Table, path: Path, *, quiet: bool) -> Imported:
        with (
            tqdm(total=table.row_count, unit=_("rows"), disable=True if quiet else None) as bar,
            RejectedFile(path, table) as sheet,
        ):
            return import_enrolments(table, rejected=sheet.write, progressed=bar.update)

    def _say(self, result: Imported, path: Path | None, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(dumps(_as_json(result, path), ensure_ascii=False))
            return
        self.stdout.write(
            _("%(rows)s rows: %(created)s enrolled, %(duplicates)s already enrolled, %(rejected)s rejected.")
            % {
                "rows": result.rows,
                "created": result.created,
                "duplicates": result.duplicates,
                "rejected": result.rejected,
            }
        )
        if path:
            self.stdout.write(_("The rejected rows, with reasons, ready to mend: %(path)s") % {"path": path})


def _as_json(result: Imported, path: Path | None) -> dict[str, Any]:
    return {
        "rows": result.rows,
        "created": result.created,
        "duplicates": result.duplicates,
        "rejected": result.rejected,
        "rejected_rows": {code.replace("_", " "): count for code, count in result.rejected_rows.items()},
        "rejected_file": str(path) if path else None,
    }


def _rejected_path(file: Path) -> Path:
    return settings.SOTONG_DATA / "rejected" / f"{file.stem}-{datetime.now():%Y%m%d-%H%M%S}.xlsx"


class RejectedFile:
    """The rejected rows as xlsx, made at the first one, readable by its owner only."""

    def __init__(self, path: Path, table: Table) -> None:
        self._path, self._table, self._next = path, table, 0
        self._book: xlsxwriter.Workbook | None = None

    def __enter__(self) -> "RejectedFile":
        return self

    def __exit__(self, *_: object) -> None:
        if self._book is not None:
            self._book.close()
            self._path.chmod(0o600)

    def write(self, row: Rejected) -> None:
        """Append a row: its cells as they were, and the reason in the last column."""
        if self._book is None:
            self._begin()
        self._line([*row.cells, row.reason])

    def _begin(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = self._book = xlsxwriter.Workbook(str(self._path), options)
        self._sheet = book.add_worksheet()
        self._line([*self._table.header_cells, _("Reason")])

    def _line(self, cells: list[Any]) -> None:
        for column, cell in enumerate(cells):
            self._sheet.write_string(self._next, column, "" if cell is None else _as_text(cell))
        self._next += 1


def _as_text(cell: Any) -> str:
    """Write a cell as the text that reads back as the same value: 17.0 as 17, dates in ISO form."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
