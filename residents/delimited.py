"""Text tables: csv, tsv and semicolons, in UTF-8, UTF-16 with its mark, or Korean Windows' cp949."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice
from typing import IO

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from residents.tables import Cell, Limits, Rows, Table, too_many_columns, too_many_rows
from residents.unreadable import UnreadableFile

_DELIMITERS = ",\t;|"
_BLOCK = 1024 * 1024
_LAST_LINE = "\x1eend of file\x1e"  # fed behind the last line: swallowed, it shows a quotation mark left open
_EXCEL_HINT = re.compile(r'"?sep=(.)"?\s*$', re.IGNORECASE)
_TEXT_FORMULA = re.compile(r'="([^"]*)"')  # how exports keep a leading zero: ="0101"


class DelimitedTable(Table):
    """A text table, streamed: only its current row is in memory."""

    is_delimited = True

    def __init__(self, file: IO[bytes], limits: Limits, *, owns_file: bool) -> None:
        super().__init__(file, owns_file=owns_file)
        self._encoding = encoding_of(file)
        self._has_hint, self._delimiter = self._sniff()
        self._check(limits)

    def rows(self, sheet: str | None = None) -> Rows:
        for number, record in enumerate(self._records(), 1):
            yield number, [_cell(text) for text in record]

    def _sniff(self) -> tuple[bool, str]:
        """Return whether the first line only names the delimiter, and what divides the first rows best."""
        text = self._text()
        try:
            lines = [line[:10_000] for line in islice(text, 40)]
        finally:
            text.detach()
        if lines and (hint := _EXCEL_HINT.match(lines[0])):
            return True, hint[1]
        return False, max(_DELIMITERS, key=lambda mark: _regularity(lines, mark))

    def _check(self, limits: Limits) -> None:
        """Read all of it once, so that nothing can go wrong later in the middle of an import."""
        filled = False
        try:
            for self.row_count, record in enumerate(self._records(), 1):  # noqa: B020 # it is what is counted
                filled = filled or any(cell.strip() for cell in record)
                _refuse_size(self.row_count, record, limits)
        except csv.Error as error:
            raise _open_quote(self.row_count + 1) from error
        if not filled:
            raise UnreadableFile("empty_file", _("The file is empty. Choose the file that holds the table."))

    def _records(self) -> Iterator[list[str]]:
        """Yield the records; raise UnreadableFile at the end if a quotation mark was never closed."""
        text = self._text()
        number = 0
        try:
            lines = islice(text, 1, None) if self._has_hint else text
            for record in csv.reader(chain(lines, (_LAST_LINE,)), delimiter=self._delimiter):
                if record == [_LAST_LINE]:
                    return
                number += 1
                if any(_LAST_LINE in cell for cell in record):
                    raise _open_quote(number)
                yield record
        finally:
            text.detach()

    def _text(self) -> io.TextIOWrapper:
        self._file.seek(0)
        return io.TextIOWrapper(self._file, encoding=self._encoding, newline="")


def _regularity(lines: list[str], delimiter: str) -> float:
    """Tell how well a delimiter divides lines: into many cells, and most lines into as many."""
    widths = Counter(len(record) for record in csv.reader(lines, delimiter=delimiter) if record)
    width, count = widths.most_common(1)[0] if widths else (1, 1)
    return float((width - 1) * (count / max(widths.total(), 1)) ** 2)


def encoding_of(file: IO[bytes]) -> str:
    """Return the encoding that the whole file is valid in; raise UnreadableFile when there is none."""
    file.seek(0)
    start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    else:
        candidates = ("utf-8-sig", "cp949")
    for encoding in candidates:
        if _is_valid(file, encoding):
            return encoding
    raise UnreadableFile(
        "bad_encoding",
        _("The characters of this text file cannot be read. Save it as “CSV UTF-8” or as xlsx."),
    )


def _is_valid(file: IO[bytes], encoding: str) -> bool:
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while block := file.read(_BLOCK):
            if "\0" in decoder.decode(block):
                return False
        decoder.decode(b"", final=True)
    except UnicodeError:
        return False
    return True


def _cell(text: str) -> Cell:
    if match := _TEXT_FORMULA.fullmatch(text):
        text = match[1]
    return text or None


def _refuse_size(number: int, record: list[str], limits: Limits) -> None:
    if number > limits.max_rows:
        raise too_many_rows(limits)
    if len(record) > limits.max_columns and any(cell.strip() for cell in record[limits.max_columns :]):
        raise too_many_columns(limits)


def _open_quote(row: int) -> UnreadableFile:
    reason = _("A quotation mark that opens in row {row} is never closed. Mend it, or save the table as xlsx.")
    return UnreadableFile("open_quote", format_lazy(reason, row=row))
