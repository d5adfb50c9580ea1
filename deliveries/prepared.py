"""Statements that are planned once per connection: a window's statement runs a hundred times a second.

Planning it anew would cost PostgreSQL more than running it. (A pooler between us and PostgreSQL has to keep a
session for a connection: PgBouncer in session mode, or from 1.21 on with ``max_prepared_statements``.)
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from django.db import connection

_known: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A statement with its parameters as ``$1``, ``$2``, …, and their types in order."""

    name: str
    types: Sequence[str]
    statement: str

    def rows(self, *parameters: Any) -> list[tuple[Any, ...]]:
        """Run the statement on Django's connection, prepared at its first use there, and return all rows."""
        with connection.cursor() as cursor:
            known = _known.setdefault(connection.connection, set())
            if self.name not in known:
                cursor.execute(f"PREPARE {self.name} ({', '.join(self.types)}) AS {self.statement}")
                known.add(self.name)
            cursor.execute(f"EXECUTE {self.name} ({', '.join(['%s'] * len(parameters))})", parameters)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows


def numbers(values: Iterable[int]) -> str:
    """Spell integers as PostgreSQL's array literal; psycopg2's own way costs several times as much."""
    return "{" + ",".join(map(str, values)) + "}"


def texts(values: Iterable[str]) -> str:
    """Spell strings as PostgreSQL's array literal; NUL, which it cannot hold, is left out."""
    return "{" + ",".join(map(_quoted, values)) + "}"


def _quoted(value: str) -> str:
    if not value:
        return '""'
    if value.isascii() and value.isalnum():
        return value if value.upper() != "NULL" else f'"{value}"'
    return '"' + value.replace("\x00", "").replace("\\", "\\\\").replace('"', '\\"') + '"'
