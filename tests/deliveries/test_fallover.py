"""What failed for good is followed by the resident's next channel; what nobody is at gets nothing more."""

import threading
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import Settings

from deliveries import dispatches, reports
from deliveries.failures import follow_up
from deliveries.fallover import to_next_channel
from deliveries.models import Chunk, Content, Delivery, Dispatch, DispatchEvent, Suppression
from deliveries.states import DeliveryState
from deliveries.transports.base import Report
from residents.models import Channel, Resident
from tests import people
from tests.deliveries.sending import contact_of

pytestmark = pytest.mark.django_db

ALL = ("alimtalk", "sms", "email")


@pytest.fixture
def hong() -> Resident:
    return people.resident()


def a_dispatch(channels: Sequence[str] = ALL, **values: Any) -> Dispatch:
    usual = {"title": "재산세", "source": "tests", "service": "local_tax", "required_consents": 1, "state": "sending"}
    dispatch = Dispatch.objects.create(**(usual | {"started_at": timezone.now()} | values))
    Content.objects.bulk_create(Content(dispatch=dispatch, channel=channel, text="…") for channel in channels)
    return dispatch


def a_delivery(of: Dispatch, to: Resident, channel: str, state: str = "failed", **values: Any) -> Delivery:
    contact = contact_of(to, "sms" if channel == "alimtalk" else channel)
    return Delivery.objects.create(
        dispatch=of, channel=channel, recipient=to.pk, resident=to, contact=contact, state=state, **values
    )


def under_way(dispatch: Dispatch) -> list[tuple[str, str]]:
    return list(Delivery.objects.filter(dispatch=dispatch).order_by("id").values_list("channel", "state"))


@pytest.mark.parametrize("end", ["failed", "bounced", "skipped"])
def test_each_channel_follows_the_one_before_and_then_there_is_none(hong: Resident, end: str) -> None:
    dispatch = a_dispatch()
    row = a_delivery(dispatch, hong, "alimtalk", end)
    queued = []
    while to_next_channel([row.pk]):
        row = Delivery.objects.get(dispatch=dispatch, state="queued")
        queued.append((row.channel, row.contact_id, row.recipient))
        Delivery.objects.filter(pk=row.pk).update(state=end)
    sms, email = contact_of(hong, "sms").pk, contact_of(hong, "email").pk
    assert queued == [("sms", sms, hong.pk), ("email", email, hong.pk)]
    assert {state for _, state in under_way(dispatch)} == {end}


def test_nothing_follows_for_who_asked_not_to_be_written_to_for_now(hong: Resident) -> None:
    Resident.objects.update(quiet_until=timezone.localdate() + timedelta(days=2))
    assert to_next_channel([a_delivery(a_dispatch(), hong, "sms", "skipped").pk]) == 0


def test_the_order_of_the_channels_is_a_setting(hong: Resident, settings: Settings) -> None:
    settings.DELIVERY_CHANNEL_ORDER = ["email", "alimtalk", "sms"]
    dispatch = a_dispatch()
    to_next_channel([a_delivery(dispatch, hong, "sms").pk])
    assert under_way(dispatch) == [("sms", "failed"), ("email", "queued")]


def test_what_falls_over_is_in_a_chunk_of_its_own_that_holds_nothing_else(hong: Resident, settings: Settings) -> None:
    settings.DELIVERY_CHUNK = 2
    dispatch, other = a_dispatch(["sms", "email"]), a_dispatch(["sms", "email"])
    others = [people.resident(f"김하나{i}", sms=f"0101111000{i}", email=f"hana{i}@example.com") for i in range(4)]
    rows = [a_delivery(dispatch, person, "sms") for person in others] + [a_delivery(other, hong, "sms")]
    assert to_next_channel([row.pk for row in rows]) == 5
    for chunk in Chunk.objects.all():
        inside = Delivery.objects.filter(dispatch=chunk.dispatch, channel=chunk.channel, id__range=(chunk.lo, chunk.hi))
        assert {row.state for row in inside} == {"queued"}
    counts = [(chunk.dispatch, chunk.channel, chunk.state) for chunk in Chunk.objects.order_by("id")]
    assert sorted(counts, key=str) == sorted([(dispatch, "email", "ready")] * 2 + [(other, "email", "ready")], key=str)


