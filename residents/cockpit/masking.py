"""Small cells are masked, and so that none of them can be computed from a total that stands beside it.

A masked cell is None. Whoever knows the rule, the total and all other cells must be left with several possible values:
so at least two cells of a total are masked, and together they hold so many that each of them could be any small number.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from typing import TypeVar

from django.conf import settings

K = TypeVar("K", bound=Hashable)


def is_small(count: int) -> bool:
    """Tell whether a count is of so few people that it is masked; nobody at all is no small count."""
    return 0 < count < int(settings.SMALL_CELL)


def shown(count: int) -> int | None:
    """Return a count that stands by itself, or None where it is small."""
    return None if is_small(count) else count


def masked(counts: Mapping[K, int], *, besides: Collection[K] = ()) -> dict[K, int | None]:
    """Return the parts of a total that is shown, with None for those masked: the small, and who hides them.

    ``besides`` are masked for a reason of their own, such as a small remainder.
    """
    hidden = {key for key, count in counts.items() if is_small(count)} | set(besides)
    for key in sorted(set(counts) - hidden, key=lambda key: (counts[key] == 0, counts[key], str(key))):
        if not hidden or _is_safe([counts[one] for one in hidden]):
            break
        hidden.add(key)
    return {key: None if key in hidden else count for key, count in counts.items()}


def masked_rows(rows: Mapping[K, Sequence[int]], *, besides: Collection[K] = ()) -> dict[K, list[int | None]]:
    """Return rows of a table whose row totals and column totals are shown too; a row is masked as a whole.

    So the masked cells are a block of whole rows, and no cell stands alone in its row or column.
    """
    hidden = {key for key, row in rows.items() if any(map(is_small, row))} | set(besides)
    for key in sorted(set(rows) - hidden, key=lambda key: (sum(rows[key]) == 0, sum(rows[key]), str(key))):
        columns = list(zip(*(rows[one] for one in hidden), strict=True))
        if not hidden or (len(hidden) > 1 and all(_is_safe(column) or not any(column) for column in columns)):
            break
        hidden.add(key)
    return {key: [None] * len(row) if key in hidden else list(row) for key, row in rows.items()}


def small_remainders(counts: Mapping[K, int], wholes: Mapping[K, int]) -> set[K]:
    """Return the keys of which all but a few are counted: the few could be computed from the whole."""
    return {key for key, count in counts.items() if is_small(wholes.get(key, 0) - count)}


def _is_safe(counts: Sequence[int]) -> bool:
    """Tell whether masked cells, whose sum anybody can compute, may each have been any small count."""
    return len(counts) > 1 and sum(counts) - len(counts) >= int(settings.SMALL_CELL) - 1
