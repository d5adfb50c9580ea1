"""Masking, attacked: whoever knows the totals, the cells that are shown and the rule, learns no small count."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents.cockpit.masking import is_small, masked, masked_rows, shown, small_remainders

COUNTS = st.dictionaries(st.integers(0, 9), st.integers(0, 30), min_size=1, max_size=8)


@pytest.mark.parametrize(("count", "said"), [(0, 0), (1, None), (4, None), (5, 5), (1234, 1234)])
def test_small_counts_are_masked_and_nobody_at_all_is_not(count, said):
    assert shown(count) == said


def test_how_small_is_a_setting(settings):
    settings.SMALL_CELL = 10
    assert is_small(9) and not is_small(10)


def test_a_single_small_cell_takes_the_next_smallest_with_it():
    assert masked({"a": 3, "b": 80, "c": 20, "d": 0}) == {"a": None, "b": 80, "c": None, "d": 0}


def test_two_ones_are_hidden_among_more():
    # Two masked cells that make 2 together are one each: a third has to hide them.
    assert masked({"a": 1, "b": 1, "c": 9, "d": 50}) == {"a": None, "b": None, "c": None, "d": 50}


@given(COUNTS)
def test_every_small_cell_is_masked_and_what_is_shown_is_true(counts):
    said = masked(counts)
    assert all(said[key] is None for key, count in counts.items() if is_small(count))
    assert all(value is None or value == counts[key] for key, value in said.items())


@given(COUNTS)
def test_no_small_cell_can_be_computed_from_the_total(counts):
    """Try every set of values that the masked cells could have: none of them may be the only one for a small cell."""
    said, total = masked(counts), sum(counts.values())
    hidden = [key for key, value in said.items() if value is None]
    if not hidden or is_small(total):
        return
    rest = total - sum(value for value in said.values() if value is not None)
    assert len(hidden) > 1
    for small in (key for key in hidden if is_small(counts[key])):
        others = len(hidden) - 1
        possible = [value for value in range(1, 5) if others and rest - value >= others]
        assert len(possible) > 1 or rest == len(hidden) == len(counts), (counts, said, small)


@given(st.dictionaries(st.integers(0, 6), st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=1, max_size=6))
def test_rows_are_masked_whole_so_that_no_column_gives_one_away(rows):
    said = masked_rows(rows)
    hidden = [key for key, row in said.items() if None in row]
    for key, row in rows.items():
        assert said[key] in ([None] * 3, row)
        assert key in hidden or not any(map(is_small, row))
    if hidden and len(rows) > 1:
        assert len(hidden) > 1


def test_a_row_of_which_all_but_a_few_are_counted_counts_as_small():
    assert small_remainders({"a": 48, "b": 20, "c": 50}, {"a": 50, "b": 50, "c": 50}) == {"a"}


def test_the_smallest_table_is_masked_altogether():
    for one, other in product(range(1, 5), repeat=2):
        assert masked({"a": one, "b": other}) == {"a": None, "b": None}
