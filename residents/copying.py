"""Writing many rows at once by PostgreSQL's COPY: what imports of a district's size need."""

import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, cast

from django.db import connection, models

_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def copy_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """COPY ``rows`` into the model's table; ``fields`` are field names, values as PostgreSQL keeps them.

    Encrypted fields take ``bytes`` that were sealed before. Runs in the transaction of the caller.
    """
    columns = [str(cast("models.Field[Any, Any]", model._meta.get_field(name)).column) for name in fields]
    text = io.StringIO("".join("\t".join(map(_encode, row)) + "\n" for row in rows))
    statement = f"COPY {model._meta.db_table} ({', '.join(map(connection.ops.quote_name, columns))}) FROM STDIN"
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(statement, text)


def new_ids(model: type[models.Model], count: int) -> list[int]:
    """Take ``count`` ids from the table's sequence, for rows that refer to each other before they are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def _encode(value: Any) -> str:
    """Write one value in COPY's text format (PostgreSQL manual, COPY, "Text Format")."""
    match value:
        case None:
            return "\\N"
        case bool():
            return "t" if value else "f"
        case bytes():
            return "\\\\x" + value.hex()
        case datetime() | date():
            return value.isoformat()
        case list() if all(isinstance(item, int) for item in value):
            return "{" + ",".join(map(str, value)) + "}"
        case list():
            return "{" + ",".join('"\\\\\\\\x' + item.hex() + '"' for item in value) + "}"
        case _:
            return str(value).translate(_ESCAPES)
