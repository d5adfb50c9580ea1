"""When the goal is reached, if things go on as they did: a straight line at two paces, and no more than that.

The paces are the mean weekly gains of the last 4 and of the last 12 whole weeks, withdrawals taken off. The two days
they lead to are the range; it is no confidence interval, and says nothing about what will change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

PACES = (4, 12)  # weeks
FARTHEST = timedelta(days=3653)  # ten years: beyond it a date says no more than "not in sight"


@dataclass(frozen=True, slots=True)
class Pace:
    """The mean gain a week over so many weeks, and the day on which it leads to the goal; None: not in sight."""

    weeks: int
    gain: float
    day: date | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """``needed`` is what the goal asks for, ``missing`` what is not there yet; without ``paces`` it is too early."""

    needed: int
    missing: int
    paces: tuple[Pace, ...]

    @property
    def is_reached(self) -> bool:
        return self.missing == 0

    @property
    def is_too_early(self) -> bool:
        return not self.is_reached and not self.paces

    @property
    def days(self) -> list[date]:
        return sorted(pace.day for pace in self.paces if pace.day)

    @property
    def earliest(self) -> date | None:
        return self.days[0] if self.days else None

    @property
    def latest(self) -> date | None:
        """The later day; None where one of the paces does not reach the goal."""
        return self.days[-1] if self.days and len(self.days) == len(self.paces) else None


def forecast(gains: Sequence[int], *, reached: int, of: int, goal_percent: float, today: date) -> Forecast:
    """Foresee the goal from the ``gains`` of all whole weeks so far, the oldest first.

    With fewer than 4 whole weeks there is no forecast; with fewer than 12 the longer pace is that of all there are.
    """
    needed = ceil(of * goal_percent / 100 - 1e-9)
    missing = max(needed - reached, 0)
    if missing == 0 or len(gains) < PACES[0]:
        return Forecast(needed, missing, ())
    spans = sorted({min(weeks, len(gains)) for weeks in PACES})
    return Forecast(needed, missing, tuple(_pace(gains[-weeks:], missing, today) for weeks in spans))


def _pace(gains: Sequence[int], missing: int, today: date) -> Pace:
    total, weeks = sum(gains), len(gains)
    if total <= 0:
        return Pace(weeks, total / weeks, None)
    days = ceil(missing * 7 * weeks / total)  # in whole numbers, so that no day is lost to rounding
    is_in_sight = days <= FARTHEST.days
    return Pace(weeks, total / weeks, today + timedelta(days=days) if is_in_sight else None)
