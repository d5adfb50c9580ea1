"""The days below the trend: each has its room, wherever today lies between the ends of the axis."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from residents.cockpit.trend_picture import DAY, LEFT, RIGHT, Mark, Point, _day_marks

FIRST, SPAN = date(2026, 7, 7), 400


def room(mark: Mark) -> tuple[float, float]:
    left = mark.at - {"start": 0, "middle": DAY / 2, "end": DAY}[mark.anchor]
    return left, left + DAY


@pytest.mark.parametrize("behind", [0, 1, 60, 100, 130, 140, 150, 200, 250, 270, 300, 330, 350, 370, 390, SPAN])
def test_no_day_is_written_over_another_or_out_of_the_picture(behind: int) -> None:
    def place(day: date, rate: float) -> Point:
        return Point(LEFT + (day - FIRST).days / SPAN * (RIGHT - LEFT), rate)

    today = FIRST + timedelta(days=behind)
    marks = _day_marks(FIRST, today, FIRST + timedelta(days=SPAN), place)
    rooms = [room(mark) for mark in marks]
    assert today in {mark.day for mark in marks} and len(marks) >= 2
    assert rooms[0][0] >= LEFT and rooms[-1][1] <= RIGHT
    assert all(one[1] < other[0] for one, other in pairwise(rooms))
