"""Reading one cell of a register by the kind of its field, into the text that is stored and shown."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.dongs import resolve_dong
from notices.types import Field, Kind
from residents.addresses import read_address
from residents.dates import read_birth_date, read_date, read_datetime
from residents.names import read_name
from residents.numbers import read_opaque_number, read_whole_number, read_won
from residents.text import is_blank, read_text
from residents.unreadable import UnreadableValue


def read_cell(field: Field, cell: Any) -> str:
    """Return the cell's value as text; an empty string for an empty cell.

    Raises UnreadableValue, whose reason says what would be accepted.
    """
    return "" if is_blank(cell) else _READERS[field.kind](cell)


def _dong(cell: Any) -> str:
    """Return the dong's code; one that is not ours decides nothing, so the address has to."""
    return resolve_dong(str(cell)) or ""


def _birth_date(cell: Any) -> str:
    return read_birth_date(cell, today=timezone.localdate()).isoformat()


def _date_or_datetime(cell: Any) -> str:
    """Read a day with or without its time of day."""
    try:
        return read_datetime(cell).isoformat()
    except UnreadableValue:
        return read_date(cell).isoformat()


_READERS: Mapping[Kind, Callable[[Any], str]] = {
    Kind.TEXT: read_text,
    Kind.NAME: read_name,
    Kind.BIRTH_DATE: _birth_date,
    Kind.DATE: lambda cell: read_date(cell).isoformat(),
    Kind.DUE_DATE: lambda cell: read_date(cell).isoformat(),
    Kind.DATETIME: lambda cell: read_datetime(cell).isoformat(),
    Kind.DATE_OR_DATETIME: _date_or_datetime,
    Kind.WON: lambda cell: str(read_won(cell)),
    Kind.OPAQUE_NUMBER: read_opaque_number,
    Kind.WHOLE_NUMBER: lambda cell: str(read_whole_number(cell)),
    Kind.DONG: _dong,
    Kind.ADDRESS: read_address,
}


def read_values(fields: Mapping[str, Field], cells: Mapping[str, Any]) -> dict[str, str]:
    """Read a row's cells by field name.

    Raises UnreadableCell for a required field that is missing or cannot be read. An optional one that cannot be
    read is left out of the letter: the row stands on its required fields.
    """
    values: dict[str, str] = {}
    for name, field in fields.items():
        try:
            value = read_cell(field, cells.get(name))
        except UnreadableValue as error:
            if field.required:
                raise UnreadableCell(field, error) from error
            continue
        if value:
            values[name] = value
        elif field.required:
            raise UnreadableCell(field, UnreadableValue("missing", _("This has to be filled in.")))
    return values


class UnreadableCell(Exception):
    """A required cell is missing or cannot be read; ``code`` and ``reason`` say why, ``field`` says which."""

    def __init__(self, field: Field, error: UnreadableValue) -> None:
        super().__init__(f"{field.title}: {error.reason}")
        self.field, self.code, self.reason = field, error.code, error.reason


def birth_date_of(values: Mapping[str, str], name: str) -> date:
    return date.fromisoformat(values[name])
