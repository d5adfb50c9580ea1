"""The picture of a batch under way, and the sentences that go with it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from deliveries import dispatches
from deliveries.models import Chunk, Delivery, Dispatch, DispatchEvent, Provider
from notices.models import Batch
from notices.picture import FAST, SLOW, picture_of
from tests.notices.taking import approved
from tests.people import officer, resident

pytestmark = pytest.mark.django_db
# 2026-11-23 10:00 in these tests (conftest.py); the rate is taken by the database's own clock.


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def batch() -> Batch:
    """A batch of four messages to two people, being sent."""
    resident("홍길동", sms="01012345678", email="hong@example.com")
    resident("임꺽정", sms="01012345679", email="lim@example.com")
    found = approved("local_tax", {"성명": "홍길동"}, {"성명": "임꺽정"})
    dispatches.start(found.dispatch)
    assert Delivery.objects.count() == 4
    return found


def put(batch: Batch, **values) -> None:
    Dispatch.objects.filter(pk=batch.dispatch_id).update(**values)
    batch.dispatch.refresh_from_db()


def become(*states: str) -> None:
    """Let the messages, in their order, become these."""
    for row, state in zip(Delivery.objects.order_by("id"), states, strict=False):
        Delivery.objects.filter(pk=row.pk).update(state=state)


def accept_now(count: int, *, ago: int) -> None:
    ids = list(Delivery.objects.order_by("id").values_list("pk", flat=True)[:count])
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE deliveries_delivery SET state = 'accepted', accepted_at = now() - %s * interval '1 second'"
            " WHERE id = ANY(%s)",
            [ago, ids],
        )


def test_the_bar_has_what_is_certain_first_and_what_is_still_to_do_last(batch):
    become("delivered", "accepted", "failed", "queued")
    segments = picture_of(batch).segments
    assert [segment.tone for segment in segments] == ["success", "info", "danger", "waiting"]
    assert sum(segment.percent for segment in segments) == 100


def test_what_is_done_only_grows_while_it_is_sent_and_reported(batch):
    done = []
    for states in (("sending",), ("accepted",), ("delivered", "failed"), ("bounced", "failed", "unknown", "skipped")):
        become(*states)
        done.append(picture_of(batch).done)
    assert done == [0, 1, 2, 4]


def test_problems_lead_to_the_people_behind_them(batch):
    become("failed", "unknown", "skipped", "accepted")
    links = {segment.tone: segment.url.partition("?")[2] for segment in picture_of(batch).segments}
    assert links == {"danger": "message=failed", "warning": "message=unknown", "neutral": "message=unsent", "info": ""}


def test_rate_time_left_and_end_are_those_of_the_last_minute(batch):
    accept_now(1, ago=60 - 2)
    picture = picture_of(batch)
    assert picture.per_minute == 1
    assert picture.time_left == "about 3 minutes left"
    assert picture.ends_at in {"10:03 AM", "10:02 AM"}


def test_an_end_within_a_minute_and_a_half_has_no_clock(batch):
    accept_now(2, ago=30)
    assert (picture_of(batch).time_left, picture_of(batch).ends_at) == ("about 30 seconds left", "")


def test_nobody_can_tell_the_end_while_a_provider_is_away(batch):
    accept_now(2, ago=30)
    Provider.objects.create(
        name="gateway", channel="sms", breaker="open", trouble_at=timezone.now(),
        retry_at=timezone.now() + timedelta(seconds=9.5),
    )  # fmt: skip
    picture = picture_of(batch)
    assert (picture.time_left, picture.ends_at) == ("", "")
    assert [one.state for one in picture.providers] == ["SMS gateway: no answer; tried again in 10 seconds"]


def test_a_paused_batch_has_no_rate_and_no_end(batch):
    accept_now(2, ago=30)
    put(batch, state="paused")
    picture = picture_of(batch)
    assert (picture.per_minute, picture.time_left) == (0, "")


def test_why_it_waits_is_said_once(batch):
    Chunk.objects.filter(channel="email").update(trouble="EMAIL_URL is not set.")
    Chunk.objects.filter(channel="sms").update(trouble="quiet hours")
    assert picture_of(batch).troubles == ["EMAIL_URL is not set.", "No SMS at night: they go out in the morning."]
    Provider.objects.create(name="relay", channel="email", breaker="open", trouble="EMAIL_URL is not set.")
    assert picture_of(batch).troubles == ["No SMS at night: they go out in the morning."]


@pytest.mark.parametrize(
    ("state", "every"), [("sending", FAST), ("paused", SLOW), ("finished", None), ("cancelled", None)]
)
def test_it_is_looked_at_often_while_it_moves_and_not_at_all_when_it_is_over(batch, state, every):
    put(batch, state=state, finished_at=timezone.now())
    assert picture_of(batch).every == every


def test_what_waits_only_for_a_persons_decision_is_looked_at_seldom(batch):
    become("accepted", "accepted", "accepted", "unknown")
    assert picture_of(batch).every == SLOW


@pytest.mark.parametrize(("hours", "every"), [(0, FAST), (5, SLOW)])
def test_what_waits_for_its_time_is_looked_at_seldom_until_it_comes(batch, hours, every):
    put(batch, state="scheduled", scheduled_at=timezone.now() + timedelta(hours=hours))
    assert picture_of(batch).every == every


def test_who_paused_it_and_when_is_said(batch):
    dispatches.pause(batch.dispatch, by=officer())
    DispatchEvent.objects.filter(to_state="paused").update(at=timezone.now())
    held = picture_of(batch).held
    assert (held.title, held.go_on) == ("김한결 paused it, 10:00 AM", "Go on sending")


@pytest.mark.parametrize(
    ("because", "title", "go_on", "grave"),
    [
        ("canary", "The first 2 messages went out", "Send the other 2", False),
        ("losses", "It stopped by itself: 50 % of the messages were lost (1)", "Go on all the same", True),
        ("overdue", "It was due on 23 November, 9:00 AM and could not be sent then", "Send it now", True),
        ("downtime", "The service stood still while this was being sent", "Go on all the same", True),
        ("person", "Paused", "Go on sending", False),
    ],
)
def test_why_it_is_held_comes_with_what_to_do_next(batch, because, title, go_on, grave):
    become("accepted", "failed")
    put(batch, state="paused", held_because=because, scheduled_at=timezone.now() - timedelta(hours=1))
    held = picture_of(batch).held
    assert (held.title, held.go_on, held.grave) == (title, go_on, grave)
    assert held.text


def test_a_batch_that_is_not_paused_is_not_held(batch):
    put(batch, held_because="canary")
    assert picture_of(batch).held is None


def test_the_end_is_a_sentence_in_people_whatever_the_channels(batch):
    become("accepted", "failed", "delivered", "failed")
    put(batch, state="finished", finished_at=timezone.now())
    by_person = sorted(
        sorted(Delivery.objects.filter(recipient=pk).values_list("state", flat=True))
        for pk in set(Delivery.objects.values_list("recipient", flat=True))
    )
    assert by_person == [["accepted", "delivered"], ["failed", "failed"]]
    assert picture_of(batch).ended == (
        "Finished on 23 November, 10:00 AM: of 2 recipients, messages to 1 were accepted. 1 person gets paper."
    )


def test_where_everybody_was_reached_no_paper_is_spoken_of(batch):
    become("accepted", "failed", "accepted", "accepted")
    put(batch, state="finished", finished_at=timezone.now())
    assert picture_of(batch).ended == "Finished on 23 November, 10:00 AM: of 2 recipients, messages to 2 were accepted."


def test_a_cancelled_batch_says_how_far_it_had_come(batch):
    become("accepted")
    dispatches.cancel(batch.dispatch, by=officer())
    assert picture_of(batch).ended.startswith("Cancelled on 23 November")
    assert "messages to 1 had been accepted. 1 person gets paper." in picture_of(batch).ended


def test_a_batch_that_is_not_over_has_no_last_sentence(batch):
    assert picture_of(batch).ended == ""


def test_many_viewers_cost_one_count(batch):
    picture_of(batch, fresh=False)
    with CaptureQueriesContext(connection) as queries:
        for _ in range(10):
            picture_of(batch, fresh=False)
    assert not [query for query in queries.captured_queries if "deliveries_delivery" in query["sql"]]


def test_a_change_of_state_is_counted_anew_at_once(batch):
    picture_of(batch, fresh=False)
    become("accepted", "accepted", "accepted", "accepted")
    put(batch, state="finished", finished_at=timezone.now())
    assert picture_of(batch, fresh=False).percent == 100
