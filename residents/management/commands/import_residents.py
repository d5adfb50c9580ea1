"""``manage.py import_residents FILE [--json]``: enrol everybody on a file of forms."""

from argparse import ArgumentParser
from datetime import datetime
from json import dumps
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from tqdm import tqdm

from residents.enrolment_files import Imported, Rejected, import_enrolments
from residents.rejected_sheets import RejectedSheet
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
        self._path, self._table = path, table
        self._sheet: RejectedSheet | None = None

    def __enter__(self) -> "RejectedFile":
        return self

    def __exit__(self, *_: object) -> None:
        if self._sheet is not None:
            self._sheet.close()
            self._path.chmod(0o600)

    def write(self, row: Rejected) -> None:
        """Append a row."""
        if self._sheet is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._sheet = RejectedSheet(str(self._path), self._table.header_cells)
        self._sheet.write(row)
