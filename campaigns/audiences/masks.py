"""The bit masks of ``campaigns_reach``: which bit stands for what, here as in the function of the database."""

from collections.abc import Iterable

from campaigns.models.reach import YOUNG_FROM, YOUNG_TO

LAST_BIT = 62  # of a bigint that is never negative


def interests_mask(ids: Iterable[int]) -> int:
    """Return the mask of these interests; one whose id is no bit is in nobody's."""
    mask = 0
    for pk in ids:
        mask |= 1 << pk if 1 <= pk <= LAST_BIT else 0
    return mask


def births_mask(first: int, last: int) -> int:
    """Return the mask of these years of birth, as far as they are held."""
    mask = 0
    for year in range(max(first, YOUNG_FROM), min(last, YOUNG_TO) + 1):
        mask |= 1 << (year - YOUNG_FROM)
    return mask
