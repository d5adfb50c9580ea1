"""No faster than the limits, whoever asks and however many at once."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db.models import F
from django.utils import timezone

from deliveries import rates
from deliveries.models import RateBucket
from deliveries.rates import Grant
from tests.deliveries.threads import at_once

pytestmark = pytest.mark.django_db

DISPATCH, PROVIDER = 7, 3


def take(wanted: int, *, dispatch: float | None = None, provider: float | None = None) -> Grant:
    return rates.take(DISPATCH, dispatch, PROVIDER, provider, wanted)


def wait(seconds: float) -> None:
    """Let time pass for the buckets, by the database's clock."""
    RateBucket.objects.update(filled_at=F("filled_at") - timedelta(seconds=seconds))


def fill(tokens: float, *, dispatch: bool = False) -> None:
    """Fill the buckets, and let nothing flow in for some seconds."""
    for name in ("provider:3", "dispatch:7")[: 1 + dispatch]:
        RateBucket.objects.create(name=name)
    RateBucket.objects.update(tokens=tokens, filled_at=timezone.now() + timedelta(seconds=9))


def held() -> dict[str, float]:
    return dict(RateBucket.objects.values_list("name", "tokens"))


@pytest.mark.parametrize("wanted", [0, 1, 50, 10**6])
def test_without_a_limit_everything_goes_and_nothing_is_asked(wanted: int, django_assert_num_queries: Callable) -> None:
    with django_assert_num_queries(0):
        grant = take(wanted)
        rates.give_back(grant, wanted)
    assert grant == Grant(wanted, 0.0)
    assert not RateBucket.objects.exists()


@pytest.mark.parametrize("wanted", [0, -1])
def test_nothing_wanted_is_nothing_taken(wanted: int) -> None:
    assert take(wanted, provider=5) == Grant(0)


def test_the_first_goes_at_once_and_the_others_at_the_rate() -> None:
    assert take(50, provider=8).granted == 1
    assert take(50, provider=8).granted == 0
    wait(0.5)
    assert take(50, provider=8).granted == 4


def test_none_left_says_when_there_is_one() -> None:
    take(50, provider=2)
    grant = take(50, provider=2)
    assert (grant.granted, grant.limits) == (0, ())
    assert grant.wait == pytest.approx(0.5, abs=0.1)
    wait(grant.wait)
    assert take(50, provider=2).granted == 1


def test_a_slow_rate_is_kept_over_minutes() -> None:
    take(50, dispatch=0.05)
    wait(19)
    assert take(50, dispatch=0.05).granted == 0
    wait(1)
    assert [take(50, dispatch=0.05).granted for _ in range(3)] == [1, 0, 0]


@pytest.mark.parametrize(("per_second", "burst"), [(40, 40), (1, 1), (0.1, 1), (2.5, 2)])
def test_after_a_quiet_time_at_most_a_second_of_it_goes_at_once(per_second: float, burst: int) -> None:
    take(1, provider=per_second)
    wait(3600)
    assert take(1000, provider=per_second).granted == burst


def test_only_what_is_wanted_is_taken() -> None:
    fill(40)
    assert [take(15, provider=100).granted for _ in range(3)] == [15, 15, 10]


def test_of_two_limits_the_tighter_one_holds_and_both_are_charged() -> None:
    fill(30, dispatch=True)
    RateBucket.objects.filter(name="dispatch:7").update(tokens=8)
    assert take(20, dispatch=10, provider=100).granted == 8
    assert held() == pytest.approx({"dispatch:7": 0, "provider:3": 22})
    assert take(20, dispatch=10, provider=100).granted == 0
    assert held() == pytest.approx({"dispatch:7": 0, "provider:3": 22})


def test_the_wait_is_that_of_the_emptier_bucket() -> None:
    fill(0, dispatch=True)
    RateBucket.objects.update(filled_at=timezone.now())
    assert take(1, dispatch=0.5, provider=100).wait == pytest.approx(2, abs=0.3)


def test_a_full_stream_is_not_taken_one_by_one() -> None:
    fill(8)
    grant = take(50, provider=100)
    assert (grant.granted, grant.wait) == (0, pytest.approx(0.02))
    assert take(8, provider=100).granted == 8


def test_what_was_not_used_goes_back_to_both_and_no_bucket_runs_over() -> None:
    fill(5, dispatch=True)
    grant = take(4, dispatch=5, provider=5)
    rates.give_back(grant, 3)
    assert held() == pytest.approx({"dispatch:7": 4, "provider:3": 4})
    rates.give_back(grant, 10**6)
    assert held() == pytest.approx({"dispatch:7": 5, "provider:3": 5})


@pytest.mark.parametrize("unused", [0, -3])
def test_nothing_unused_gives_nothing_back(unused: int) -> None:
    fill(5)
    rates.give_back(take(4, provider=5), unused)
    assert held() == pytest.approx({"provider:3": 1})


def test_dispatches_and_providers_of_one_number_do_not_share_a_bucket() -> None:
    rates.take(3, 10, 3, 10, 1)
    assert held().keys() == {"dispatch:3", "provider:3"}


@pytest.mark.parametrize("per_second", [0.0, -1.0, 1e-12])
def test_a_limit_of_nothing_is_very_slow_and_breaks_nothing(per_second: float) -> None:
    take(1, dispatch=per_second)
    grant = take(1, dispatch=per_second)
    assert (grant.granted, grant.wait) == (0, pytest.approx(1000, rel=0.01))


def test_a_clock_that_was_set_back_stops_nothing() -> None:
    take(1, provider=10)
    wait(-3600)
    assert [take(50, provider=10).granted for _ in range(2)] == [10, 0]
    wait(0.5)
    assert take(50, provider=10).granted == 5


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_workers_never_take_more_than_there_is_nor_leave_any() -> None:
    fill(500, dispatch=True)

    def everything() -> int:
        taken = 0
        for wanted in (7, 1):
            while (grant := take(wanted, dispatch=501, provider=1000)).granted:
                rates.give_back(grant, grant.granted // 3)
                taken += grant.granted - grant.granted // 3
        return taken

    assert sum(at_once(6, everything)) == 500
    assert held() == pytest.approx({"dispatch:7": 0, "provider:3": 0})


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_workers_that_meet_a_new_limit_make_one_bucket_and_take_one() -> None:
    assert sum(grant.granted for grant in at_once(6, lambda: take(50, provider=0.01))) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_workers_together_keep_to_the_rate_and_use_it() -> None:
    rate, until = 200.0, time.monotonic() + 1.5
    began = time.monotonic()

    def work() -> int:
        taken = 0
        while time.monotonic() < until:
            grant = take(10, provider=rate)
            taken += grant.granted
            time.sleep(grant.wait)
        return taken

    total = sum(at_once(4, work))
    assert total <= rate / 10 + rate * (time.monotonic() - began)
    assert total >= 0.5 * rate * 1.5
