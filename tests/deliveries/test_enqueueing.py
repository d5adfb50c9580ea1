"""Feeding: a bounded number of chunks, what goes first first, dispatches in turn, each chunk once."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.db import connection
from django.utils import timezone
from kombu.exceptions import OperationalError

from deliveries import dispatches, enqueueing, tasks
from deliveries.models import Chunk, Dispatch, Heartbeat
from deliveries.states import ChunkState
from tests.deliveries.rows import dispatch

pytestmark = pytest.mark.django_db

MOST = configured.DELIVERY_ENQUEUED


@pytest.fixture
def queue(monkeypatch):
    """What reached the queues, as (chunk id, queue, priority), in the order in which it was put there."""
    sent: list[tuple[int, str, int]] = []

    def put(name, args, *, queue, priority):
        sent.append((args[0], queue, priority))

    monkeypatch.setattr("celery.current_app.send_task", put)
    return sent


def ready(of: Dispatch, count: int, *, channel: str = "email", **values) -> list[int]:
    rows = [Chunk(dispatch=of, channel=channel, lo=n, hi=n, **values) for n in range(count)]
    return [chunk.pk for chunk in Chunk.objects.bulk_create(rows)]


def claim(*ids: int) -> None:
    """Take chunks as workers do."""
    Chunk.objects.filter(pk__in=ids).update(state=ChunkState.LEASED)


def owners(queue) -> list[int]:
    of = dict(Chunk.objects.values_list("id", "dispatch_id"))
    return [of[chunk_id] for chunk_id, _, _ in queue]


def test_a_million_messages_do_not_fill_the_queue(queue):
    ids = ready(dispatch(), 2000)
    assert enqueueing.feed() == MOST
    assert [chunk_id for chunk_id, _, _ in queue] == ids[:MOST]
    assert enqueueing.feed() == 0


def test_the_queue_is_filled_up_when_half_of_it_is_gone(queue):
    ids = ready(dispatch(), 2000)
    enqueueing.feed()
    Chunk.objects.filter(pk__in=ids[: MOST // 2 - 1]).update(state=ChunkState.DONE, enqueued_at=None)
    assert enqueueing.feed() == 0
    Chunk.objects.filter(pk=ids[MOST // 2 - 1]).update(state=ChunkState.DONE, enqueued_at=None)
    assert enqueueing.feed() == MOST // 2


def test_many_workers_are_given_twice_what_they_have_in_hand(queue):
    ids = ready(dispatch(), 2000)
    enqueueing.feed()
    claim(*ids[:MOST])
    assert enqueueing.feed() == 2 * MOST


def test_two_dispatches_take_turns_also_when_one_was_there_first(queue):
    first, second = dispatch(), dispatch()
    ids = ready(first, 100)
    enqueueing.feed()
    claim(*ids[:MOST])
    ready(second, 100)
    del queue[:]
    enqueueing.feed()
    assert Counter(owners(queue)) == {second.pk: MOST + MOST // 2, first.pk: MOST // 2}
    assert set(owners(queue)[:MOST]) == {second.pk}


def test_the_channels_of_a_dispatch_do_not_wait_for_each_other(queue):
    parent = dispatch()
    ready(parent, 100)
    ready(parent, 100, channel="sms")
    enqueueing.feed()
    assert Counter(name for _, name, _ in queue) == {"email": MOST, "sms": MOST}


def test_alimtalk_and_sms_share_a_queue_and_its_bound(queue):
    parent = dispatch()
    ready(parent, 100, channel="alimtalk")
    ready(parent, 100, channel="sms")
    enqueueing.feed()
    assert Counter(name for _, name, _ in queue) == {"sms": MOST}
    assert set(Chunk.objects.exclude(enqueued_at=None).values_list("channel", flat=True)) == {"sms", "alimtalk"}


def test_what_is_urgent_has_its_own_queue_is_not_counted_and_goes_before_notices_and_those_before_campaigns(queue):
    campaign, notice, urgent = (dispatch(lane=lane) for lane in ("campaign", "notice", "urgent"))
    ready(campaign, 100)
    enqueueing.feed()
    ready(notice, 100)
    ready(urgent, 100, channel="sms")
    del queue[:]
    enqueueing.feed()
    assert owners(queue) == [urgent.pk] * 100 + [notice.pk] * MOST
    assert queue[0][1:] == ("urgent", 0)
    assert queue[-1][1:] == ("email", 3)


@pytest.mark.parametrize("state", ["draft", "awaiting", "scheduled", "paused", "finished", "cancelled"])
def test_only_what_is_being_sent_is_fed(queue, state):
    ready(dispatch(state=state), 3)
    assert enqueueing.feed() == 0


@pytest.mark.parametrize(
    "values",
    [
        {"state": "leased"},
        {"state": "done"},
        {"not_before": timezone.now() + timedelta(hours=9)},
        {"enqueued_at": timezone.now() + timedelta(hours=1)},
    ],
)
def test_what_is_in_hand_done_or_waits_is_not_fed(queue, values):
    ready(dispatch(), 3, **values)
    assert enqueueing.feed() == 0


def test_a_task_that_was_lost_is_enqueued_again_after_a_while(queue, settings):
    parent = dispatch()
    late = timezone.now() - settings.DELIVERY_ENQUEUE_AGAIN - timedelta(seconds=1)
    ids = ready(parent, 3, enqueued_at=late)
    assert enqueueing.feed() == 3
    assert {chunk_id for chunk_id, _, _ in queue} == set(ids)


def test_only_the_canary_is_fed_until_it_has_passed(queue):
    parent = dispatch(canary=10)
    first = ready(parent, 1, canary=True)
    rest = ready(parent, 3, channel="sms")
    assert enqueueing.feed() == 1
    assert queue[0][0] == first[0]
    Dispatch.objects.update(canary_passed_at=timezone.now())
    enqueueing.feed()
    assert {chunk_id for chunk_id, _, _ in queue[1:]} == set(rest)


def test_nothing_is_fed_while_the_sweeper_has_been_asleep(queue, settings):
    ready(dispatch(), 3)
    Heartbeat.objects.create(name="sweep", at=timezone.now() - settings.DOWNTIME - timedelta(minutes=1))
    assert enqueueing.feed() == 0


def test_what_could_not_be_sent_is_found_again_at_once(monkeypatch):
    sent = []

    def put(name, args, **_):
        if len(sent) == 2:
            raise OperationalError
        sent.append(args[0])

    ids = ready(dispatch(), 5)
    monkeypatch.setattr("celery.current_app.send_task", put)
    assert enqueueing.feed() == 2
    assert set(Chunk.objects.filter(enqueued_at=None).values_list("id", flat=True)) == set(ids[2:])
    sent.clear()
    monkeypatch.setattr("celery.current_app.send_task", lambda name, args, **_: sent.append(args[0]))
    assert enqueueing.feed() == 3
    assert sent == ids[2:]


def test_a_resumed_dispatch_does_not_wait_for_tasks_that_came_while_it_was_paused(queue):
    parent = dispatch()
    ready(parent, 3)
    enqueueing.feed()
    dispatches.pause(parent, by=None)
    dispatches.resume(parent, by=None)
    assert enqueueing.feed() == 3


def test_a_worker_feeds_when_it_is_done_with_a_chunk(queue):
    ids = ready(dispatch(), 5)
    tasks.send_chunk(0)
    assert [chunk_id for chunk_id, _, _ in queue] == ids


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_who_feed_at_the_same_moment_enqueue_nothing_twice(queue):
    ids = ready(dispatch(), 300)
    together = threading.Barrier(6)

    def feed() -> None:
        for _ in range(5):
            together.wait()
            enqueueing.feed()
        connection.close()

    threads = [threading.Thread(target=feed) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fed = [chunk_id for chunk_id, _, _ in queue]
    assert len(set(fed)) == len(fed) >= MOST
    assert set(fed) <= set(ids)


def test_a_look_reads_no_more_of_a_large_dispatch_than_of_a_small_one(queue):
    done = dispatch()
    ready(done, 4000, state=ChunkState.DONE)
    parent = dispatch()
    ready(parent, 2000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE deliveries_chunk")
    enqueueing.feed()
    before = _rows_read()
    for _ in range(10):
        assert enqueueing.feed() == 0
    assert (_rows_read() - before) / 10 < 10 * MOST


def _rows_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'deliveries_chunk'"
        )
        return int(cursor.fetchone()[0])
