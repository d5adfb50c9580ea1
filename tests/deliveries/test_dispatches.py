"""Which change of a dispatch is possible when, and what it does to what is under way."""

import threading

import pytest
from django.db import connection, transaction

from deliveries import dispatches, sweeper
from deliveries.dispatches import CannotChange
from deliveries.models import Chunk, Dispatch
from deliveries.states import ChunkState, DispatchState, HeldBecause
from tests.deliveries.rows import chunk, delivery, dispatch
from tests.people import officer
from tests.stage import wait_until

pytestmark = pytest.mark.django_db

ALL = frozenset(DispatchState)
CHANGES = {
    "submit": (lambda d: dispatches.submit(d, by=None), {"draft"}, "awaiting"),
    "start": (dispatches.start, {"scheduled"}, "sending"),
    "pause": (lambda d: dispatches.pause(d, by=None), {"sending"}, "paused"),
    "hold": (lambda d: dispatches.hold(d, because=HeldBecause.LOSSES), {"sending"}, "paused"),
    "hold_overdue": (dispatches.hold_overdue, {"scheduled"}, "paused"),
    "resume": (lambda d: dispatches.resume(d, by=None), {"paused"}, "sending"),
    "cancel": (
        lambda d: dispatches.cancel(d, by=None),
        {"draft", "awaiting", "scheduled", "sending", "paused"},
        "cancelled",
    ),
}


@pytest.mark.parametrize("verb", CHANGES)
@pytest.mark.parametrize("state", sorted(ALL))
def test_a_change_is_made_only_from_where_it_may_be(verb, state):
    act, possible, after = CHANGES[verb]
    parent = dispatch(state=state)
    if state in possible:
        act(parent)
    else:
        with pytest.raises(CannotChange):
            act(parent)
    parent.refresh_from_db()
    assert parent.state == (after if state in possible else state)
    assert parent.events.count() == (1 if state in possible else 0)


def test_why_it_is_paused_is_gone_when_it_goes_on():
    parent = dispatch()
    dispatches.pause(parent, by=officer(), reason="이유 " * 200)
    assert parent.held_because == HeldBecause.PERSON
    dispatches.resume(parent, by=None)
    assert parent.held_because == ""
    dispatches.pause(parent, by=None)
    dispatches.cancel(parent, by=None)
    assert parent.held_because == ""


@pytest.mark.parametrize("chunk_state", ["ready", "leased"])
def test_with_a_chunk_that_is_not_done_it_is_not_finished(chunk_state):
    parent = dispatch()
    chunk(parent, chunk_state, doubtful=False)
    assert not dispatches.finish_when_done(parent)


@pytest.mark.parametrize(("state", "doubtful", "finished"), [("unknown", True, False), ("delivered", True, True)])
def test_doubt_keeps_it_open_and_a_mark_that_outlived_its_doubt_does_not(state, doubtful, finished):
    parent = dispatch()
    row = delivery(parent, state)
    chunk(parent, lo=row.pk, hi=row.pk, doubtful=doubtful)
    assert dispatches.finish_when_done(parent) is finished


def test_finishing_twice_is_once():
    parent = dispatch()
    assert dispatches.finish_when_done(parent)
    assert not dispatches.finish_when_done(parent)
    assert parent.events.count() == 1


@pytest.mark.parametrize("state", ["scheduled", "paused"])
def test_only_what_is_being_sent_finishes(state):
    assert not dispatches.finish_when_done(dispatch(state=state))


@pytest.mark.parametrize(
    ("state", "after", "goes_out"),
    [
        ("finished", "sending", True),
        ("sending", "sending", True),
        ("paused", "paused", True),
        ("scheduled", "scheduled", True),
        ("cancelled", "cancelled", False),
        ("draft", "draft", False),
    ],
)
def test_what_falls_over_late_takes_a_finished_dispatch_up_again(state, after, goes_out):
    parent = dispatch(state=state, finished_at=None)
    assert dispatches.reopen(parent, reason="3 messages fall over to SMS") is goes_out
    parent.refresh_from_db()
    assert (parent.state, parent.finished_at) == (after, None)
    assert list(parent.events.values_list("from_state", "to_state", "reason")) == (
        [("finished", "sending", "3 messages fall over to SMS")] if state != after else []
    )


def test_cancelling_closes_the_chunks_and_what_a_worker_gives_back_later_is_cancelled_too(monkeypatch):
    monkeypatch.setattr("celery.current_app.send_task", lambda *_, **__: None)
    parent = dispatch()
    row, other = delivery(parent, "queued"), delivery(parent, "sending", seq=2)
    chunk(parent, "ready", lo=row.pk, hi=row.pk)
    leased = chunk(parent, "leased", lo=other.pk, hi=other.pk)
    assert dispatches.cancel(parent, by=None) == 1
    assert set(parent.chunks.values_list("state", flat=True)) == {"done", "leased"}
    parent.deliveries.filter(pk=other.pk).update(state="queued")
    Chunk.objects.filter(pk=leased.pk).update(state=ChunkState.READY)
    sweeper.sweep()
    assert set(parent.deliveries.values_list("state", flat=True)) == {"cancelled"}
    assert set(parent.chunks.values_list("state", flat=True)) == {"done"}


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_chunk_added_while_it_finishes_is_not_forgotten():
    """The last chunk is done at the very moment at which a late bounce adds one for the next channel."""
    parent = dispatch()
    results: list[bool] = []

    def finish() -> None:
        results.append(dispatches.finish_when_done(Dispatch.objects.get(pk=parent.pk)))
        connection.close()

    with transaction.atomic():
        dispatches.reopen(parent, reason="falls over")
        other = threading.Thread(target=finish)
        other.start()
        wait_until(_somebody_waits, "the finishing waits for the lock")
        chunk(parent, "ready")
    other.join()
    parent.refresh_from_db()
    assert (parent.state, results) == (DispatchState.SENDING, [False])


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])
