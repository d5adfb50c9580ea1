"""Claim, send, record: promises 2, 3, 5 and 8 on the stored rows."""

import time
from datetime import date, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from deliveries import claims, dispatches, sweeper, windows, worker
from deliveries.models import Chunk, Delivery
from deliveries.states import DeliveryState, DispatchState
from deliveries.suppressions import suppress
from deliveries.transports.base import Outcome, TransportUnavailable
from residents import consent
from residents.enrolment import enrol
from residents.models import ConsentKind, Resident, Route
from tests.deliveries.sending import Answering, Names, answer_by, chunk_of, contact_of, dispatch_to, states
from tests.people import KST, form, resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [
        resident(f"사람{c}", date(1980, 1, n), sms=f"0101234000{n}", email=f"p{n}@example.com")
        for n, c in enumerate("가나다라", 1)
    ]


@pytest.fixture
def transport(monkeypatch, settings):
    answering = Answering()
    answer_by(answering, monkeypatch, settings)
    return answering


def test_every_delivery_is_sent_once_and_accepted(people, transport):
    dispatch = dispatch_to(people)
    worker.send_chunk(chunk_of(dispatch).pk)
    assert states(dispatch) == [("accepted", "")] * 4
    assert [message.address for message in transport.sent] == [f"p{n}@example.com" for n in (1, 2, 3, 4)]
    dispatch.refresh_from_db()
    assert dispatch.state == DispatchState.FINISHED


def test_a_repeated_task_sends_nothing_again(people, transport):
    dispatch = dispatch_to(people)
    for _ in range(3):
        worker.send_chunk(chunk_of(dispatch).pk)
    assert len(transport.sent) == 4


def quiet(person, *, days):
    Resident.objects.filter(pk=person.pk).update(quiet_until=datetime.now(KST).date() + timedelta(days=days))


@pytest.mark.parametrize("days", [0, -1])
def test_on_the_day_until_when_it_was_to_be_quiet_messages_go_out_again(people, transport, days):
    dispatch = dispatch_to(people)
    quiet(people[1], days=days)
    worker.send_chunk(chunk_of(dispatch).pk)
    assert states(dispatch) == [("accepted", "")] * 4


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (
            lambda p: consent.withdraw(p, ConsentKind.COLLECTION_USE, route=Route.ONLINE, on=date(2026, 11, 1)),
            "no_consent",
        ),
        (lambda p: p.subscriptions.all().delete(), "not_subscribed"),
        (lambda p: quiet(p, days=2), "quiet_until"),
        (lambda p: p.contacts.update(stopped_at=timezone.now()), "contact_stopped"),
        (lambda p: p.contacts.update(verified_at=None), "contact_unverified"),
        (lambda p: suppress("email", bytes(contact_of(p).address_hash), "not_me"), "suppressed"),
    ],
)
def test_what_was_taken_back_after_the_planning_is_skipped_with_its_reason(people, transport, change, reason):
    dispatch = dispatch_to(people)
    change(people[1])
    worker.send_chunk(chunk_of(dispatch).pk)
    assert states(dispatch) == [("accepted", ""), ("skipped", reason), ("accepted", ""), ("accepted", "")]
    assert len(transport.sent) == 3


@pytest.mark.parametrize(("seconds", "largest"), [(0.0, 12), (0.05, 4)])
def test_a_slow_mail_server_gets_windows_that_are_soon_over(transport, monkeypatch, settings, seconds, largest):
    """Until a window is over its process looks at no other queue, and a code may wait there."""
    settings.EMAIL_URL = "smtp://127.0.0.1:1?connections=1"
    monkeypatch.setattr(worker, "_pace", {})
    monkeypatch.setattr(worker, "WINDOW_SECONDS", 0.21)
    monkeypatch.setattr(worker, "LEAST_PER_CONNECTION", 2)
    sizes, send = [], transport.send

    def slowly(batch):
        sizes.append(len(batch))
        time.sleep(seconds * len(batch))
        return send(batch)

    monkeypatch.setattr(transport, "send", slowly)
    ids = enrol(
        [form(f"사람{chr(0xAC00 + n)}", date(1980, 1, 1 + n), sms=None, email=f"p{n}@example.com") for n in range(14)]
    )
    dispatch = dispatch_to(list(Resident.objects.filter(pk__in=ids)))
    worker.send_chunk(chunk_of(dispatch).pk)
    assert (sizes[0], sum(sizes)) == (2, 14)
    assert 2 < max(sizes) <= largest  # a busy machine makes it slower still
    assert {state for state, _ in states(dispatch)} == {"accepted"}


def test_a_worker_takes_the_messages_of_its_own_chunk_only(people, transport, settings):
    settings.DELIVERY_CHUNK = 2
    dispatch = dispatch_to(people)
    worker.send_chunk(Chunk.objects.order_by("-lo")[0].pk)
    assert [state for state, _ in states(dispatch)] == ["queued", "queued", "accepted", "accepted"]


def test_a_refused_message_fails_alone(people, transport):
    def answer(message):
        state = DeliveryState.FAILED if message.address == "p2@example.com" else DeliveryState.ACCEPTED
        return Outcome(message.delivery_id, state, code="550 5.1.1" if state == "failed" else "")

    transport.answer = answer
    dispatch = dispatch_to(people)
    worker.send_chunk(chunk_of(dispatch).pk)
    assert [state for state, _ in states(dispatch)] == ["accepted", "failed", "accepted", "accepted"]
    assert states(dispatch)[1][1] == "550 5.1.1"


