"""Rows of a file as the database keeps them for a while: JSON, compressed, then sealed by the column."""

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from residents.enrolment_files import Rejected
from residents.tables import Cell

QUICKLY = 1  # zlib's level: repeated addresses and dates shrink to a fifth by it


@dataclass(frozen=True, slots=True)
class StagedRow:
    """A row of the file: its number, its cells with anything like an RRN masked, and what was noticed on reading."""

    number: int
    cells: list[Cell]
    held_rrn: bool = False
    is_shifted: bool = False


def close_rows(rows: Iterable[StagedRow]) -> bytes:
    return _closed([[row.number, row.cells, row.held_rrn, row.is_shifted] for row in rows])


def open_rows(value: bytes) -> list[StagedRow]:
    return [StagedRow(*row) for row in _opened(value)]


def close_rejected(rows: Sequence[Rejected]) -> bytes | None:
    return _closed([[row.number, row.code, row.reason, list(row.cells)] for row in rows]) if rows else None


def open_rejected(value: bytes | None) -> list[Rejected]:
    return [Rejected(*row) for row in _opened(value)] if value else []


def _closed(rows: list[Any]) -> bytes:
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"), default=_as_json)
    return zlib.compress(text.encode(), QUICKLY)


def _opened(value: bytes) -> Any:
    return json.loads(zlib.decompress(value), object_hook=_as_cell)


def _as_json(cell: Any) -> dict[str, str]:
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    if isinstance(cell, date):
        return {"day": cell.isoformat()}
    raise TypeError(f"no cell of a table: {type(cell).__name__}")


def _as_cell(value: dict[str, str]) -> date:
    if "moment" in value:
        return datetime.fromisoformat(value["moment"])
    return date.fromisoformat(value["day"])
