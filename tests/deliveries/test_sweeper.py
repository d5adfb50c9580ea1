"""What died is settled, its doubts are marked, and the marks go when the doubts are gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliveries import reconciliation, settling, sweeper
from deliveries.models import Chunk, Dispatch
from deliveries.states import ChunkState, DispatchState
from tests.deliveries.rows import chunk, delivery, dispatch
from tests.people import officer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch):
    monkeypatch.setattr("celery.current_app.send_task", lambda *_, **__: None)


def dead(of: Dispatch, channel: str = "sms") -> Chunk:
    """A chunk whose worker died with one message marked and one untouched."""
    first = delivery(of, "sending", seq=of.deliveries.count() + 1, channel=channel)
    last = delivery(of, "queued", seq=of.deliveries.count() + 1, channel=channel)
    kept = chunk(of, "leased", lo=first.pk, hi=last.pk, doubtful=False, epoch=3)
    Chunk.objects.filter(pk=kept.pk).update(lease_until=timezone.now() - timedelta(seconds=1), channel=channel)
    return kept


@pytest.mark.parametrize(
    ("statutory", "channel", "state"),
    [
        (True, "email", "unknown"),
        (True, "sms", "unknown"),
        (False, "sms", "unknown"),
        (False, "alimtalk", "unknown"),
        (False, "email", "queued"),
    ],
)
def test_what_a_dead_worker_had_in_hand_is_settled_and_its_doubt_marked(statutory, channel, state):
    parent = dispatch(statutory=statutory)
    kept = dead(parent, channel)
    assert sweeper.settle_expired_leases() == (1, 1)
    assert list(parent.deliveries.order_by("id").values_list("state", flat=True)) == [state, "queued"]
    kept.refresh_from_db()
    assert (kept.state, kept.epoch, kept.lease_until, kept.held_by) == (ChunkState.READY, 4, None, "")
    assert kept.doubtful is (state == "unknown")


def test_several_dead_workers_are_settled_at_once_and_each_chunk_keeps_its_own_doubt():
    notice, campaign = dispatch(statutory=True), dispatch(statutory=False)
    doubtful, clear = dead(notice, "email"), dead(campaign, "email")
    assert sweeper.settle_expired_leases() == (2, 2)
    doubtful.refresh_from_db(), clear.refresh_from_db()
    assert (doubtful.doubtful, clear.doubtful) == (True, False)
    assert sweeper.settle_expired_leases() == (0, 0)


def test_a_living_workers_chunk_is_left_alone():
    kept = dead(dispatch())
    Chunk.objects.update(lease_until=timezone.now() + timedelta(seconds=1))
    assert sweeper.settle_expired_leases() == (0, 0)
    kept.refresh_from_db()
    assert kept.epoch == 3


def test_a_dispatch_with_doubts_stays_open_until_a_person_settled_them():
    parent = dispatch()
    first, last = delivery(parent, "unknown"), delivery(parent, "accepted", seq=2)
    chunk(parent, lo=first.pk, hi=last.pk)
    sweeper.sweep()
    parent.refresh_from_db()
    assert parent.state == DispatchState.SENDING
    settling.give_up(parent, by=officer())
    parent.refresh_from_db()
    assert parent.state == DispatchState.FINISHED


def test_a_mark_goes_when_nothing_in_its_chunk_is_unknown_any_more():
    parent = dispatch()
    settled, still, held = (delivery(parent, s, seq=n) for n, s in enumerate(("delivered", "unknown", "sending")))
    chunks = [chunk(parent, lo=row.pk, hi=row.pk) for row in (settled, still, held)]
    Chunk.objects.filter(pk=chunks[2].pk).update(state=ChunkState.LEASED)
    assert reconciliation.clear_settled() == 1
    assert list(Chunk.objects.order_by("id").values_list("doubtful", flat=True)) == [False, True, True]


def test_sending_again_leaves_alone_what_a_worker_has_in_hand():
    parent = dispatch()
    first, second = delivery(parent, "unknown"), delivery(parent, "unknown", seq=2)
    chunk(parent, lo=first.pk, hi=first.pk), chunk(parent, "leased", lo=second.pk, hi=second.pk)
    assert settling.send_again(parent, by=officer()) == 1
    assert list(parent.deliveries.order_by("id").values_list("state", flat=True)) == ["queued", "unknown"]
    assert list(parent.chunks.order_by("id").values_list("state", "doubtful")) == [("ready", False), ("leased", True)]


def test_a_doubt_is_looked_for_where_a_chunk_says_so_and_nowhere_else():
    parent = dispatch()
    first, second = delivery(parent, "unknown"), delivery(parent, "unknown", seq=2)
    chunk(parent, lo=first.pk, hi=first.pk), chunk(parent, lo=second.pk, hi=second.pk, doubtful=False)
    assert [doubt.delivery_id for doubt in reconciliation.doubts([])] == [first.pk]
