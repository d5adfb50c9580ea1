"""How far a dispatch is, how fast it goes, and how long the rest takes."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliveries.progress import progress_of
from tests.deliveries.rows import accepted, chunk, delivery, dispatch

pytestmark = pytest.mark.django_db


def test_it_counts_by_channel_and_state_in_one_statement(django_assert_num_queries):
    parent = dispatch()
    accepted(parent, seq=1), accepted(parent, seq=2, channel="email"), delivery(parent, "queued", seq=3)
    chunk(parent, "ready", trouble="the relay does not answer")
    accepted(dispatch(), seq=9)
    with django_assert_num_queries(2):
        progress = progress_of(parent)
    assert progress.counts == {("sms", "accepted"): 1, ("email", "accepted"): 1, ("sms", "queued"): 1}
    assert (progress.total(), progress.total("sms"), progress.in_flight, progress.went_out) == (3, 2, 1, 2)
    assert progress.troubles == ("the relay does not answer",)


def test_the_rate_is_that_of_the_last_minute():
    parent = dispatch()
    for n in range(40):
        accepted(parent, seq=n + 1, ago=timedelta(seconds=n))
    accepted(parent, seq=99, ago=timedelta(minutes=5))
    for n in range(10):
        delivery(parent, "queued", seq=100 + n)
    progress = progress_of(parent)
    assert progress.per_second == pytest.approx(40 / 39, rel=0.1)
    assert progress.seconds_left == pytest.approx(10, rel=0.1)
    assert progress.last_at is not None
    assert timezone.now() - progress.last_at < timedelta(seconds=5)


def test_when_nothing_moves_there_is_no_rate_and_no_guess():
    parent = dispatch()
    accepted(parent, ago=timedelta(minutes=2))
    delivery(parent, "queued", seq=2)
    progress = progress_of(parent)
    assert (progress.per_second, progress.seconds_left) == (0, None)
    assert timezone.now() - progress.last_at > timedelta(minutes=1)


def test_a_dispatch_without_messages_is_nothing():
    progress = progress_of(dispatch())
    assert (progress.total(), progress.per_second, progress.seconds_left, progress.last_at) == (0, 0, None, None)


def test_with_everything_gone_nothing_is_left():
    parent = dispatch()
    accepted(parent, ago=timedelta(seconds=1))
    assert progress_of(parent).seconds_left is None
