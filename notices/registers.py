"""Taking a register in: each row read, hashed, encrypted and written; a bad row never blocks a good one.

The file itself is not kept. A row in which anything looks like a resident registration number is kept as its number
and reason only, so that no RRN is ever stored (DOMAIN.md R8).
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from notices.cells import UnreadableCell, birth_date_of, read_values
from notices.models import Outcome, RegisterRow
from notices.types import NOTICE_TYPES, Field, NoticeType
from residents.copying import copy_rows
from residents.encryption import EncryptedTextField
from residents.hashes import address_hashes, person_hashes
from residents.headers import BodyRow, Header, body, find_header
from residents.keyring import keyring
from residents.rrn import looks_like_rrn
from residents.spreadsheets import Table
from residents.unreadable import UnreadableFile

PAGE = 1_000
RRN = "rrn"

Progressed = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class ReadRow:
    """A row as it will be written: with its values, or invalid with the reason and the column at fault."""

    number: int
    values: dict[str, str]
    reason: str = ""
    column: str = ""


def understand(table: Table, notice_type: NoticeType, mapping: dict[str, str] | None = None) -> Header:
    """Find the register's header row.

    Raises UnreadableFile when there is none, when columns are missing or doubled, or when the file is plainly a
    register of another type.
    """
    try:
        header = find_header(table, titles_of(notice_type), required=notice_type.required, mapping=mapping)
    except UnreadableFile as error:
        if error.code == "no_header":
            _refuse_other_type(table, notice_type, known=0)
        raise
    if header.missing:
        _refuse_other_type(table, notice_type, known=len(header.fields))
        missing = ", ".join(notice_type.field(name).title for name in header.missing)
        raise UnreadableFile(
            "missing_columns",
            _("The register has no column for: %(columns)s. Add the column, or choose which one it is.")
            % {"columns": missing},
        )
    return header


def titles_of(notice_type: NoticeType) -> dict[str, tuple[str, ...]]:
    return {field.name: field.titles for field in notice_type.fields}


def read_rows(table: Table, header: Header, notice_type: NoticeType) -> Iterator[ReadRow]:
    """Yield every row below the header but blank, repeated-header and total rows."""
    fields = {field.name: field for field in notice_type.fields}
    for row in body(table, header):
        yield _read_row(row, fields)


def _read_row(row: BodyRow, fields: dict[str, Field]) -> ReadRow:
    if any(looks_like_rrn(cell) for cell in row.cells):
        return ReadRow(row.number, {}, reason=RRN, column=_rrn_column(row))
    try:
        return ReadRow(row.number, read_values(fields, row.values))
    except UnreadableCell as error:
        return ReadRow(row.number, {}, reason=error.code, column=error.field.title)


def _rrn_column(row: BodyRow) -> str:
    return next((title for title, cell in row.titled() if looks_like_rrn(cell)), "")


def write_rows(
    batch_id: int,
    notice_type: NoticeType,
    rows: Iterator[ReadRow],
    progressed: Progressed = lambda count: None,
) -> None:
    """Write the rows in pages of one COPY each, in the caller's transaction; memory holds one page."""
    while page := list(islice(rows, PAGE)):
        copy_rows(RegisterRow, _COLUMNS, (_written(batch_id, notice_type, row) for row in page))
        progressed(len(page))


_COLUMNS = (
    "batch", "number", "outcome", "reason", "column", "values", "person_hashes", "address_hashes", "dong",
    "obligation_hash",
)  # fmt: skip


def _written(batch_id: int, notice_type: NoticeType, row: ReadRow) -> tuple[Any, ...]:
    values = row.values
    outcome = Outcome.INVALID if row.reason else Outcome.PENDING
    sealed = VALUES.seal(json.dumps(values, ensure_ascii=False))
    start = (batch_id, row.number, outcome.value, row.reason[:30], row.column[:60], sealed)
    if row.reason:
        return (*start, [], [], None, b"")
    person = person_hashes(values[notice_type.person], birth_date_of(values, notice_type.birth_date))
    address = address_hashes(values["address"]) if values.get("address") else []
    return (*start, person, address, values.get("dong") or None, obligation_hash(notice_type, values))


def obligation_hash(notice_type: NoticeType, values: dict[str, str]) -> bytes:
    """Return the keyed hash of what makes two rows of a register the same obligation."""
    return keyring().hash("|".join(notice_type.obligation(values)), f"obligation {notice_type.slug}".encode())


def _refuse_other_type(table: Table, notice_type: NoticeType, *, known: int) -> None:
    """Say which register this really is, when another type finds all its columns and more than ``known``."""
    for other in NOTICE_TYPES.values():
        if other is not notice_type and _finds_its_columns(table, other) > known:
            raise UnreadableFile(
                "other_type",
                _("This looks like a register for “%(other)s”, not for “%(this)s”. Choose that notice type.")
                % {"other": other.label, "this": notice_type.label},
            )


def _finds_its_columns(table: Table, notice_type: NoticeType) -> int:
    """Return how many columns the type knows in the table, 0 when a required one is missing."""
    try:
        header = find_header(table, titles_of(notice_type), required=notice_type.required)
    except UnreadableFile:
        return 0
    return 0 if header.missing else len(header.fields)


@transaction.atomic
def take_in(
    batch_id: int,
    notice_type: NoticeType,
    table: Table,
    *,
    mapping: dict[str, str] | None = None,
    progressed: Progressed = lambda count: None,
) -> int:
    """Read a whole register into the batch; return how many footer rows (totals, notes) it had."""
    header = understand(table, notice_type, mapping)
    write_rows(batch_id, notice_type, read_rows(table, header, notice_type), progressed)
    return table.footer_rows


VALUES: EncryptedTextField = RegisterRow._meta.get_field("values")
