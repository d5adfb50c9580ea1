"""The forecast: two straight lines, worked out by hand."""

from datetime import date, timedelta

import pytest
from django.utils import translation

from residents.cockpit import writing
from residents.cockpit.forecast import forecast

TODAY = date(2026, 11, 25)


def foresee(gains, *, reached=200, of=1000, goal=50.0):
    return forecast(gains, reached=reached, of=of, goal_percent=goal, today=TODAY)


def test_the_range_lies_between_the_paces_of_the_last_4_and_12_weeks():
    # 12 weeks: 8 × 15 + 4 × 30 = 240, 20 a week; 4 weeks: 30 a week. 300 households are missing.
    found = foresee([99, 99, *[15] * 8, *[30] * 4])

    assert (found.needed, found.missing) == (500, 300)
    assert [(pace.weeks, pace.gain) for pace in found.paces] == [(4, 30.0), (12, 20.0)]
    assert found.earliest == TODAY + timedelta(days=70)  # 10 weeks at 30
    assert found.latest == TODAY + timedelta(days=105)  # 15 weeks at 20


def test_withdrawals_are_taken_off_and_a_pace_that_does_not_reach_it_has_no_day():
    found = foresee([*[20] * 8, 5, -5, 3, -4])

    assert [pace.day for pace in found.paces] == [None, TODAY + timedelta(days=159)]  # 300 × 84 / 159 = 158.5
    assert found.earliest and found.latest is None


@pytest.mark.parametrize("gains", [[0] * 12, [-3] * 12, [1] + [0] * 11])
def test_what_takes_more_than_ten_years_is_not_in_sight(gains):
    found = foresee(gains)

    assert found.paces and found.days == [] and found.earliest is None


def test_it_is_too_early_with_fewer_than_4_weeks():
    assert foresee([50, 50, 50]).is_too_early


def test_with_fewer_than_12_weeks_the_longer_pace_is_that_of_all_there_are():
    assert [(pace.weeks, pace.gain) for pace in foresee([10, 10, 20, 20, 20, 20]).paces] == [(4, 20.0), (6, 100 / 6)]
    assert [pace.weeks for pace in foresee([10] * 4).paces] == [4]


@pytest.mark.parametrize(("of", "goal", "needed"), [(1000, 50.0, 500), (1001, 50.0, 501), (3, 33.4, 2), (7, 100.0, 7)])
def test_the_goal_is_reached_by_whole_households(of, goal, needed):
    assert foresee([1] * 12, reached=0, of=of, goal=goal).needed == needed
    there = foresee([1] * 12, reached=needed, of=of, goal=goal)
    assert there.is_reached and there.paces == () and not there.is_too_early


@pytest.mark.parametrize(
    ("gains", "language", "said"),
    [
        ([*[15] * 8, *[30] * 4], "en", "February to March 2027"),
        ([*[15] * 8, *[30] * 4], "ko", "2027년 2월~3월"),
        ([25] * 12, "ko", "2027년 2월"),
        ([*[10] * 8, *[70] * 4], "en", "December 2026 to February 2027"),
    ],
)
def test_the_range_is_written_as_people_say_it(gains, language, said):
    with translation.override(language):
        assert writing.forecast(foresee(gains))[0] == said
