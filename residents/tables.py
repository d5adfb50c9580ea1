"""A table out of a file: numbered rows of cells, whatever the format."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import IO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from residents.unreadable import UnreadableFile

Cell = str | float | int | bool | date | datetime | None
Cells = Sequence[Cell]
Rows = Iterator[tuple[int, list[Cell]]]


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be: bytes on disk, bytes unpacked, rows and columns with content."""

    max_bytes: int = 50 * 1024 * 1024
    max_unpacked_bytes: int = 600 * 1024 * 1024
    max_rows: int = 300_000
    max_columns: int = 200


class Table(ABC):
    """Rows as the file numbers them (from 1, as a spreadsheet does), read again at each call of ``rows``.

    ``row_count`` counts every row down to the last one with content, titles and totals included.
    ``header_cells`` and ``footer_rows`` are filled in by ``residents.headers`` while it reads.
    """

    sheet_names: tuple[str, ...] = ("",)
    is_delimited = False
    row_count = 0
    footer_rows = 0

    def __init__(self, file: IO[bytes], *, owns_file: bool) -> None:
        self._file, self._owns_file = file, owns_file
        self.header_cells: list[str] = []

    @abstractmethod
    def rows(self, sheet: str | None = None) -> Rows:
        """Yield (row number, cells) of a sheet, the first one by default; blank rows included."""

    def head(self, count: int, sheet: str | None = None) -> list[tuple[int, list[Cell]]]:
        """Return the first ``count`` rows."""
        with closing(self.rows(sheet)) as rows:  # type: ignore[type-var] # every implementation is a generator
            return list(islice(rows, count))

    def close(self) -> None:
        """Let go of the file, if it was opened for this table."""
        if self._owns_file:
            self._file.close()

    def __enter__(self) -> "Table":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def too_many_rows(limits: Limits) -> UnreadableFile:
    reason = _("The table has more than {limit} rows. Divide it into several files.")
    return UnreadableFile("too_many_rows", format_lazy(reason, limit=f"{limits.max_rows:,}"))


def too_many_columns(limits: Limits) -> UnreadableFile:
    reason = _("The table has more than {limit} columns. Leave only the columns of the register in it.")
    return UnreadableFile("too_many_columns", format_lazy(reason, limit=limits.max_columns))
