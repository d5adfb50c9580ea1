"""After a restore or a long sleep nothing goes out by itself; a person decides."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliveries import dispatches, overdue, sweeper
from deliveries.models import Dispatch, Heartbeat
from deliveries.states import DispatchState, HeldBecause
from tests.deliveries.rows import chunk, dispatch
from tests.people import officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fed(monkeypatch):
    sent: list[int] = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, args, **_: sent.append(args[0]))
    return sent


def scheduled(**late: float) -> Dispatch:
    return dispatch(state=DispatchState.SCHEDULED, scheduled_at=timezone.now() - timedelta(**late), started_at=None)


def heart_beat(**ago: float) -> None:
    Heartbeat.objects.create(name="sweep", at=timezone.now() - timedelta(**ago))


def held(of: Dispatch) -> tuple[str, str]:
    of.refresh_from_db()
    return of.state, of.held_because


def test_what_is_due_starts_also_some_minutes_late():
    due, late, early = scheduled(seconds=1), scheduled(minutes=59), scheduled(minutes=-5)
    sweeper.sweep()
    assert [held(one)[0] for one in (due, late)] == [DispatchState.FINISHED] * 2  # they have no messages
    assert held(early) == (DispatchState.SCHEDULED, "")


def test_what_is_long_overdue_waits_for_a_person_and_starts_when_one_says_so(fed):
    parent = scheduled(minutes=61)
    chunk(parent, "ready")
    sweeper.sweep()
    assert held(parent) == (DispatchState.PAUSED, HeldBecause.OVERDUE)
    event = parent.events.get()
    assert (event.from_state, event.to_state, event.reason) == ("scheduled", "paused", "61 minutes late")
    assert fed == []
    dispatches.resume(parent, by=officer())
    assert held(parent) == (DispatchState.SENDING, "")
    assert parent.started_at is not None
    sweeper.sweep()
    assert len(fed) == 1


def test_approving_late_is_not_overdue():
    parent = dispatch(state=DispatchState.AWAITING_APPROVAL, started_at=None)
    dispatches.schedule(parent, at=timezone.now() - timedelta(days=2), by=officer())
    chunk(parent, "ready")
    sweeper.sweep()
    assert held(parent) == (DispatchState.SENDING, "")


def test_after_a_long_sleep_all_that_was_being_sent_waits_for_a_person_before_anything_is_fed(fed):
    heart_beat(minutes=61)
    under_way, paused = dispatch(), dispatch(state="paused", held_because="person")
    chunk(under_way, "ready")
    sweeper.sweep()
    assert held(under_way) == (DispatchState.PAUSED, HeldBecause.DOWNTIME)
    assert under_way.events.get().reason == "asleep for 61 minutes"
    assert held(paused) == (DispatchState.PAUSED, HeldBecause.PERSON)
    assert fed == []
    dispatches.resume(under_way, by=officer())
    sweeper.sweep()
    assert held(under_way) == (DispatchState.SENDING, "")
    assert len(fed) == 1


def test_a_short_pause_of_the_sweeper_stops_nothing(fed):
    heart_beat(minutes=59)
    parent = dispatch()
    chunk(parent, "ready")
    sweeper.sweep()
    assert held(parent) == (DispatchState.SENDING, "")
    assert len(fed) == 1


def test_the_heartbeat_follows_the_sweeps():
    heart_beat(minutes=30)
    overdue.beat()
    assert timezone.now() - Heartbeat.objects.get().at < timedelta(seconds=5)
    assert overdue.beat() < 5


def test_a_first_start_stops_nothing_that_has_just_begun():
    parent = dispatch()
    chunk(parent, "ready")
    sweeper.sweep()
    assert held(parent) == (DispatchState.SENDING, "")
    assert Heartbeat.objects.filter(name="sweep").exists()


def test_without_any_heartbeat_what_began_long_ago_waits_for_a_person():
    parent = dispatch(started_at=timezone.now() - timedelta(days=1))
    chunk(parent, "ready")
    sweeper.sweep()
    assert held(parent) == (DispatchState.PAUSED, HeldBecause.DOWNTIME)


def test_a_heartbeat_of_tomorrow_stops_nothing():
    heart_beat(hours=-24)
    parent = dispatch()
    chunk(parent, "ready")
    sweeper.sweep()
    assert held(parent) == (DispatchState.SENDING, "")
    assert Heartbeat.objects.get().at < timezone.now() + timedelta(minutes=1)
