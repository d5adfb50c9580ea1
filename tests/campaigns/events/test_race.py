"""Two hundred people race for thirty places over four routes; then places come back while others still register."""

from collections import Counter, defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Barrier
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from campaigns.events import places
from campaigns.models import Event, Registration, RegistrationState
from deliveries.models import TransactionalMessage
from tests.campaigns.events.making import COUNTER, PHONE, SMS, event, people, recount
from tests.people import clerk
from tests.residents.visiting import visiting

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

PEOPLE, PLACES, LATER, AT_ONCE = 200, 30, 20, 16


def _at_once(calls: list[Callable[[], Any]]) -> None:
    """Run the calls in threads with a connection each, which begin together."""
    begin = Barrier(AT_ONCE)

    def run(part: int) -> None:
        try:
            begin.wait(timeout=30)
            for call in calls[part::AT_ONCE]:
                call()
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(run, range(AT_ONCE)))


def _over_the_web(browser, found: Event) -> Callable[[], None]:
    """Click twice on the one button, as an impatient person does."""
    address = reverse("my_events:join", args=[found.slug])

    def click() -> None:
        assert {browser.post(address).status_code for _ in range(2)} == {302}

    return click


def _told() -> dict[str, list[str]]:
    """What each person was told, in order: number → kinds."""
    told: dict[str, list[str]] = defaultdict(list)
    for message in TransactionalMessage.objects.order_by("pk"):
        told[message.address].append(message.kind)
    return told


def _line(found: Event) -> list[Registration]:
    return list(found.registrations.filter(state=RegistrationState.WAITING).order_by("rank"))


def test_two_hundred_people_race_for_thirty_places_over_four_routes() -> None:
    everybody = people(PEOPLE + LATER)
    racing, later = everybody[:PEOPLE], everybody[PEOPLE:]
    found, by = event(PLACES, slug="race", offer_hours=1), clerk()
    calls: list[Callable[[], Any]] = []
    for number, one in enumerate(racing):
        if number % 4 == 0:
            calls.append(_over_the_web(visiting(one), found))
        else:
            route = (COUNTER, PHONE, SMS)[number % 4 - 1]
            clerk_or_none = None if route == SMS else by
            calls.append(
                lambda one=one, route=route, who=clerk_or_none: places.register(
                    found, resident=one, route=route, by=who
                )
            )
    Random(3).shuffle(calls)
    _at_once(calls)

    found.refresh_from_db()
    states = Counter(found.registrations.values_list("state", flat=True))
    assert states == {"registered": PLACES, "waiting": PEOPLE - PLACES}
    assert found.seats_taken == recount(found) == PLACES
    waiting = _line(found)
    assert [one.rank for one in waiting] == list(range(1, PEOPLE - PLACES + 1))
    assert [one.pk for one in waiting] == sorted(one.pk for one in waiting)  # in the order in which they came
    assert {route for (route,) in found.registrations.values_list("route")} == {"web", "counter", "phone", "sms"}
    told = _told()
    assert len(told) == PEOPLE
    assert Counter(tuple(kinds) for kinds in told.values()) == {
        ("event_registered",): PLACES,
        ("event_waiting",): PEOPLE - PLACES,
    }
    _places_come_back(found, waiting, later)


def _places_come_back(found: Event, waiting: list[Registration], later: list[Any]) -> None:
    """Ten cancel while twenty others register; then half of the offers are taken and the rest run out."""
    gone = list(found.registrations.filter(state=RegistrationState.REGISTERED)[:10])
    calls = [lambda one=one: places.cancel(one, route=PHONE) for one in gone]
    calls += [lambda one=one: places.register(found, resident=one, route=SMS) for one in later]
    Random(4).shuffle(calls)
    _at_once(calls)
    offered = list(found.registrations.filter(state=RegistrationState.OFFERED).order_by("rank"))
    assert [one.pk for one in offered] == [one.pk for one in waiting[:10]]  # nobody came in between
    found.refresh_from_db()
    assert found.seats_taken == recount(found) == PLACES

    until = max(one.offered_until for one in offered if one.offered_until)
    taken, silent = offered[:5], offered[5:]
    _at_once([lambda one=one: places.accept(one, route=SMS) for one in [*taken, *taken]])
    with time_machine.travel(until):
        more = list(found.registrations.filter(state=RegistrationState.REGISTERED)[:3])
        calls = [places.expire_offers, places.expire_offers]
        calls += [lambda one=one: places.cancel(one, route=PHONE) for one in [*more, *more]]
        _at_once(calls)
    asked_next = list(found.registrations.filter(state=RegistrationState.OFFERED).order_by("rank"))
    assert [one.pk for one in asked_next] == [one.pk for one in waiting[10:18]]
    found.refresh_from_db()
    assert found.seats_taken == recount(found) == PLACES
    numbers = {one.pk: one.resident.contacts.get().address for one in [*taken, *silent, *asked_next]}
    told = _told()
    cancelled = {one.pk for one in more}
    for one in taken:
        end = ["event_cancelled"] if one.pk in cancelled else []
        assert told[numbers[one.pk]] == ["event_waiting", "event_offered", "event_registered", *end]
    for one in silent:
        assert told[numbers[one.pk]] == ["event_waiting", "event_offered", "event_expired"]
    for one in asked_next:
        assert told[numbers[one.pk]] == ["event_waiting", "event_offered"]