def test_a_recipient_without_values_fails_alone(people, transport, monkeypatch):
    monkeypatch.setattr(Names, "missing", frozenset({people[0].pk}))
    dispatch = dispatch_to(people)
    worker.send_chunk(chunk_of(dispatch).pk)
    assert [state for state, _ in states(dispatch)] == ["failed", "accepted", "accepted", "accepted"]


def test_when_the_provider_is_away_what_it_answered_stands_and_the_rest_waits(people, transport):
    def answer(message):
        if message.address == "p3@example.com":
            raise TransportUnavailable("the relay does not answer")
        return Outcome(message.delivery_id, DeliveryState.ACCEPTED)

    transport.answer = answer
    dispatch = dispatch_to(people)
    worker.send_chunk(chunk_of(dispatch).pk)
    assert [state for state, _ in states(dispatch)] == ["accepted", "accepted", "queued", "queued"]
    chunk = chunk_of(dispatch)
    assert (chunk.state, chunk.trouble) == ("ready", "the relay does not answer")
    assert chunk.not_before > timezone.now()
    transport.answer = Answering().answer
    Chunk.objects.update(not_before=None)
    worker.send_chunk(chunk.pk)
    assert [state for state, _ in states(dispatch)] == ["accepted"] * 4
    assert len(transport.sent) == 4


def test_a_temporary_refusal_is_tried_again_later_and_given_up_in_the_end(people, transport, settings):
    settings.DELIVERY_TRIES = 2
    transport.answer = lambda message: Outcome(message.delivery_id, DeliveryState.QUEUED, code="451")
    dispatch = dispatch_to(people[:1])
    worker.send_chunk(chunk_of(dispatch).pk)
    assert states(dispatch) == [("queued", "451")]
    assert chunk_of(dispatch).not_before > timezone.now()
    Delivery.objects.update(not_before=None)
    Chunk.objects.update(not_before=None)
    worker.send_chunk(chunk_of(dispatch).pk)
    assert states(dispatch) == [("failed", "451")]


def test_a_paused_or_cancelled_dispatch_sends_nothing_more(people, transport, settings):
    settings.DELIVERY_WINDOW = 1
    dispatch = dispatch_to(people)

    def answer(message):
        if message.address == "p2@example.com":
            dispatches.pause(dispatch, by=None)
        return Outcome(message.delivery_id, DeliveryState.ACCEPTED)

    transport.answer = answer
    worker.send_chunk(chunk_of(dispatch).pk)
    assert [state for state, _ in states(dispatch)] == ["accepted", "accepted", "queued", "queued"]
    assert dispatches.cancel(dispatch, by=None) == 2
    worker.send_chunk(chunk_of(dispatch).pk)
    assert [state for state, _ in states(dispatch)] == ["accepted", "accepted", "cancelled", "cancelled"]


def _die_holding_a_window(dispatch):
    """Claim and mark as a worker would, then stop as if killed, until the lease is over."""
    lease = claims.claim(chunk_of(dispatch).pk, worker="dead")
    windows.exchange(lease, after=lease.lo - 1, size=settings.DELIVERY_WINDOW)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE deliveries_chunk SET lease_until = now() - interval '1 second'")
    return lease


def test_a_dead_workers_window_is_unknown_for_statutory_notices_and_nothing_is_lost(people, transport, settings):
    settings.DELIVERY_WINDOW = 2
    dispatch = dispatch_to(people)
    _die_holding_a_window(dispatch)
    assert sweeper.settle_expired_leases() == (1, 2)
    worker.send_chunk(chunk_of(dispatch).pk)
    assert states(dispatch) == [("unknown", "worker_lost")] * 2 + [("accepted", "")] * 2


def test_a_dead_workers_campaign_email_goes_out_again_under_the_same_reference(people, transport):
    dispatch = dispatch_to(people, statutory=False)
    _die_holding_a_window(dispatch)
    sweeper.settle_expired_leases()
    worker.send_chunk(chunk_of(dispatch).pk)
    assert [state for state, _ in states(dispatch)] == ["accepted"] * 4
    ids = Delivery.objects.order_by("id").values_list("id", flat=True)
    assert [message.reference for message in transport.sent] == [f"{dispatch.token}.{pk}" for pk in ids]


def test_a_worker_that_lost_its_lease_records_nothing(people, transport):
    dispatch = dispatch_to(people)
    lease = _die_holding_a_window(dispatch)
    sweeper.settle_expired_leases()
    late = [Outcome(pk, DeliveryState.FAILED) for pk in Delivery.objects.values_list("id", flat=True)]
    with pytest.raises(windows.LeaseLost):
        windows.exchange(lease, late, after=0, size=0)
    assert {state for state, _ in states(dispatch)} == {"unknown"}


def test_two_workers_cannot_hold_the_same_chunk(people):
    dispatch = dispatch_to(people)
    first = claims.claim(chunk_of(dispatch).pk, worker="one")
    assert first is not None
    assert claims.claim(chunk_of(dispatch).pk, worker="two") is None


def test_the_sweeper_enqueues_what_no_queue_holds(people, monkeypatch):
    dispatch = dispatch_to(people)
    enqueued = []
    monkeypatch.setattr(
        "celery.current_app.send_task", lambda name, args, queue, **_: enqueued.append((args[0], queue))
    )
    sweeper.sweep()
    sweeper.sweep()
    assert enqueued == [(chunk_of(dispatch).pk, "email")]
    Chunk.objects.update(enqueued_at=timezone.now() - timezone.timedelta(hours=1))
    sweeper.sweep()
    assert len(enqueued) == 2


def test_task_arguments_hold_nothing_but_ids(people, monkeypatch):
    dispatch_to(people)
    seen = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, args, queue, **_: seen.append(args))
    sweeper.sweep()
    assert all(isinstance(value, int) for args in seen for value in args)
