"""One breaker for all workers: opened by failures in a row, probed by one, closed by what that one found."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from deliveries import breaker
from deliveries.breaker import Condition
from deliveries.models import Provider
from deliveries.providers import ProviderSettings
from residents.models import Channel
from tests.deliveries.threads import at_once

pytestmark = pytest.mark.django_db

RELAY = ProviderSettings("relay", Channel.EMAIL, "smtp://relay.example")


@pytest.fixture(autouse=True)
def numbers(settings: Settings) -> None:
    settings.DELIVERY_BREAKER_FAILURES = 3
    settings.DELIVERY_BREAKER_SECONDS, settings.DELIVERY_BREAKER_MAX_SECONDS = 5.0, 30.0
    settings.DELIVERY_BREAKER_RAMP_SECONDS, settings.DELIVERY_RETRY_SECONDS = 20.0, 2.0


@pytest.fixture
def relay() -> Provider:
    breaker.conditions([RELAY])
    return Provider.objects.get(name="relay")


def fail(provider: Provider, times: int = 1, *, alone: bool = False, probe: datetime | None = None) -> None:
    for number in range(times):
        breaker.failed(provider.pk, f"trouble {number}", probe=probe, alone=alone)
    provider.refresh_from_db()


def work(provider: Provider, *, alone: bool = False, probe: datetime | None = None) -> None:
    breaker.worked(provider.pk, probe=probe, alone=alone)
    provider.refresh_from_db()


def wait(provider: Provider, seconds: float) -> None:
    """Let time pass for the provider, by the database's clock."""
    for name in ("retry_at", "closed_at"):
        if moment := getattr(provider, name):
            Provider.objects.filter(pk=provider.pk).update(**{name: moment - timedelta(seconds=seconds)})
    provider.refresh_from_db()


def pause(provider: Provider) -> float:
    assert provider.retry_at is not None
    return round((provider.retry_at - timezone.now()).total_seconds())


def probe(provider: Provider) -> datetime:
    """Wait until it may be tried, and win the right to try it."""
    wait(provider, 3600)
    won = breaker.win_probe(provider.pk)
    assert won is not None
    provider.refresh_from_db()
    return won


def condition(closed_for: float | None) -> Condition:
    return Condition(1, "closed", 0, "", 0.0, closed_for)


def test_a_provider_gets_its_row_when_it_is_first_used_and_keeps_it() -> None:
    (known,) = breaker.conditions([RELAY])
    assert breaker.conditions([RELAY]) == [known]
    row = Provider.objects.get()
    assert (row.pk, row.name, row.channel, row.breaker) == (known.provider_id, "relay", "email", "closed")
    assert known.in_order


def test_fewer_failures_than_the_limit_leave_it_in_use_with_its_trouble(relay: Provider) -> None:
    fail(relay, 2)
    assert (relay.breaker, relay.failures, relay.trouble) == ("closed", 2, "trouble 1")
    assert relay.trouble_at is not None
    (known,) = breaker.conditions([RELAY])
    assert known.closed and not known.in_order


def test_a_success_between_failures_begins_the_count_anew(relay: Provider) -> None:
    fail(relay, 2)
    work(relay)
    fail(relay, 2)
    assert (relay.breaker, relay.failures) == ("closed", 2)


def test_failures_in_a_row_open_it_for_the_first_pause(relay: Provider) -> None:
    fail(relay, 3)
    assert (relay.breaker, pause(relay)) == ("open", 5)
    (known,) = breaker.conditions([RELAY])
    assert not known.closed
    assert 4 < known.wait <= 5


def test_windows_that_were_still_in_flight_neither_lengthen_the_pause_nor_close_it(relay: Provider) -> None:
    fail(relay, 3 + 5)
    work(relay)
    assert (relay.breaker, relay.failures, pause(relay)) == ("open", 3, 5)
    assert relay.worked_at is not None


def test_nobody_tries_before_the_pause_is_over(relay: Provider) -> None:
    assert breaker.win_probe(relay.pk) is None
    fail(relay, 3)
    wait(relay, 4)
    assert breaker.win_probe(relay.pk) is None


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_many_workers_exactly_one_tries(relay: Provider) -> None:
    fail(relay, 3)
    wait(relay, 6)
    won = at_once(8, lambda: breaker.win_probe(relay.pk))
    relay.refresh_from_db()
    assert [token for token in won if token] == [relay.retry_at]
    assert relay.breaker == "probing"


