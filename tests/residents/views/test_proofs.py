"""The page behind the link, and the screen of whoever asked."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from residents import proofs
from residents.models import Channel, ContactProof
from tests import people
from tests.residents.visiting import ENGLISH, told

__all__ = ["told"]
pytestmark = pytest.mark.django_db
MOBILE = "01012345678"
HTMX = {"HX-Request": "true"}


@pytest.fixture
def clerk():
    return people.clerk()


@pytest.fixture
def proof(told, clerk) -> ContactProof:
    return proofs.ask(Channel.SMS, MOBILE, place=ContactProof.Place.COUNTER, by=clerk)


@pytest.fixture
def phone() -> Client:
    return Client(headers=ENGLISH)


@pytest.fixture
def screen(clerk) -> Client:
    client = Client(headers=ENGLISH)
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def code(told, proof) -> str:
    return re.search(r"\d{6}", told[0]["text"])[0]


def test_opening_the_link_proves_nothing_and_shows_the_address_masked(phone, proof) -> None:
    page = phone.get(f"/p/{proof.token}").content.decode()

    assert "010-****-5678" in page
    assert "1234" not in page.split("<main")[1]
    proof.refresh_from_db()
    assert proof.proved_at is None


def test_the_code_typed_on_the_phone_is_seen_at_the_counter(phone, screen, proof, code) -> None:
    waiting = f"/p/{proof.pk}/state?shown=sent"
    assert screen.get(waiting, headers=HTMX).status_code == 204

    done = phone.post(f"/p/{proof.token.upper()}", {"code": f"{code[:3]} {code[3:]}"}, follow=True)
    assert "The screen at the counter has it" in done.content.decode()

    answer = screen.get(waiting, headers=HTMX)
    said = answer.content.decode()
    assert "The address is proved." in said
    assert "hx-get" not in said
    assert "proof-proved" in answer["HX-Trigger-After-Swap"]
    assert "The screen at the counter has it" in phone.get(f"/p/{proof.token}").content.decode()


def test_a_wrong_code_says_how_many_tries_are_left_and_keeps_what_was_typed(phone, proof, code) -> None:
    guess = f"{(int(code) + 1) % 1_000_000:06}"
    page = phone.post(f"/p/{proof.token}", {"code": guess}).content.decode()
    assert "4 more tries" in page
    assert guess in page
    for _try in range(4):
        page = phone.post(f"/p/{proof.token}", {"code": guess}, follow=True).content.decode()
    assert "ask the clerk" in page
    assert "ask the clerk" in phone.post(f"/p/{proof.token}", {"code": code}).content.decode()


def test_a_link_that_ended_and_one_that_never_was_say_what_to_do(phone, proof) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert "ask the clerk" in phone.get(f"/p/{proof.token}").content.decode()
    unknown = phone.get("/p/abcdefghjk")
    assert (unknown.status_code, "newest message" in unknown.content.decode()) == (404, True)


def test_guessing_links_is_slowed_down(phone, settings) -> None:
    settings.PROOF_PAGES_PER_CLIENT = 2
    assert [phone.get(f"/p/abcdefghj{last}").status_code for last in "kmn"] == [404, 404, 429]


def test_the_clerk_types_what_they_are_told(screen, proof, code) -> None:
    guess = f"{(int(code) + 1) % 1_000_000:06}"
    assert "4 more tries" in screen.post(f"/p/{proof.pk}/type", {"code": guess}, headers=HTMX).content.decode()
    assert "six digits" in screen.post(f"/p/{proof.pk}/type", {"code": "12"}, headers=HTMX).content.decode()
    assert "is proved" in screen.post(f"/p/{proof.pk}/type", {"code": code}, headers=HTMX).content.decode()


def test_without_javascript_the_answer_leads_back_to_the_page(screen, proof) -> None:
    to = screen.post(f"/p/{proof.pk}/type", {"code": "12", "next": "/counter/"})
    assert (to.status_code, to["Location"]) == (302, "/counter/")
    away = screen.post(f"/p/{proof.pk}/again", {"next": "https://elsewhere.example/"})
    assert away["Location"] == "/start"


def test_a_new_code_has_to_wait_and_then_goes(screen, proof, told) -> None:
    assert "No code was sent" in screen.post(f"/p/{proof.pk}/again", headers=HTMX).content.decode()
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        assert "on its way" in screen.post(f"/p/{proof.pk}/again", headers=HTMX).content.decode()
    assert len(told) == 2


def test_the_part_has_a_code_to_scan_and_no_style(screen, proof, rf, clerk) -> None:
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        part = screen.get(f"/p/{proof.pk}/state?shown=sent", headers=HTMX).content.decode()
    assert "no longer good" in part
    part = screen.post(f"/p/{proof.pk}/type", {"code": ""}, headers=HTMX).content.decode()
    assert "<svg" in part
    assert "style=" not in part
    assert "010-****-5678" in part
    assert MOBILE not in part


def test_a_clerk_of_another_dong_and_an_officer_see_nothing(proof) -> None:
    for user, status in ((people.clerk("other", dong=people.SONGJEONG), 404), (people.officer(), 403)):
        stranger = Client()
        stranger.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        assert stranger.get(f"/p/{proof.pk}/state").status_code == status
        assert stranger.post(f"/p/{proof.pk}/again").status_code == status
