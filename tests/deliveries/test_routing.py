"""Which provider a window goes through."""

import os
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone, translation
from pytest_django import Settings

from deliveries import routing
from deliveries.breaker import PROBE_WINDOW
from deliveries.content import Compiled, CompiledContent, plain_text
from deliveries.models import Provider
from deliveries.routing import Way, way_for
from deliveries.transports.base import Message, TransportUnavailable
from tests.deliveries.scripted_smtp import ScriptedSmtp

pytestmark = pytest.mark.django_db

A, B, C = (f"smtp://{name}.example?name={name}" for name in "abc")
SMS = "solapi://key:geheim@127.0.0.1:1026?from=0212345678&scheme=http"


@pytest.fixture(autouse=True)
def fresh(settings: Settings) -> Iterator[None]:
    settings.EMAIL_URL, settings.SMS_URL = f"{A} {B}", SMS
    settings.DELIVERY_BREAKER_FAILURES, settings.DELIVERY_BREAKER_RAMP_SECONDS = 3, 0.0
    settings.DELIVERY_BREAKER_SECONDS, settings.DELIVERY_BREAKER_MAX_SECONDS = 5.0, 60.0
    routing.forget()
    with translation.override("en"):
        yield
    routing.forget()


def names(number: int, channel: str = "email", **options: set[int]) -> Counter[str]:
    return Counter(way_for(channel, **options).settings.name for _ in range(number))


def pk_of(name: str) -> int:
    return Provider.objects.get(name=name).pk


def way_through(name: str, channel: str = "email") -> Way:
    """Ask until the turn comes to ``name``."""
    return next(way for _ in range(100) if (way := way_for(channel)).settings.name == name)


def fail(way: Way, said: str = "nobody answers") -> TransportUnavailable:
    error = TransportUnavailable(said)
    routing.failed(way, error)
    return error


def open_breaker(name: str, said: str = "nobody answers") -> None:
    way = way_through(name)
    for _ in range(3):
        fail(way, said)
    assert breaker_of(name) == "open"


def breaker_of(name: str) -> str:
    return Provider.objects.get(name=name).breaker


def wait(name: str, seconds: float) -> None:
    """Let time pass for one provider, and for what this process remembers of it."""
    ago = timedelta(seconds=seconds)
    Provider.objects.filter(name=name).update(retry_at=F("retry_at") - ago, closed_at=F("closed_at") - ago)
    routing.forget()


def test_a_way_names_the_row_the_settings_and_the_transport() -> None:
    way = way_for("sms")
    row = Provider.objects.get()
    assert (way.provider_id, row.name, row.channel) == (row.pk, "127.0.0.1:1026", "sms")
    assert (way.settings.name, way.channel, way.window, way.alone) == (row.name, "sms", None, True)


def test_providers_take_turns_by_weight(settings: Settings) -> None:
    settings.EMAIL_URL = f"{A}&weight=5 {B}&weight=3 {C}"
    assert names(90) == {"a": 50, "b": 30, "c": 10}


def test_turns_are_spread_evenly(settings: Settings) -> None:
    settings.EMAIL_URL = f"{A}&weight=2 {B}"
    taken = [way_for("email").settings.name for _ in range(9)]
    assert all(Counter(taken[n : n + 3]) == {"a": 2, "b": 1} for n in (0, 3, 6))


def test_a_process_keeps_one_transport_per_provider() -> None:
    assert way_through("a").transport is way_through("a").transport
    assert way_through("a").transport is not way_through("b").transport
    assert way_for("sms").transport is way_for("alimtalk").transport


def test_a_forked_child_makes_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    parents = way_for("sms").transport
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert way_for("sms").transport is not parents


def test_a_setting_that_is_missing_is_said(settings: Settings) -> None:
    settings.EMAIL_URL = ""
    with pytest.raises(TransportUnavailable, match="EMAIL_URL") as error:
        way_for("email")
    assert error.value.retry_in is None


def test_while_all_is_in_order_windows_cost_no_statement(django_assert_num_queries: Callable) -> None:
    for way in (way_through("a"), way_through("b")):
        routing.worked(way)
    with django_assert_num_queries(0):
        for _ in range(100):
            routing.worked(way_for("email"))
            routing.unused(way_for("email"))


def test_that_it_works_is_noted_again_after_some_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    way = way_through("a")
    routing.worked(way)
    Provider.objects.update(worked_at=None)
    now = time.monotonic() + routing.NOTE_EVERY
    monkeypatch.setattr(time, "monotonic", lambda: now)
    routing.worked(way)
    assert Provider.objects.get(name="a").worked_at is not None


def test_after_a_second_a_breaker_that_another_process_opened_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    assert names(10) == {"a": 5, "b": 5}
    Provider.objects.filter(name="a").update(breaker="open", retry_at=timezone.now() + timedelta(seconds=50))
    now = time.monotonic() + routing.READ_EVERY + 0.1
    monkeypatch.setattr(time, "monotonic", lambda: now)
    assert names(10) == {"b": 10}


def test_a_provider_that_fails_is_left_out_and_the_chunk_goes_on_at_once() -> None:
    way = way_through("a")
    assert [fail(way).retry_in for _ in range(3)] == [0.0, 0.0, 0.0]
    assert breaker_of("a") == "open"
    assert names(10) == {"b": 10}


