"""The trend as lines in a box: the rate week by week, the goal, and where the two paces of the forecast lead."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from residents.cockpit.figures import Cockpit

WIDTH, HEIGHT = 440, 300
LEFT, RIGHT, TOP, BOTTOM = 46, 428, 24, 262
LEAST_WEEKS = 8  # that the axis shows
DAY, BETWEEN = 100, 12  # the room that a day written below the axis takes, and what stays free beside it


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float

    def __str__(self) -> str:
        return f"{self.x:.1f},{self.y:.1f}"


@dataclass(frozen=True, slots=True)
class Mark:
    """A label of an axis, and where it stands."""

    at: float
    day: date | None = None
    rate: int | None = None
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Trend:
    """The picture: ``paces`` are the ends of the forecast's lines, at the goal or where the axis ends."""

    line: list[Point]
    paces: list[Point]
    goal: float
    right: float
    today: Point
    rates: list[Mark]
    days: list[Mark]

    @property
    def points(self) -> str:
        return " ".join(map(str, self.line))

    @property
    def wedge(self) -> str:
        """Return the ground between the two paces."""
        if len(self.paces) < 2:
            return ""
        first, last = self.paces[0], self.paces[-1]
        corner = [] if first.y == last.y or first.x == last.x else [Point(self.right, min(first.y, last.y))]
        return " ".join(map(str, (self.today, first, *corner, last)))


def trend(cockpit: Cockpit) -> Trend | None:
    """Draw the trend; None where there are no rates to draw."""
    known = [(week.end, week.rate) for week in cockpit.weeks if week.rate is not None]
    if not known:
        return None
    first, last = known[0][0], cockpit.day
    end = _end(cockpit, first)
    top = _top(cockpit, [rate for _, rate in known])

    def place(day: date, rate: float) -> Point:
        share = (day - first).days / max((end - first).days, 1)
        return Point(LEFT + share * (RIGHT - LEFT), BOTTOM - rate / top * (BOTTOM - TOP))

    now = place(last, known[-1][1])
    return Trend(
        line=[place(day, rate) for day, rate in known],
        paces=sorted((place(*one) for one in _ends(cockpit, known[-1][1], end)), key=lambda one: (one.y, one.x)),
        right=RIGHT,
        goal=place(first, cockpit.goal).y,
        today=now,
        rates=[Mark(place(first, rate).y, rate=rate) for rate in range(0, int(top) + 1, 10 if top <= 60 else 20)],
        days=_day_marks(first, last, end, place),
    )


def _end(cockpit: Cockpit, first: date) -> date:
    """Return where the axis ends: behind the forecast, but at most as far ahead as four times what lies behind."""
    behind = max((cockpit.day - first).days, 7 * LEAST_WEEKS)
    foreseen = cockpit.forecast.days if cockpit.forecast else []
    if cockpit.forecast is None or not cockpit.forecast.paces:
        return max(cockpit.day, first + timedelta(weeks=LEAST_WEEKS))
    ahead = max((foreseen[-1] - cockpit.day).days if foreseen else behind, 14)
    return cockpit.day + timedelta(days=min(ceil(ahead * 1.1), 4 * behind))


def _top(cockpit: Cockpit, rates: list[float]) -> float:
    highest = max([cockpit.goal, *rates]) * 1.08
    step = 10 if highest <= 60 else 20
    return float(min(ceil(highest / step) * step, max(100, ceil(highest))))


def _ends(cockpit: Cockpit, rate: float, end: date) -> list[tuple[date, float]]:
    """Return where the paces lead to: to the goal, or to a rate at the end of the axis, no lower than none."""
    households = cockpit.places.district.households
    if cockpit.forecast is None or not households:
        return []
    weeks = (end - cockpit.day).days / 7
    return [
        (pace.day, cockpit.goal)
        if pace.day and pace.day <= end
        else (end, max(0.0, min(rate + 100 * pace.gain * weeks / households, cockpit.goal)))
        for pace in cockpit.forecast.paces
    ]


def _day_marks(first: date, today: date, end: date, place: Callable[[date, float], Point]) -> list[Mark]:
    """Write today, and the ends of the axis where they have room beside it."""
    begins = min(max(place(today, 0).x - DAY / 2, LEFT), RIGHT - DAY)
    marks = [Mark(begins + DAY / 2, day=today)]
    if begins >= LEFT + DAY + BETWEEN:
        marks.insert(0, Mark(LEFT, day=first, anchor="start"))
    if begins + DAY + BETWEEN <= RIGHT - DAY:
        marks.append(Mark(RIGHT, day=end, anchor="end"))
    return marks