def test_falling_over_again_or_twice_at_once_adds_nothing(hong: Resident) -> None:
    dispatch = a_dispatch()
    row = a_delivery(dispatch, hong, "alimtalk")
    assert [to_next_channel([row.pk, row.pk]), to_next_channel([row.pk])] == [1, 0]
    Delivery.objects.filter(dispatch=dispatch, channel="sms").update(state="accepted")
    assert to_next_channel([row.pk]) == 0
    assert under_way(dispatch) == [("alimtalk", "failed"), ("sms", "accepted")]


@pytest.mark.parametrize("state", ["queued", "sending", "accepted", "delivered", "unknown"])
def test_who_has_another_message_under_way_gets_no_third(hong: Resident, state: str) -> None:
    dispatch = a_dispatch()
    a_delivery(dispatch, hong, "email", state)
    assert to_next_channel([a_delivery(dispatch, hong, "alimtalk").pk]) == 0


@pytest.mark.parametrize("state", ["queued", "sending", "accepted", "delivered", "unknown", "cancelled"])
def test_what_has_not_failed_falls_nowhere(hong: Resident, state: str) -> None:
    dispatch = a_dispatch()
    row = a_delivery(dispatch, hong, "sms", state)
    follow_up([row.pk], [row.pk])
    assert under_way(dispatch) == [("sms", state)]
    assert not Suppression.objects.exists()


def test_where_the_provider_fell_back_to_sms_itself_sms_was_tried(hong: Resident) -> None:
    dispatch = a_dispatch()
    to_next_channel([a_delivery(dispatch, hong, "alimtalk", final_channel="sms").pk])
    assert under_way(dispatch) == [("alimtalk", "failed"), ("email", "queued")]


def test_a_channel_without_content_is_passed_over(hong: Resident) -> None:
    dispatch = a_dispatch(["sms"])
    assert to_next_channel([a_delivery(dispatch, hong, "sms").pk]) == 0


@pytest.mark.parametrize("taken_back", ["subscription", "verification", "contact", "consent", "address"])
def test_nobody_gets_over_the_next_channel_what_they_did_not_want_there(hong: Resident, taken_back: str) -> None:
    contact = contact_of(hong, "email")
    if taken_back == "subscription":
        hong.subscriptions.filter(channel="email").delete()
    elif taken_back == "verification":
        hong.contacts.filter(channel="email").update(verified_at=None)
    elif taken_back == "contact":
        hong.contacts.filter(channel="email").update(stopped_at=timezone.now())
    elif taken_back == "consent":
        Resident.objects.filter(pk=hong.pk).update(consents=0)
    else:
        Suppression.objects.create(channel="email", address_hash=contact.address_hash, reason="not_me")
    row = a_delivery(a_dispatch(["sms", "email"]), hong, "sms")
    assert to_next_channel([row.pk]) == 0


def test_alimtalk_follows_for_who_chose_sms(settings: Settings) -> None:
    settings.DELIVERY_CHANNEL_ORDER = ["email", "alimtalk"]
    sora = people.resident("이소라", services={"local_tax": {Channel.SMS, Channel.EMAIL}})
    dispatch = a_dispatch()
    to_next_channel([a_delivery(dispatch, sora, "email").pk])
    assert under_way(dispatch) == [("email", "failed"), ("alimtalk", "queued")]
    assert Delivery.objects.get(channel="alimtalk").contact == contact_of(sora, "sms")


@pytest.mark.parametrize("state", ["cancelled", "draft", "awaiting", "scheduled"])
def test_a_dispatch_that_sends_nothing_stays_as_it_is(hong: Resident, state: str) -> None:
    dispatch = a_dispatch(state=state)
    assert to_next_channel([a_delivery(dispatch, hong, "sms").pk]) == 0
    dispatch.refresh_from_db()
    assert dispatch.state == state


