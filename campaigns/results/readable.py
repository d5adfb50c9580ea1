"""A breakdown as a page shows it: without what is masked or nought throughout, which a sentence names instead.

The workbook keeps the whole table.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.utils.translation import gettext as _

from residents.cockpit.tables import Cell, Table

KEPT = 3  # columns that stay: the name of a part, and the two figures of which bars are drawn


def readable(table: Table) -> Table:
    """Leave out rows and columns in which nothing can be read, and have the table's ``about`` name them.

    Where that would leave less than half of the rows, all that is left is what cannot be read (``is_masked``).
    """
    counts = [at for at, (_title, kind) in enumerate(table.columns) if kind == "count" and at >= KEPT]
    nobody = {at for at in counts if all(row[at].value == 0 for row in table.rows)}
    told = [row for row in table.rows if not _is_masked(row, nobody)]
    if len(told) * 2 < len(table.rows):
        return replace(table, rows=[_without(row, nobody) for row in table.rows if row not in told])
    few = {at for at in counts if told and all(row[at].is_masked for row in told)}
    untold = [str(row[0].value) for row in table.rows if row not in told]
    out = {
        at for at, (_title, kind) in enumerate(table.columns) if at in nobody | few or _follows(at, kind, nobody | few)
    }
    said = [
        table.about,
        _named(_("Too few to show: %(names)s."), [*untold, *(table.columns[at][0] for at in sorted(few))]),
        _named(_("Nobody: %(names)s."), [table.columns[at][0] for at in sorted(nobody)]),
    ]
    return replace(
        table,
        about=" ".join(one for one in said if one),
        columns=[column for at, column in enumerate(table.columns) if at not in out],
        rows=[_without(row, out) for row in told],
    )


def _is_masked(row: Iterable[Cell], besides: Collection[int]) -> bool:
    return all(cell.is_masked for at, cell in enumerate(row) if at and at not in besides)


def _follows(at: int, kind: str, out: Collection[int]) -> bool:
    """Tell whether a column is the share of one that is left out."""
    return kind == "rate" and at - 1 in out


def _without(row: Iterable[Cell], out: Collection[int]) -> list[Cell]:
    return [cell for at, cell in enumerate(row) if at not in out]


def _named(sentence: str, names: list[str]) -> str:
    return sentence % {"names": ", ".join(names)} if names else ""
