"""Excel workbooks (xlsx, xlsm, old xls): values only, nothing in them is ever run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import time, timedelta
from typing import IO, Any, cast

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from residents.spreadsheet_safety import broken_file, check_archive, password_protected
from residents.tables import Cell, Limits, Rows, Table, too_many_columns
from residents.unreadable import UnreadableFile

_TIMES = frozenset((time, timedelta))


class WorkbookTable(Table):
    """The visible sheets of a workbook; one of them is in memory at a time."""

    def __init__(self, file: IO[bytes], limits: Limits, *, owns_file: bool, is_old: bool = False) -> None:
        super().__init__(file, owns_file=owns_file)
        if not is_old:
            check_archive(file, limits)
        file.seek(0)
        with _reading():
            self._book = CalamineWorkbook.from_filelike(file)
            self.sheet_names = self._filled_sheets()
        rows, columns = self._load(self.sheet_names[0]).end or (0, 0)
        self.row_count = rows + 1
        if columns >= limits.max_columns:
            raise too_many_columns(limits)

    def rows(self, sheet: str | None = None) -> Rows:
        loaded = self._load(sheet or self.sheet_names[0])
        left: list[Any] = [None] * (loaded.start[1] if loaded.start else 0)
        for number, cells in enumerate(loaded.iter_rows(), 1):
            values = [None if c == "" else str(c) if type(c) in _TIMES else c for c in cells]
            yield number, cast("list[Cell]", left + values)

    def _filled_sheets(self) -> tuple[str, ...]:
        sheets = [sheet for sheet in self._book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        visible = [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]
        filled = tuple(name for name in visible if self._load(name).start is not None)
        if not filled:
            raise UnreadableFile("empty_file", _("The file is empty. Choose the file that holds the table."))
        return filled

    def _load(self, name: str) -> CalamineSheet:
        if name not in self._loaded:
            with _reading():
                self._loaded = {name: self._book.get_sheet_by_name(name)}
        return self._loaded[name]

    _loaded: dict[str, CalamineSheet] = {}


@contextmanager
def _reading() -> Iterator[None]:
    """Turn whatever the reader stumbles over, a panic in its Rust code included, into UnreadableFile."""
    try:
        yield
    except UnreadableFile:
        raise
    except CalamineError as error:
        raise (password_protected() if "assword" in type(error).__name__ else broken_file()) from error
    except (OSError, ValueError) as error:
        raise broken_file() from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise broken_file() from error
