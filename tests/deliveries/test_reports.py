"""Reports move deliveries on, once, and never back; what is in doubt is asked after first."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import unquote

import pytest
from pytest_django import Settings

from deliveries import reports
from deliveries.models import Delivery, Provider, ProviderReport
from deliveries.reconciliation import SETTLE_SECONDS
from deliveries.states import DeliveryState
from deliveries.transports.base import Report
from tests.deliveries.rows import accepted, before, chunk, delivery, dispatch, reference
from tests.deliveries.scripted_gateway import CUT, Answer, ScriptedGateway

pytestmark = pytest.mark.django_db

ENDS = [DeliveryState.DELIVERED, DeliveryState.FAILED, DeliveryState.BOUNCED]


def said(row: Delivery, state: DeliveryState, event: str = "", token: str = "", code: str = "4000") -> Report:
    return Report(row.pk, state, "M4Vnew", code, event, token or row.dispatch.token)


def state_of(row: Delivery) -> str:
    row.refresh_from_db()
    return row.state


@pytest.mark.parametrize("before_it", ["accepted", "unknown", "sending"])
@pytest.mark.parametrize("end", ENDS)
def test_what_went_out_comes_to_an_end(before_it: str, end: DeliveryState) -> None:
    row = delivery(dispatch(), before_it)
    assert reports.apply([said(row, end)], "solapi") == 1
    assert state_of(row) == end
    assert row.reported_at is not None
    assert (row.code, row.provider_id) == ("4000", "M4Vnew")


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("late", [*ENDS, DeliveryState.ACCEPTED])
def test_a_late_report_overwrites_no_end(end: DeliveryState, late: DeliveryState) -> None:
    row = delivery(dispatch(), end, code="first")
    assert reports.apply([said(row, late)], "solapi") == 0
    assert state_of(row) == end
    assert row.code == "first"


@pytest.mark.parametrize("other", ["queued", "skipped", "cancelled"])
def test_what_never_went_out_is_not_moved(other: str) -> None:
    row = delivery(dispatch(), other)
    assert reports.apply([said(row, DeliveryState.DELIVERED)], "solapi") == 0
    assert state_of(row) == other


def test_what_is_in_doubt_is_accepted_when_the_provider_knows_it() -> None:
    row = delivery(dispatch(), "unknown")
    assert reports.apply([said(row, DeliveryState.ACCEPTED, code="3000")], "solapi") == 1
    assert state_of(row) == DeliveryState.ACCEPTED
    assert row.accepted_at is not None
    assert row.reported_at is None


def test_pending_moves_nothing_that_is_accepted_or_still_being_sent() -> None:
    parent = dispatch()
    rows = [accepted(parent, seq=1), delivery(parent, "sending", seq=2)]
    assert reports.apply([said(row, DeliveryState.ACCEPTED) for row in rows], "solapi") == 0
    assert [state_of(row) for row in rows] == ["accepted", "sending"]


def test_the_same_event_counts_once_however_often_it_comes() -> None:
    row = delivery(dispatch(), "unknown")
    event = said(row, DeliveryState.ACCEPTED, event="e1")
    assert reports.apply([event, event], "solapi") == 1
    Delivery.objects.filter(pk=row.pk).update(state="unknown")
    assert reports.apply([event], "solapi") == 0
    assert ProviderReport.objects.filter(provider="solapi", event_id="e1").count() == 1


def test_the_same_event_id_of_another_provider_is_another_event() -> None:
    row = accepted(dispatch())
    reports.apply([said(row, DeliveryState.ACCEPTED, event="e1")], "other")
    assert reports.apply([said(row, DeliveryState.DELIVERED, event="e1")], "solapi") == 1


def test_a_report_about_another_dispatchs_token_is_not_believed() -> None:
    row = accepted(dispatch())
    assert reports.apply([said(row, DeliveryState.DELIVERED, token="0123456789ab")], "solapi") == 0
    assert state_of(row) == "accepted"


def test_unknown_ids_are_passed_over_and_the_rest_applies() -> None:
    row = accepted(dispatch())
    stranger = Report(10**15, DeliveryState.DELIVERED, token="00")
    assert reports.apply([stranger, said(row, DeliveryState.DELIVERED)], "solapi") == 1


def test_of_several_reports_at_once_the_first_end_stands() -> None:
    row = accepted(dispatch())
    several = [
        said(row, DeliveryState.ACCEPTED, "e1", code="3000"),
        said(row, DeliveryState.FAILED, "e2", code="3043"),
        said(row, DeliveryState.DELIVERED, "e3", code="4000"),
    ]
    assert reports.apply(several, "solapi") == 1
    assert (state_of(row), row.code) == ("failed", "3043")


@pytest.mark.parametrize(
    ("channel", "said_channel", "state", "kept"),
    [
        ("alimtalk", "sms", DeliveryState.DELIVERED, "sms"),
        ("alimtalk", "sms", DeliveryState.FAILED, "sms"),
        ("alimtalk", "alimtalk", DeliveryState.DELIVERED, ""),
        ("alimtalk", "", DeliveryState.DELIVERED, ""),
        ("sms", "sms", DeliveryState.DELIVERED, ""),
    ],
)
def test_the_channel_that_the_provider_fell_back_to_is_kept(
    channel: str, said_channel: str, state: DeliveryState, kept: str
) -> None:
    row = accepted(dispatch(), channel=channel)
    assert reports.apply([Report(row.pk, state, final_channel=said_channel)], "solapi") == 1
    row.refresh_from_db()
    assert row.final_channel == kept


def test_no_channel_is_kept_before_the_end() -> None:
    row = delivery(dispatch(), "unknown", channel="alimtalk")
    assert reports.apply([Report(row.pk, DeliveryState.ACCEPTED, final_channel="sms")], "solapi") == 1
    row.refresh_from_db()
    assert (row.state, row.final_channel) == ("accepted", "")


def test_nothing_said_moves_nothing() -> None:
    assert reports.apply([], "solapi") == 0


Listing = Callable[..., ScriptedGateway]


@pytest.fixture
def gateway(settings: Settings) -> Iterator[Listing]:
    """A gateway whose answers to the list are given as (delivery, code) pairs, or as they are."""
    started = []

    def start(*answers: list[tuple[Delivery, str]] | Answer) -> ScriptedGateway:
        pages = [answer if not isinstance(answer, list) else _page(answer) for answer in answers]
        started.append(ScriptedGateway(pages))
        settings.SMS_URL, settings.SMS_TIMEOUT = started[-1].url, 1.0
        return started[-1]

    yield start
    for server in started:
        server.stop()


def _page(rows: list[tuple[Delivery, str]]) -> Answer:
    items: dict[str, Any] = {
        row.provider_id or f"M4V{row.pk}": {
            "statusCode": code,
            "customFields": {"reference": reference(row)},
        }
        for row, code in rows
    }
    return 200, {"messageList": items, "nextKey": None}


def test_accepted_messages_without_a_report_are_asked_after(gateway: Listing) -> None:
    parent = dispatch()
    rows = [accepted(parent, seq=seq) for seq in (1, 2, 3)]
    gateway([(rows[0], "4000"), (rows[1], "3032"), (rows[2], "3000")])
    assert reports.poll() == 2
    assert [state_of(row) for row in rows] == ["delivered", "failed", "accepted"]


def test_what_is_still_pending_is_not_asked_after_again_at_once(gateway: Listing) -> None:
    row = accepted(dispatch())
    server = gateway([(row, "3000")])
    assert [reports.poll(), reports.poll()] == [0, 0]
    assert len(server.paths) == 1


@pytest.mark.parametrize("ago", [timedelta(seconds=30), timedelta(days=3, minutes=1)])
def test_fresh_and_very_old_messages_are_not_asked_after(gateway: Listing, ago: timedelta) -> None:
    accepted(dispatch(started_at=before(days=4)), ago=ago)
    server = gateway()
    assert reports.poll() == 0
    assert server.paths == []


def test_email_is_not_asked_after(gateway: Listing) -> None:
    parent = dispatch()
    accepted(parent, seq=1, channel="email")
    delivery(parent, "unknown", seq=2, channel="email")
    server = gateway()
    assert reports.poll() == 0
    assert server.paths == []


@pytest.mark.parametrize(("code", "state"), [("3000", "accepted"), ("4000", "delivered"), ("1062", "failed")])
def test_doubt_ends_when_the_provider_knows_the_message(gateway: Listing, code: str, state: str) -> None:
    row = delivery(dispatch(), "unknown")
    chunk(row.dispatch)
    gateway([(row, code)])
    assert reports.poll() == 1
    assert state_of(row) == state


def test_what_a_whole_list_does_not_name_after_two_minutes_is_sent_again(gateway: Listing) -> None:
    parent = dispatch()
    row, kept = delivery(parent, "unknown"), chunk(parent)
    gateway([], [])
    assert reports.poll() == 0
    assert state_of(row) == "unknown"
    _wait(SETTLE_SECONDS)
    assert reports.poll() == 1
    assert (state_of(row), row.code, row.not_before) == ("queued", "", None)
    kept.refresh_from_db()
    assert (kept.state, kept.enqueued_at, kept.not_before) == ("ready", None, None)


def test_before_two_minutes_its_absence_means_nothing(gateway: Listing) -> None:
    parent = dispatch()
    row = delivery(parent, "unknown")
    chunk(parent)
    server = gateway([])
    reports.poll()
    _wait(SETTLE_SECONDS - 10)
    assert reports.poll() == 0
    assert state_of(row) == "unknown"
    assert len(server.paths) == 1


@pytest.mark.parametrize("answer", [CUT, (500, b""), (200, b"<html>"), (403, b"")])
def test_a_list_that_breaks_off_proves_nothing(gateway: Listing, answer: Answer) -> None:
    parent = dispatch()
    row = delivery(parent, "unknown", not_before=before(seconds=1))
    chunk(parent)
    gateway(answer)
    assert reports.poll() == 0
    assert state_of(row) == "unknown"


@pytest.mark.parametrize(
    ("dispatch_state", "chunk_state"),
    [("sending", "leased"), ("cancelled", "done"), ("finished", "done")],
)
def test_what_nobody_would_send_again_stays_in_doubt(gateway: Listing, dispatch_state: str, chunk_state: str) -> None:
    parent = dispatch(state=dispatch_state)
    row = delivery(parent, "unknown", not_before=before(seconds=1))
    kept = chunk(parent, chunk_state)
    gateway([])
    assert reports.poll() == 0
    assert state_of(row) == "unknown"
    kept.refresh_from_db()
    assert kept.state == chunk_state


def test_only_the_chunks_of_what_is_sent_again_become_ready(gateway: Listing) -> None:
    parent = dispatch(state="paused")
    row = delivery(parent, "unknown", seq=1, not_before=before(seconds=1))
    other = delivery(parent, "delivered", seq=101)
    first, second = chunk(parent, lo=row.pk, hi=row.pk), chunk(parent, lo=other.pk, hi=other.pk)
    gateway([])
    assert reports.poll() == 1
    assert state_of(row) == "queued"
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.state, second.state) == ("ready", "done")


TwoListing = Callable[..., tuple[ScriptedGateway, ScriptedGateway]]


@pytest.fixture
def two_gateways(settings: Settings) -> Iterator[TwoListing]:
    """Two gateways, named one and two; each is given its answers."""
    started = []

    def start(first: list[Answer], second: list[Answer]) -> tuple[ScriptedGateway, ScriptedGateway]:
        started.extend(map(ScriptedGateway, (first, second)))
        settings.SMS_URL = " ".join(f"{server.url}&name={name}" for server, name in zip(started, NAMES, strict=True))
        settings.SMS_TIMEOUT = 1.0
        return started[0], started[1]

    yield start
    for server in started:
        server.stop()


NAMES = ("one", "two")


def provider(name: str) -> Provider:
    return Provider.objects.get_or_create(name=name, channel="sms")[0]


def test_each_gateway_is_asked_about_its_own_messages_and_about_those_of_nobody(two_gateways: TwoListing) -> None:
    parent = dispatch()
    through = [provider("one"), provider("two"), None]
    rows = [accepted(parent, seq=seq, sent_through=sent) for seq, sent in enumerate(through)]
    first, second = two_gateways([_page([(rows[0], "4000")])], [_page([(rows[1], "3032"), (rows[2], "4000")])])
    assert reports.poll() == 3
    assert [state_of(row) for row in rows] == ["delivered", "failed", "delivered"]
    asked = [sorted(re.findall("M4V[0-9]", unquote(server.paths[0]))) for server in (first, second)]
    assert asked == [["M4V0", "M4V2"], ["M4V1", "M4V2"]]


def test_a_gateway_that_is_down_keeps_nobody_from_asking_the_other(two_gateways: TwoListing) -> None:
    parent = dispatch()
    rows = [
        accepted(parent, seq=1, sent_through=provider("one")),
        accepted(parent, seq=2, sent_through=provider("two")),
    ]
    two_gateways([(500, b"")], [_page([(rows[1], "4000")])])
    assert reports.poll() == 1
    assert [state_of(row) for row in rows] == ["accepted", "delivered"]


def test_doubt_about_a_message_ends_with_the_list_of_the_gateway_it_went_to(two_gateways: TwoListing) -> None:
    parent = dispatch()
    row = delivery(parent, "unknown", not_before=before(seconds=1), sent_through=provider("two"))
    chunk(parent)
    first, _ = two_gateways([], [_page([])])
    assert reports.poll() == 1
    row.refresh_from_db()
    assert (row.state, row.sent_through) == ("queued", None)
    assert first.paths == []


@pytest.mark.parametrize("silent", [0, 1])
@pytest.mark.parametrize("broken", [CUT, (500, b""), (200, b"<html>")])
def test_a_dead_gateways_silence_proves_nothing_about_what_it_may_have(
    two_gateways: TwoListing, silent: int, broken: Answer
) -> None:
    parent = dispatch()
    rows = [
        delivery(parent, "unknown", seq=seq, not_before=before(seconds=1), sent_through=sent)
        for seq, sent in enumerate((provider(NAMES[silent]), None))
    ]
    chunk(parent)
    answers = [[_page([])], [_page([])]]
    answers[silent] = [broken]
    two_gateways(*answers)
    assert reports.poll() == 0
    assert [state_of(row) for row in rows] == ["unknown", "unknown"]


def test_what_may_be_anywhere_is_sent_again_when_no_gateway_has_it(two_gateways: TwoListing) -> None:
    parent = dispatch()
    row = delivery(parent, "unknown", not_before=before(seconds=1))
    chunk(parent)
    two_gateways([_page([])], [_page([])])
    assert reports.poll() == 1
    assert state_of(row) == "queued"


@pytest.mark.parametrize("knowing", [0, 1])
def test_what_may_be_anywhere_stays_where_one_gateway_knows_it(two_gateways: TwoListing, knowing: int) -> None:
    parent = dispatch()
    row = delivery(parent, "unknown", not_before=before(seconds=1))
    chunk(parent)
    answers = [[_page([])], [_page([])]]
    answers[knowing] = [_page([(row, "3000")])]
    two_gateways(*answers)
    assert reports.poll() == 1
    assert state_of(row) == "accepted"


def test_what_a_gateway_has_that_is_no_longer_set_up_stays_in_doubt(gateway: Listing) -> None:
    parent = dispatch()
    rows = [
        delivery(parent, "unknown", seq=1, not_before=before(seconds=1), sent_through=provider("gone")),
        accepted(parent, seq=2, sent_through=provider("gone")),
    ]
    chunk(parent)
    server = gateway()
    assert reports.poll() == 0
    assert [state_of(row) for row in rows] == ["unknown", "accepted"]
    assert server.paths == []


def test_kakao_messages_are_asked_after_and_settled_too(gateway: Listing) -> None:
    parent = dispatch()
    row = accepted(parent, seq=1, channel="alimtalk")
    doubtful = delivery(parent, "unknown", seq=2, channel="alimtalk", not_before=before(seconds=1))
    chunk(parent, channel="alimtalk")
    gateway([(row, "4000")], [])
    assert reports.poll() == 2
    assert (state_of(row), state_of(doubtful)) == ("delivered", "queued")


def test_without_a_gateway_nothing_is_asked(settings: Settings) -> None:
    settings.SMS_URL = ""
    accepted(dispatch())
    assert reports.poll() == 0


def _wait(seconds: float) -> None:
    """Let time pass for the deliveries in doubt, by the database's clock."""
    for row in Delivery.objects.exclude(not_before=None):
        Delivery.objects.filter(pk=row.pk).update(not_before=row.not_before - timedelta(seconds=seconds))
