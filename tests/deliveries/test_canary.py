"""The first messages go alone; a person or a threshold decides about the rest; too many losses halt at any time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliveries import canary, dispatches, losses, sweeper
from deliveries.models import Chunk, Delivery, Dispatch
from deliveries.states import ChunkState, DispatchState, HeldBecause
from tests.deliveries.rows import dispatch
from tests.people import officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch):
    monkeypatch.setattr("celery.current_app.send_task", lambda *_, **__: None)


def sent(of: Dispatch, *, ago: float = 600, canary: bool = False, epoch: int = 1, **states: int) -> Chunk:
    """Add a chunk that was sent ``ago`` seconds ago, with so many deliveries in each state."""
    at = timezone.now() - timedelta(seconds=ago)
    start = Delivery.objects.count()
    names = [state for state, count in states.items() for _ in range(count)]
    rows = Delivery.objects.bulk_create(
        Delivery(
            dispatch=of,
            channel="email",
            recipient=start + n,
            resident_id=1,
            contact_id=1,
            state=state,
            accepted_at=at if state in ("accepted", "delivered", "bounced") else None,
        )
        for n, state in enumerate(names)
    )
    return Chunk.objects.create(
        dispatch=of,
        channel="email",
        lo=rows[0].pk,
        hi=rows[-1].pk,
        state=ChunkState.READY if states.get("queued") else ChunkState.DONE,
        epoch=epoch,
        canary=canary,
    )


def held(of: Dispatch) -> tuple[str, str]:
    of.refresh_from_db()
    return of.state, of.held_because


def test_a_canary_without_a_threshold_waits_for_a_person_who_lets_the_rest_go():
    parent = dispatch(canary=3)
    sent(parent, canary=True, accepted=3)
    sent(parent, queued=5, epoch=0)
    sweeper.sweep()
    assert held(parent) == (DispatchState.PAUSED, HeldBecause.CANARY)
    assert parent.canary_passed_at is None
    dispatches.resume(parent, by=officer())
    assert held(parent) == (DispatchState.SENDING, "")
    assert parent.canary_passed_at is not None
    sweeper.sweep()
    assert held(parent) == (DispatchState.SENDING, "")


def test_while_some_of_the_canary_has_not_gone_out_nothing_is_decided():
    parent = dispatch(canary=3)
    sent(parent, canary=True, accepted=2, queued=1)
    sent(parent, queued=5, epoch=0)
    canary.judge()
    assert held(parent) == (DispatchState.SENDING, "")
    assert parent.canary_passed_at is None


def test_somebody_who_pauses_and_resumes_during_the_canary_does_not_end_it():
    parent = dispatch(canary=3)
    sent(parent, canary=True, accepted=2, queued=1)
    dispatches.pause(parent, by=officer())
    assert held(parent) == (DispatchState.PAUSED, HeldBecause.PERSON)
    dispatches.resume(parent, by=None)
    assert held(parent) == (DispatchState.SENDING, "")
    assert parent.canary_passed_at is None


def test_a_dispatch_that_was_all_canary_is_simply_finished():
    parent = dispatch(canary=3)
    sent(parent, canary=True, accepted=3)
    sweeper.sweep()
    assert held(parent) == (DispatchState.FINISHED, "")


@pytest.mark.parametrize(("ago", "passed"), [(10, False), (600, True)])
def test_with_a_threshold_it_goes_on_by_itself_when_reports_have_had_their_time(ago, passed):
    parent = dispatch(canary=20, halt_percent=10)
    sent(parent, canary=True, accepted=18, bounced=2, ago=ago)
    sent(parent, queued=5, epoch=0)
    canary.judge()
    assert held(parent) == (DispatchState.SENDING, "")
    assert (parent.canary_passed_at is not None) == passed
    assert parent.events.filter(reason="canary passed: 2 of 20 messages lost").exists() == passed


def test_a_canary_that_loses_too_much_halts_at_once_and_a_person_may_let_it_go_on():
    parent = dispatch(canary=20, halt_percent=10)
    sent(parent, canary=True, accepted=17, bounced=2, failed=1, ago=10)
    sent(parent, queued=5, epoch=0)
    canary.judge()
    assert held(parent) == (DispatchState.PAUSED, HeldBecause.LOSSES)
    assert parent.events.filter(reason="3 of 20 messages lost", by=None).exists()
    dispatches.resume(parent, by=officer())
    canary.judge()
    assert held(parent) == (DispatchState.SENDING, "")
    assert parent.canary_passed_at is not None


def test_a_canary_of_which_nothing_went_out_waits_for_a_person():
    parent = dispatch(canary=3, halt_percent=10)
    sent(parent, canary=True, skipped=3)
    sent(parent, queued=5, epoch=0)
    canary.judge()
    assert held(parent) == (DispatchState.PAUSED, HeldBecause.CANARY)


def test_too_many_losses_in_all_halt_whatever_the_last_ones_say():
    parent = dispatch(halt_percent=5)
    for _ in range(40):
        sent(parent, accepted=8, bounced=2)
    for _ in range(losses.LOOKED_AT):
        sent(parent, accepted=10)
    _judge_until_halted(parent)
    assert parent.events.filter(reason="80 of 500 messages lost").exists()


def test_what_goes_wrong_late_halts_before_it_is_much_of_the_whole():
    parent = dispatch(halt_percent=5)
    for _ in range(200):
        sent(parent, accepted=10)
    for _ in range(losses.LOOKED_AT - 1):
        sent(parent, accepted=9, failed=1)
    sent(parent, queued=100)
    canary.judge()
    assert held(parent) == (DispatchState.PAUSED, HeldBecause.LOSSES)
    assert parent.events.filter(reason="9 of 90 messages lost").exists()


def _judge_until_halted(parent: Dispatch) -> None:
    """Look as often as the sweeper would in two minutes: a glance at some chunks may miss what is there."""
    for _ in range(60):
        canary.judge()
        if held(parent)[0] == DispatchState.PAUSED:
            break
    assert held(parent) == (DispatchState.PAUSED, HeldBecause.LOSSES)


@pytest.mark.parametrize(
    ("percent", "states"),
    [
        (5, {"accepted": 95, "failed": 5}),  # no more than allowed
        (5, {"accepted": 30, "failed": 19}),  # too few to say anything
        (5, {"accepted": 50, "skipped": 50, "cancelled": 50, "unknown": 50, "queued": 50}),  # lost is something else
        (None, {"failed": 100}),
        (100, {"failed": 100}),
    ],
)
def test_it_does_not_halt_without_reason(percent, states):
    parent = dispatch(halt_percent=percent)
    sent(parent, **states)
    canary.judge()
    assert held(parent) == (DispatchState.SENDING, "")


def test_a_few_bad_chunks_of_many_do_not_halt_whatever_a_glance_meets():
    parent = dispatch(halt_percent=5)
    for n in range(60):
        sent(parent, **({"failed": 10} if n < 2 else {"accepted": 10}))
    for _ in range(40):
        canary.judge()
    assert held(parent) == (DispatchState.SENDING, "")


def test_what_a_person_has_seen_does_not_halt_again_and_what_comes_after_does():
    parent = dispatch(halt_percent=10)
    sent(parent, accepted=40, failed=40)
    rest = sent(parent, queued=100, epoch=0)
    canary.judge()
    dispatches.resume(parent, by=officer())
    canary.judge()
    assert held(parent) == (DispatchState.SENDING, "")
    Delivery.objects.filter(pk__range=(rest.lo, rest.hi)).update(state="failed")
    Chunk.objects.filter(pk=rest.pk).update(epoch=1)
    canary.judge()
    assert held(parent) == (DispatchState.PAUSED, HeldBecause.LOSSES)


def test_halted_in_the_middle_of_a_canary_the_canary_goes_on_first():
    parent = dispatch(canary=100, halt_percent=10)
    sent(parent, canary=True, accepted=40, failed=40, queued=20)
    sent(parent, queued=5, epoch=0)
    canary.judge()
    assert held(parent) == (DispatchState.PAUSED, HeldBecause.LOSSES)
    dispatches.resume(parent, by=officer())
    assert held(parent) == (DispatchState.SENDING, "")
    assert parent.canary_passed_at is None


def test_a_late_bounce_counts():
    parent = dispatch(halt_percent=5)
    chunk = sent(parent, accepted=100)
    sent(parent, queued=5)
    canary.judge()
    assert held(parent)[0] == DispatchState.SENDING
    Delivery.objects.filter(pk__range=(chunk.lo, chunk.lo + 9)).update(state="bounced")
    canary.judge()
    assert held(parent) == (DispatchState.PAUSED, HeldBecause.LOSSES)
