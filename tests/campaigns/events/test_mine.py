"""Registering on my page, and what a resident sees and does with a registration."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from campaigns.desk import door
from campaigns.events import places
from campaigns.models import EventQuestion, Fairness
from residents import destruction, locker
from residents.models import Resident
from tests.campaigns.conftest import NOW
from tests.campaigns.events.making import WEB, event, join, people, recount, states
from tests.residents.visiting import sign_in as walk_in
from tests.residents.visiting import told, visiting  # noqa: F401  # a fixture

pytestmark = pytest.mark.django_db


def _join_url(found) -> str:
    return reverse("my_events:join", args=[found.slug])


def test_one_tap_registers_and_a_second_leads_to_the_same():
    found, (one,) = event(), people(1)
    browser = visiting(one)
    page = browser.get(reverse("events:event", args=[found.slug])).content.decode()
    assert f'action="{_join_url(found)}"' in page
    first, second = browser.post(_join_url(found)), browser.post(_join_url(found))
    assert first.url == second.url == reverse("my_events:registration", args=[found.registrations.get().token])
    text = browser.get(first.url).content.decode()
    code = door.code_of(found.registrations.get().token)
    for said in ("You have a place.", "<svg", f"{code[:3]} {code[3:]}", "Step 1", found.place, "Web"):
        assert said in text
    assert "/certificate" not in text


def test_who_signs_in_first_comes_back_to_where_they_were(told):  # noqa: F811  # the fixture
    found, (_one,) = event(), people(1)
    browser = Client()
    way = browser.get(_join_url(found))
    assert way.status_code == 302 and "next=" in way.url
    assert walk_in(browser, "01020000000", told, next=_join_url(found)).url == _join_url(found)


def test_questions_and_companions_are_asked_and_what_is_wrong_is_kept():
    found, (one,) = event(5, companions_at_most=2), people(1)
    must = EventQuestion.objects.create(event=found, place=1, text="못 먹는 것", required=True)
    choice = EventQuestion.objects.create(event=found, place=2, text="몇 시", kind="choice", options=["10시", "11시"])
    browser = visiting(one)
    typed = {"companions": "2", f"q{must.pk}": "", f"q{choice.pk}": "11시"}
    refused = browser.post(_join_url(found), typed)
    assert "Please answer this question." in refused.content.decode() and not found.registrations.exists()
    secret = browser.post(_join_url(found), typed | {f"q{must.pk}": "800131-1234567"})
    assert "resident registration number" in secret.content.decode() and not found.registrations.exists()
    browser.post(_join_url(found), typed | {f"q{must.pk}": "땅콩"})
    made = found.registrations.get()
    assert (made.seats, json.loads(made.answers)) == (3, {str(must.pk): "땅콩", str(choice.pk): "11시"})
    text = browser.get(reverse("my_events:registration", args=[made.token])).content.decode()
    assert "땅콩" in text and "11시" in text


def test_who_may_not_come_is_told_why_and_whom_to_call():
    found, (one,) = event(age_from=60, contact="문화과 02-0000-5100"), people(1)
    browser = visiting(one)
    for address in (_join_url(found), reverse("events:event", args=[found.slug])):
        text = strip_tags(browser.get(address).content.decode())
        assert "aged 60 or more" in text and "문화과 02-0000-5100" in text
    assert browser.post(_join_url(found)).status_code == 409
    assert not found.registrations.exists()


def test_an_offer_waits_on_my_page_and_is_answered_there():
    found, (a, b, c) = event(1), people(3)
    first, second, _third = join(found, a, b, c)
    places.cancel(first, route=WEB)
    (paper,) = locker.waiting_for_me(locker.papers_of(b.pk))
    assert (paper.title, paper.url) == (found.title, reverse("my_events:registration", args=[second.token]))
    browser = visiting(b)
    assert "Take the place" in browser.get(paper.url).content.decode()
    browser.post(reverse("my_events:accept", args=[second.token]))
    assert states(found) == ["cancelled", "registered", "waiting"]
    assert not locker.waiting_for_me(locker.papers_of(b.pk))
    text = browser.post(reverse("my_events:decline", args=[second.token]), follow=True).content.decode()
    assert "The offer is over" in text and states(found)[1] == "registered"


def test_cancelling_says_what_is_lost_and_registering_again_is_at_the_end():
    found, (a, b) = event(1), people(2)
    first, _second = join(found, a, b)
    browser, address = visiting(a), reverse("my_events:cancel", args=[first.token])
    assert "1 registration waits for a place" in browser.get(address).content.decode()
    text = browser.post(address, follow=True).content.decode()
    assert "Register again" in text and states(found) == ["cancelled", "offered"]
    browser.post(_join_url(found))
    assert states(found) == ["cancelled", "offered", "waiting"]
    assert "You are the next." in browser.get(browser.post(_join_url(found)).url).content.decode()


def test_a_smaller_party_and_a_ticket_are_shown():
    found, (a,) = event(4, companions_at_most=3), people(1)
    (mine,) = join(found, a, seats=3)
    browser = visiting(a)
    browser.post(reverse("my_events:fewer", args=[mine.token]), {"seats": "9"})
    browser.post(reverse("my_events:fewer", args=[mine.token]), {"seats": "2"})
    mine.refresh_from_db()
    assert mine.seats == 2
    lot = event(1, slug="lot", fairness=Fairness.LOT, closes_at=NOW + timedelta(days=1))
    text = browser.post(_join_url(lot), follow=True).content.decode()
    assert "ticket 1" in text and "How we draw" in text


def test_everything_that_one_registered_for_stands_in_one_list():
    (a,) = people(1)
    join(event(slug="a", title="오는 것"), a)
    over = join(event(slug="b", title="그만둔 것"), a)[0]
    places.cancel(over, route=WEB)
    context = visiting(a).get(reverse("my_events:list")).context
    assert [row["registration"].event.title for row in context["coming"]] == ["오는 것"]
    assert [row["registration"].event.title for row in context["over"]] == ["그만둔 것"]


@pytest.mark.parametrize("name", ["registration", "accept", "cancel", "decline", "fewer"])
def test_nobody_reaches_the_registration_of_another(name):
    found, (a, b) = event(), people(2)
    (mine,) = join(found, a)
    address = reverse(f"my_events:{name}", args=[mine.token])
    assert visiting(b).post(address).status_code in (404, 405)
    assert visiting(b).get(address).status_code in (404, 405)
    assert Client().get(address).status_code == 302
    assert states(found) == ["registered"]


def test_who_leaves_gives_the_place_on_and_leaves_a_number():
    found, (a, b) = event(1), people(2)
    first = places.register(found, resident=a, route=WEB, answers={"1": "땅콩"})
    join(found, b)
    Resident.objects.filter(pk=a.pk).update(left_at=timezone.now())
    with time_machine.travel(NOW + timedelta(hours=1)):
        assert destruction.destroy(a.pk)
    first.refresh_from_db()
    found.refresh_from_db()
    assert (first.answers, states(found)) == ("{}", ["cancelled", "offered"])
    assert found.seats_taken == recount(found) == 1