def test_a_success_after_a_failure_is_noted_at_once() -> None:
    fail(way_through("a"))
    routing.worked(way_through("a"))
    assert Provider.objects.get(name="a").failures == 0


def test_when_none_may_be_used_the_trouble_of_the_next_is_said_and_when_it_is_tried() -> None:
    open_breaker("a", "a is down")
    wait("a", 2)
    open_breaker("b", "b is down")
    with pytest.raises(TransportUnavailable, match="a is down") as error:
        way_for("email")
    assert error.value.retry_in == pytest.approx(3, abs=1)


def test_the_last_one_that_fails_lets_the_chunk_wait_the_usual_time() -> None:
    open_breaker("a")
    way = way_through("b")
    assert [fail(way).retry_in for _ in range(3)] == [None, None, None]


def test_after_the_pause_one_window_tries_it_small_and_the_others_go_elsewhere() -> None:
    open_breaker("a")
    wait("a", 6)
    trying = way_for("email")
    assert (trying.settings.name, trying.window) == ("a", PROBE_WINDOW)
    assert breaker_of("a") == "probing"
    assert names(10) == {"b": 10}
    routing.worked(trying)
    assert breaker_of("a") == "closed"
    assert names(10) == {"a": 5, "b": 5}


def test_a_probe_that_fails_leaves_it_out_for_longer_and_costs_the_chunk_no_wait() -> None:
    open_breaker("a")
    wait("a", 6)
    assert fail(way_for("email")).retry_in == 0.0
    wait("a", 6)
    assert names(10) == {"b": 10}
    wait("a", 5)
    assert way_for("email").window == PROBE_WINDOW


def test_a_probe_without_anything_to_send_goes_to_the_next() -> None:
    open_breaker("a")
    wait("a", 6)
    routing.unused(way_for("email"))
    assert way_for("email").window == PROBE_WINDOW


def test_while_the_only_hope_is_being_tried_the_others_ask_again_soon(settings: Settings) -> None:
    settings.DELIVERY_RETRY_SECONDS = 0.5
    open_breaker("a")
    open_breaker("b")
    wait("a", 6)
    assert way_for("email").window == PROBE_WINDOW
    with pytest.raises(TransportUnavailable) as error:
        way_for("email")
    assert error.value.retry_in == 0.5


def test_one_that_is_back_gets_its_share_little_by_little(settings: Settings) -> None:
    settings.DELIVERY_BREAKER_RAMP_SECONDS = 40.0
    open_breaker("a")
    wait("a", 6)
    routing.worked(way_for("email"))
    wait("a", 4)
    assert names(110)["a"] in range(8, 15)
    wait("a", 36)
    assert names(20)["a"] in range(8, 13)


def test_a_lone_provider_is_always_tried_and_back_at_once(settings: Settings) -> None:
    settings.EMAIL_URL = A
    for _ in range(20):
        assert fail(way_for("email")).retry_in is None
    assert breaker_of("a") == "open"
    routing.worked(way_for("email"))
    assert breaker_of("a") == "closed"


def test_those_that_are_left_out_are_passed_over_and_it_is_said_when_none_is_left() -> None:
    names(2)
    assert names(5, without={pk_of("a")}) == {"b": 5}
    with pytest.raises(TransportUnavailable, match="No provider can take messages") as error:
        way_for("email", without={pk_of("a"), pk_of("b")})
    assert error.value.retry_in is not None


def test_channels_do_not_know_of_each_others_troubles() -> None:
    open_breaker("a")
    open_breaker("b")
    assert way_for("sms").settings.name == "127.0.0.1:1026"


def test_gateways_report_under_the_id_that_their_deliveries_carry(settings: Settings) -> None:
    settings.SMS_URL = f"{SMS}&name=one {SMS}&name=two"
    reporters = routing.reporting_transports()
    assert [reporter.provider_id for reporter in reporters] == [pk_of("one"), pk_of("two")]
    assert reporters[0].transport is way_through("one", "sms").transport


@pytest.mark.parametrize("url", ["", "nonsense"])
def test_without_a_gateway_nothing_reports(settings: Settings, url: str) -> None:
    settings.SMS_URL = url
    assert routing.reporting_transports() == []


def test_when_a_relay_goes_away_and_comes_back_everything_still_arrives_once(settings: Settings) -> None:
    dying, living = ScriptedSmtp({"connect": [None] + ["421 4.3.2 not now"] * 3}), ScriptedSmtp()
    settings.EMAIL_URL = f"{dying.url} {living.url}"
    for number in range(10):
        hand_over(number)
        if number == 1:
            dying.hang_up()
    name = f"127.0.0.1:{dying.port}"
    assert (len(dying.bodies), len(living.bodies), breaker_of(name)) == (1, 9, "open")
    wait(name, 6)
    for number in range(10, 20):
        hand_over(number)
    assert (len(dying.bodies), len(living.bodies), breaker_of(name)) == (1 + 5, 9 + 5, "closed")
    dying.stop(), living.stop()


def hand_over(number: int) -> None:
    """Do what a worker does with a window, until it is handed over."""
    text = Compiled("안내", plain_text)
    message = Message(number, f"ab.{number}", f"p{number}@example.com", CompiledContent(text, text, None))
    for _ in range(10):
        way = way_for("email")
        try:
            list(way.transport.send([message]))
        except TransportUnavailable as error:
            routing.failed(way, error)
            assert error.retry_in == 0.0
        else:
            return routing.worked(way)
    raise AssertionError("no provider took it")
