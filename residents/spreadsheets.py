"""Opening the tables that departments and clerks hand in: xlsx, xlsm, xls, and text with delimiters."""

from pathlib import Path
from typing import IO, cast

from django.core.files import File
from django.utils.translation import gettext_lazy as _

from residents.delimited import DelimitedTable
from residents.spreadsheet_safety import kind_of, too_large
from residents.tables import Cell, Limits, Table
from residents.unreadable import UnreadableFile
from residents.workbooks import WorkbookTable

DEFAULT_MAX_BYTES = Limits().max_bytes

__all__ = ["Cell", "Table", "UnreadableFile", "open_table"]


def open_table(source: "Path | IO[bytes] | File[bytes]", *, filename: str, max_bytes: int = DEFAULT_MAX_BYTES) -> Table:
    """Open a file by what it is, whatever its name says; use the result as a context manager.

    Raises UnreadableFile, whose reason says what would be right, for what is no table, is locked, damaged or
    too large. A file that was opened here is closed with the table; one that was handed in stays open.
    """
    limits = Limits(max_bytes=max_bytes)
    if not isinstance(source, Path):
        return _table(_raw(source), filename, limits, owns_file=False)
    file = _opened(source)
    try:
        return _table(file, filename, limits, owns_file=True)
    except BaseException:
        file.close()
        raise


def _raw(upload: "IO[bytes] | File[bytes]") -> IO[bytes]:
    return cast("IO[bytes]", upload.file if isinstance(upload, File) else upload)


def _table(file: IO[bytes], filename: str, limits: Limits, *, owns_file: bool) -> Table:
    size = file.seek(0, 2)
    if size > limits.max_bytes:
        raise too_large(limits)
    kind = kind_of(file, filename)
    if kind == "text":
        return DelimitedTable(file, limits, owns_file=owns_file)
    return WorkbookTable(file, limits, owns_file=owns_file, is_old=kind == "old_workbook")


def _opened(path: Path) -> IO[bytes]:
    if path.is_dir():
        raise UnreadableFile("folder", _("This is a folder. Name the xlsx or csv file in it."))
    if not path.exists():
        raise UnreadableFile("missing_file", _("There is no file of this name. Check the name and the folder."))
    if not path.is_file():
        raise UnreadableFile("missing_file", _("This is not a file. Name an xlsx or csv file."))
    try:
        return path.open("rb")
    except OSError as error:
        raise UnreadableFile("no_access", _("The file cannot be opened. Check who may read it.")) from error