def test_a_finished_dispatch_is_taken_up_again_and_can_finish_again(hong: Resident) -> None:
    dispatch = a_dispatch(state="finished", finished_at=timezone.now())
    to_next_channel([a_delivery(dispatch, hong, "sms").pk])
    dispatch.refresh_from_db()
    assert (dispatch.state, dispatch.finished_at) == ("sending", None)
    event = DispatchEvent.objects.get(dispatch=dispatch)
    assert (event.from_state, event.to_state, event.by) == ("finished", "sending", None)
    assert not dispatches.finish_when_done(dispatch)
    Chunk.objects.update(state="done")
    assert dispatches.finish_when_done(dispatch)


def test_a_paused_dispatch_stays_paused(hong: Resident) -> None:
    dispatch = a_dispatch(state="paused")
    assert to_next_channel([a_delivery(dispatch, hong, "sms").pk]) == 1
    dispatch.refresh_from_db()
    assert dispatch.state == "paused"


def test_after_three_days_it_goes_on_paper_instead(hong: Resident) -> None:
    old, young = (a_dispatch(started_at=timezone.now() - timedelta(hours=hours)) for hours in (73, 71))
    assert to_next_channel([a_delivery(old, hong, "sms").pk]) == 0
    assert to_next_channel([a_delivery(young, hong, "sms").pk]) == 1


def test_the_address_of_a_dead_mailbox_gets_nothing_more_and_the_resident_is_reached_by_sms(hong: Resident) -> None:
    dispatch = a_dispatch()
    row = a_delivery(dispatch, hong, "email", "accepted")
    report = Report(row.pk, DeliveryState.BOUNCED, code="550 5.1.1", token=dispatch.token, dead_address=True)
    assert [reports.apply([report], "bounce") for _ in range(2)] == [1, 0]
    email = contact_of(hong, "email")
    assert [(s.channel, bytes(s.address_hash), s.reason) for s in Suppression.objects.all()] == [
        ("email", bytes(email.address_hash), "dead_address")
    ]
    assert under_way(dispatch) == [("email", "bounced"), ("alimtalk", "queued")]


@pytest.mark.parametrize(("code", "reason"), [("3032", "dead_address"), ("2061", "refused")])
def test_why_a_number_gets_nothing_more_is_kept(hong: Resident, code: str, reason: str) -> None:
    dispatch = a_dispatch()
    row = a_delivery(dispatch, hong, "sms", "accepted")
    reports.apply([Report(row.pk, DeliveryState.FAILED, code=code, dead_address=True)], "solapi")
    assert [(s.channel, s.reason) for s in Suppression.objects.all()] == [("sms", reason)]
    # 알림톡 would reach the same number, so it is passed over.
    assert under_way(dispatch) == [("sms", "failed"), ("email", "queued")]


def test_a_failure_that_says_nothing_of_the_address_suppresses_nothing(hong: Resident) -> None:
    row = a_delivery(a_dispatch(), hong, "email", "accepted")
    reports.apply([Report(row.pk, DeliveryState.BOUNCED, code="552 5.2.2")], "bounce")
    assert not Suppression.objects.exists()


def test_nothing_lost_is_nothing_to_follow_up() -> None:
    follow_up([], [])
    follow_up([10**15], [10**15])
    assert not Delivery.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_when_two_channels_fail_at_the_same_moment_the_third_is_still_tried(hong: Resident) -> None:
    dispatch = a_dispatch(state="sending")
    first, second = (a_delivery(dispatch, hong, channel, "accepted") for channel in ("alimtalk", "sms"))
    other = threading.Thread(target=_fail, args=(second.pk,))
    with transaction.atomic():
        reports.apply([Report(first.pk, DeliveryState.FAILED)], "solapi")
        other.start()
        _wait_until_somebody_waits()
    other.join(timeout=20)
    assert under_way(dispatch) == [("alimtalk", "failed"), ("sms", "failed"), ("email", "queued")]


def _fail(delivery_id: int) -> None:
    try:
        reports.apply([Report(delivery_id, DeliveryState.FAILED)], "solapi")
    finally:
        connection.close()


def _wait_until_somebody_waits() -> None:
    """Return when another transaction waits for a lock of ours."""
    deadline = timezone.now() + timedelta(seconds=15)
    with connection.cursor() as cursor:
        while timezone.now() < deadline:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid <> pg_backend_pid()")
            if cursor.fetchone()[0]:
                return
    raise AssertionError("nobody waited")
