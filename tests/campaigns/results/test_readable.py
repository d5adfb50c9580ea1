"""What of a breakdown a page shows, and what it names in a sentence instead."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from campaigns.results.readable import readable
from residents.cockpit.tables import MASKED, Cell, Kind, Table, Value

COLUMNS: list[tuple[str, Kind]] = [
    ("Dong", "text"),
    ("Planned", "count"),
    ("Reached", "count"),
    ("Responded", "count"),
    ("Of the reached", "rate"),
    ("Came", "count"),
]
M = MASKED


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def table(*rows: list[Value]) -> Table:
    cells = [[Cell(value, kind, title) for value, (title, kind) in zip(row, COLUMNS, strict=True)] for row in rows]
    return Table("dongs", "By dong", "People.", COLUMNS, cells)


def values(shown: Table) -> list[list[Value]]:
    return [[cell.value for cell in row] for row in shown.rows]


def test_what_can_be_read_stays_as_it_is() -> None:
    whole = table(["A", 20, 20, 10, 50.0, 5], ["B", 30, 30, M, M, 0])
    assert readable(whole) == whole


def test_rows_and_columns_in_which_nothing_can_be_read_are_named() -> None:
    shown = readable(table(["A", 20, 20, M, M, 7], ["B", M, M, M, M, M], ["C", 9, M, M, M, 0]))
    assert [title for title, _kind in shown.columns] == ["Dong", "Planned", "Reached", "Came"]
    assert values(shown) == [["A", 20, 20, 7], ["C", 9, M, 0]]
    assert shown.about == "People. Too few to show: B, Responded."


def test_a_column_of_noughts_is_named_and_hides_no_masked_row() -> None:
    shown = readable(table(["A", 20, 20, 10, 50.0, 0], ["B", M, M, M, M, 0]))
    assert values(shown) == [["A", 20, 20, 10, 50.0]]
    assert shown.about == "People. Too few to show: B. Nobody: Came."


def test_where_most_rows_are_masked_one_sentence_stands_for_all() -> None:
    few: list[list[Value]] = [[name, M, M, M, M, 0] for name in "BCD"]
    assert readable(table(["A", 20, 20, 10, 50.0, 0], *few)).is_masked
    assert not readable(table()).is_masked
