"""What a person decides about messages whose answer never came."""

from datetime import date

import pytest

from deliveries import settling, sweeper, worker
from deliveries.models import Delivery
from deliveries.states import DispatchState
from tests.deliveries.sending import Answering, answer_by, chunk_of, dispatch_to, states
from tests.people import officer, resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def doubtful(monkeypatch, settings):
    """A dispatch of two emails, the first of them in doubt."""
    answer_by(Answering(), monkeypatch, settings)
    people = [resident(name, date(1980, 1, n), sms=f"0101234000{n}") for n, name in enumerate(("가나", "다라"), 1)]
    dispatch = dispatch_to(people)
    worker.send_chunk(chunk_of(dispatch).pk)
    dispatch.__class__.objects.update(state=DispatchState.SENDING)
    Delivery.objects.filter(pk=dispatch.deliveries.order_by("id")[0].pk).update(state="unknown", code="worker_lost")
    dispatch.chunks.update(doubtful=True)
    dispatch.refresh_from_db()
    return dispatch


def test_a_dispatch_with_a_doubt_is_not_finished(doubtful):
    sweeper.sweep()
    doubtful.refresh_from_db()
    assert doubtful.state == DispatchState.SENDING


def test_given_up_messages_are_lost_and_the_dispatch_finishes(doubtful):
    assert settling.give_up(doubtful, by=officer()) == 1
    assert states(doubtful) == [("failed", "given_up"), ("accepted", "")]
    doubtful.refresh_from_db()
    assert doubtful.state == DispatchState.FINISHED


def test_messages_sent_again_go_out_once_more_and_nothing_else_does(doubtful, monkeypatch, settings):
    transport = Answering()
    answer_by(transport, monkeypatch, settings)
    assert settling.send_again(doubtful, by=officer()) == 1
    worker.send_chunk(chunk_of(doubtful).pk)
    assert states(doubtful) == [("accepted", ""), ("accepted", "")]
    assert len(transport.sent) == 1


def test_who_decided_is_noted(doubtful):
    settling.give_up(doubtful, by=officer())
    assert doubtful.events.filter(by__username="officer", reason__contains="given up").exists()
