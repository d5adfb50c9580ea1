"""The door: check-ins that come late, twice, and from two phones; links of QR codes; who may stand there."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from campaigns.desk import door
from campaigns.events import places
from campaigns.models import Registration
from tests import people
from tests.campaigns.events.making import COUNTER, STARTS, event, join
from tests.campaigns.events.making import people as residents

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_it_begins():
    with time_machine.travel(STARTS, tick=False):
        yield


def send(client, made, *noted: tuple[Registration | str, int, int]):
    """Send what a phone noted: whom, how many, how many minutes ago."""
    body = [
        {
            "key": door.key_of(one.token) if isinstance(one, Registration) else one,
            "seats": seats,
            "at": (timezone.now() - timedelta(minutes=ago)).timestamp() * 1000,
        }
        for one, seats, ago in noted
    ]
    return client.post(f"/staff/events/{made.pk}/door/send", json.dumps(body), content_type="application/json")


def registered(number: int = 2, **values) -> tuple:
    with time_machine.travel(STARTS - timedelta(days=3)):
        made = event(capacity=9, companions_at_most=2, **values)
        return made, *join(made, *residents(number), seats=2)


def test_the_list_of_a_phone_holds_no_token_and_no_whole_number(officer) -> None:
    made, one, _two = registered()

    page = officer.get(f"/staff/events/{made.pk}/door")

    assert one.token not in page.content.decode() and "20000000" not in page.content.decode()
    assert next(entry["key"] for entry in page.context["entries"]) == door.key_of(one.token)


def test_check_ins_arrive_later_with_their_own_time_and_twice_is_as_once(officer) -> None:
    made, one, two = registered()

    assert send(officer, made, (one, 2, 40), (two, 1, 39)).json() == {"results": ["in", "in"], "came": 3}
    assert send(officer, made, (one, 2, 1), ("0" * 32, 1, 1)).json() == {"results": ["again", "unknown"], "came": 3}
    one.refresh_from_db()
    assert (one.came_seats, one.came_at) == (2, STARTS - timedelta(minutes=40))


def test_who_cancelled_meanwhile_is_told_to_the_phone_and_a_wrong_clock_does_no_harm(officer) -> None:
    made, one, two = registered()
    places.cancel(one, route=COUNTER)

    assert send(officer, made, (one, 1, 5), (two, 1, -500)).json()["results"] == ["no_place", "in"]
    two.refresh_from_db()
    assert two.came_at == STARTS


@pytest.mark.parametrize("body", ["", "{}", "[1]", '[{"key": "x"}]', '[{"key": "x", "seats": "a", "at": 1}]'])
def test_what_is_no_list_of_check_ins_is_refused(officer, body) -> None:
    made, *_ = registered()
    answer = officer.post(f"/staff/events/{made.pk}/door/send", body, content_type="application/json")
    assert answer.status_code == 400


def test_without_a_script_a_code_or_a_name_is_found_checked_in_and_taken_back(officer) -> None:
    made, one, _two = registered()
    page = f"/staff/events/{made.pk}/door"

    code = door.code_of(one.token)
    assert [row.pk for row in officer.post(page, {"typed": f"{code[:3]} {code[3:]}"}).context["found"]] == [one.pk]
    assert [row.pk for row in officer.post(page, {"typed": "주민0"}).context["found"]] == [one.pk]
    officer.post(f"{page}/{one.pk}", {"seats": "2"})
    assert Registration.objects.get(pk=one.pk).came_seats == 2
    officer.post(f"{page}/{one.pk}", {"seats": "0"})
    assert Registration.objects.get(pk=one.pk).came_at is None


def test_the_link_of_a_code_checks_in_for_who_stands_at_this_door_only(officer, at_desk) -> None:
    _made, one, _two = registered()
    address = f"/staff/events/check-in/{one.token}"

    assert at_desk(people.officer("stranger", department="민방위팀")).post(address).status_code == 404
    officer.post(address, {"seats": "2"})
    assert Registration.objects.get(pk=one.pk).came_seats == 2


def test_clerks_stand_at_the_doors_of_their_own_dong(clerk) -> None:
    made, *_ = registered(dong_id=people.MAJANG, department="문화체육과")
    other = event(slug="other", dong_id=people.SONGJEONG)

    assert clerk.get(f"/staff/events/{made.pk}/door").status_code == 200
    assert clerk.get(f"/staff/events/{other.pk}/door").status_code == 404


def test_who_comes_without_registering_gets_in_while_there_is_room(clerk) -> None:
    made, *_ = registered(dong_id=people.MAJANG)
    given = {"route": "counter", "seats": "1", "name": "손서윤", "phone": "01077776666", "consents": "on", "came": "on"}

    clerk.post(f"/staff/events/{made.pk}/register/guest", given)

    guest = Registration.objects.get(resident=None)
    assert (guest.state, guest.came_seats) == ("registered", 1)


def test_who_was_registered_and_did_not_come_is_counted_once_it_is_over(officer) -> None:
    made, one, _two = registered()
    send(officer, made, (one, 1, 0))

    assert officer.get(f"/staff/events/{made.pk}").context["figures"]["no_shows"] == 0
    with time_machine.travel(STARTS + timedelta(hours=3)):
        assert officer.get(f"/staff/events/{made.pk}").context["figures"]["no_shows"] == 3
