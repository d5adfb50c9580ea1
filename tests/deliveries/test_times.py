"""Times and durations as people say them."""

from datetime import datetime, timedelta

import pytest
from django.utils import translation

from deliveries import times
from tests.people import KST

TEN_PAST_TWO = datetime(2026, 11, 24, 14, 10, tzinfo=KST)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "1 second"),
        (1, "1 second"),
        (89.2, "90 seconds"),
        (91, "2 minutes"),
        (180, "3 minutes"),
        (181, "4 minutes"),
        (90 * 60, "90 minutes"),
        (91 * 60, "2 hours"),
        (36 * 3600, "36 hours"),
        (37 * 3600, "2 days"),
    ],
)
def test_a_duration_is_said_as_coarsely_as_people_do_and_never_in_seconds_beyond_ninety(seconds, said):
    assert times.duration(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (3, "done in a moment"),
        (11, "about 20 seconds left"),
        (88, "about 90 seconds left"),
        (170, "about 3 minutes left"),
    ],
)
def test_the_time_left_counts_its_last_seconds_in_tens(seconds, said):
    assert times.left(seconds) == said


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "just now"), (4, "just now"), (12, "12 seconds ago"), (130, "3 minutes ago")]
)
def test_what_was_a_moment_ago_was_just_now(seconds, said):
    assert times.ago(TEN_PAST_TWO - timedelta(seconds=seconds), TEN_PAST_TWO) == said


def test_the_day_is_said_unless_it_is_today():
    assert times.day_and_clock(TEN_PAST_TWO) == "24 November, 2:10 PM"
    assert times.day_and_clock(TEN_PAST_TWO, today=TEN_PAST_TWO) == "2:10 PM"
    assert times.day_and_clock(TEN_PAST_TWO, today=TEN_PAST_TWO - timedelta(hours=15)) == "24 November, 2:10 PM"


def test_the_end_is_said_to_the_minute():
    assert times.done_at(100, TEN_PAST_TWO) == TEN_PAST_TWO + timedelta(minutes=2)