def test_a_probe_that_worked_closes_it(relay: Provider) -> None:
    fail(relay, 3)
    work(relay, probe=probe(relay))
    assert (relay.breaker, relay.failures, relay.retry_at) == ("closed", 0, None)
    assert relay.closed_at is not None


def test_each_probe_that_failed_doubles_the_pause_up_to_the_longest(relay: Provider) -> None:
    fail(relay, 3)
    pauses = []
    for _ in range(5):
        fail(relay, probe=probe(relay))
        assert relay.breaker == "open"
        pauses.append(pause(relay))
    assert pauses == [10, 20, 30, 30, 30]


def test_after_it_was_back_the_pauses_begin_anew(relay: Provider) -> None:
    fail(relay, 3)
    fail(relay, probe=probe(relay))
    work(relay, probe=probe(relay))
    fail(relay, 3)
    assert pause(relay) == 5


def test_a_prober_that_died_is_followed_by_another_and_changes_nothing_if_it_rises(
    relay: Provider, settings: Settings
) -> None:
    settings.DELIVERY_LEASE_SECONDS = 40
    fail(relay, 3)
    dead = probe(relay)
    wait(relay, 39)
    assert breaker.win_probe(relay.pk) is None
    wait(relay, 2)
    second = breaker.win_probe(relay.pk)
    assert second is not None
    work(relay, probe=dead)
    fail(relay, probe=dead)
    breaker.give_back(relay.pk, dead)
    relay.refresh_from_db()
    assert (relay.breaker, relay.retry_at) == ("probing", second)
    work(relay, probe=second)
    assert relay.breaker == "closed"


def test_a_probe_that_had_nothing_to_hand_over_goes_to_whoever_is_next(relay: Provider) -> None:
    fail(relay, 3)
    breaker.give_back(relay.pk, probe(relay))
    relay.refresh_from_db()
    assert (relay.breaker, relay.failures) == ("open", 3)
    assert breaker.win_probe(relay.pk) is not None


def test_a_lone_provider_is_open_for_the_usual_pause_of_a_chunk_and_closes_by_any_success(relay: Provider) -> None:
    fail(relay, 30, alone=True)
    assert (relay.breaker, relay.failures, pause(relay)) == ("open", 30, 2)
    work(relay, alone=True)
    assert (relay.breaker, relay.failures) == ("closed", 0)


def test_a_lone_use_does_not_take_the_probe_from_its_prober(relay: Provider) -> None:
    fail(relay, 3)
    token = probe(relay)
    fail(relay, alone=True)
    assert (relay.breaker, relay.retry_at) == ("probing", token)


@pytest.mark.parametrize("become", [lambda relay: fail(relay, 3), lambda relay: (fail(relay, 3), probe(relay))])
def test_a_clock_that_was_set_back_keeps_nobody_out(relay: Provider, become: Callable[[Provider], object]) -> None:
    become(relay)
    wait(relay, -3600)
    assert breaker.conditions([RELAY])[0].wait == 0
    assert breaker.win_probe(relay.pk) is not None


@pytest.mark.parametrize(
    ("closed_for", "share"), [(None, 4.0), (20.0, 4.0), (10.0, 2.0), (5.0, 1.0), (0.0, 0.2), (10**6, 4.0)]
)
def test_after_closing_its_share_of_the_traffic_grows(closed_for: float | None, share: float) -> None:
    assert condition(closed_for).share(4) == pytest.approx(share)


def test_without_a_ramp_it_has_its_share_at_once(settings: Settings) -> None:
    settings.DELIVERY_BREAKER_RAMP_SECONDS = 0
    assert condition(0.0).share(4) == 4.0


def test_the_time_since_closing_is_the_databases(relay: Provider) -> None:
    fail(relay, 3)
    work(relay, probe=probe(relay))
    wait(relay, 12)
    assert breaker.conditions([RELAY])[0].closed_for == pytest.approx(12, abs=2)


def test_a_long_trouble_is_cut_to_what_the_row_holds(relay: Provider) -> None:
    breaker.failed(relay.pk, "가" * 10_000, probe=None, alone=False)
    relay.refresh_from_db()
    assert relay.trouble == "가" * 200
