"""Signing in without a password: the page tells nobody whether an address is known."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from residents.contacts import stop
from residents.leaving import leave
from residents.models import ContactPoint
from tests.people import officer, resident
from tests.residents.visiting import ENGLISH, code_in, kinds, sign_in, told, visiting

__all__ = ["told"]
pytestmark = pytest.mark.django_db
HOME, START, CODE, WHO = "/my/", "/my/sign-in", "/my/sign-in/code", "/my/sign-in/who"


@pytest.fixture
def client():
    return Client(headers=ENGLISH)


UNKNOWN = "010-7777-8888"


def body(response, *addresses):
    """The page without what has to differ: the address that was typed, and the form's protection."""
    text = response.content.decode()
    for address in addresses:
        text = text.replace(address, "ADDRESS")
    return re.sub(r'(name="csrfmiddlewaretoken" value|data-wait)="[^"]+"', "", text)


@pytest.mark.parametrize(
    "address", ["010-1234-5678", "01012345678", "+82 10 1234 5678", "hong@example.com", "Hong@Example.com"]
)
def test_an_address_and_its_code_open_my_page(client, told, address):
    person = resident()

    answer = sign_in(client, address, told)

    assert (answer.status_code, answer["Location"]) == (302, HOME)
    assert person.name in client.get(HOME).content.decode()


def test_nothing_in_the_pages_tells_whether_an_address_is_known(told):
    resident()
    pages = []
    for address in ("010-1234-5678", UNKNOWN):
        browser = Client(headers=ENGLISH)
        answers = [browser.post(START, {"address": address}), browser.get(CODE)]
        answers += [browser.post(CODE, {"code": "000000"}), browser.post("/my/sign-in/again")]
        pages.append([(a.status_code, a.get("Location"), body(a, address)) for a in answers])

    assert pages[0] == pages[1]
    assert kinds(told) == [("code", "01012345678"), ("not_enrolled", "01077778888")]
    assert not re.search(r"\d{6}", told[1]["text"].replace("02-0000-5000", ""))


def test_asking_costs_the_same_work_whether_or_not_the_address_is_known(client, told):
    resident()
    counts = []
    for address in ("010-1234-5678", UNKNOWN):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.post(START, {"address": address})
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_the_limits_hold_for_unknown_addresses_too(settings, told):
    resident()
    settings.CODES_PER_ADDRESS = 2
    outcomes = []
    for address in ("010-1234-5678", UNKNOWN):
        with time_machine.travel(timezone.now()) as clock:
            statuses = []
            for _ in range(3):
                statuses.append(Client(headers=ENGLISH).post(START, {"address": address}).status_code)
                clock.shift(timedelta(seconds=31))
        outcomes.append(statuses)

    assert outcomes == [[302, 302, 429]] * 2


@pytest.mark.parametrize("address", ["", "hello", "010-123", "800131-1234567", "a@b", "x" * 10_000])
def test_what_is_no_address_is_said_and_kept(client, told, address):
    page = client.post(START, {"address": address}).content.decode()

    assert 'aria-invalid="true"' in page
    assert told == []


def test_a_code_opens_only_in_the_browser_that_asked(client, told):
    resident()
    client.post(START, {"address": "01012345678"})
    other = Client(headers=ENGLISH)
    with time_machine.travel(timezone.now() + timedelta(seconds=31)):
        other.post(START, {"address": "01012345678"})

        other.post(CODE, {"code": code_in(told[0])})

    assert other.get(HOME).status_code == 302


def test_a_code_page_without_an_address_goes_back_to_the_start(client):
    client.cookies["asked_sign_in"] = "bm9uc2Vuc2U="

    assert client.get(CODE)["Location"] == START
    assert client.post(CODE, {"code": "123456"})["Location"] == START
    assert client.post("/my/sign-in/again")["Location"] == START


def test_the_cookie_of_an_asked_address_cannot_be_read(client, told):
    client.post(START, {"address": UNKNOWN})
    from base64 import urlsafe_b64decode

    cookie = client.cookies["asked_sign_in"]
    assert b"7777" not in urlsafe_b64decode(cookie.value)
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/my/")


@pytest.mark.parametrize("spoil", ["stopped", "unproved", "left"])
def test_a_contact_that_no_longer_counts_gets_no_code(client, told, spoil):
    person = resident(email=None, verified=None) if spoil == "unproved" else resident(email=None)
    if spoil == "stopped":
        stop(person.contacts.get(), because="not_me")
    if spoil == "left":
        leave(person)
        told.clear()

    client.post(START, {"address": "01012345678"})

    assert kinds(told) == [("not_enrolled", "01012345678")]


def test_whoever_shares_an_address_chooses_after_the_proof(client, told):
    father, child = resident(), resident("홍아름", email=None)
    stranger = resident("임꺽정", sms="01099998888", email=None)

    before = client.post(START, {"address": "01012345678"}, follow=True).content.decode()
    answer = client.post(CODE, {"code": code_in(told[-1])})
    choice = client.get(answer["Location"]).content.decode()

    assert "홍길동" not in before and "홍아름" not in before
    assert "홍길동" in choice and "홍아름" in choice and "임꺽정" not in choice
    assert client.get(HOME).status_code == 302
    client.post(WHO, {"resident": stranger.pk})
    assert client.get(HOME).status_code == 302
    client.post(WHO, {"resident": child.pk})
    assert child.name in client.get(HOME).content.decode()
    client.post(WHO, {"resident": father.pk})  # and later over to the other, without a new code
    assert "This is the page of 홍길동" in client.get(HOME).content.decode()


def test_a_visit_ends_some_minutes_after_the_last_click(client, told, settings):
    resident()
    with time_machine.travel(timezone.now()) as clock:
        sign_in(client, "01012345678", told)
        for _ in range(3):
            clock.shift(timedelta(minutes=settings.MY_PAGE_MINUTES - 1))
            assert client.post("/my/stay").status_code == 204
        clock.shift(timedelta(minutes=settings.MY_PAGE_MINUTES, seconds=1))

        answer = client.get("/my/consents")
    assert (answer.status_code, answer["Location"]) == (302, "/my/sign-in?next=%2Fmy%2Fconsents")


def test_after_signing_in_one_is_where_one_wanted_to_be(client, told):
    resident()

    assert sign_in(client, "01012345678", told, next="/my/consents")["Location"] == "/my/consents"


@pytest.mark.parametrize(
    "place",
    ["https://evil.example/", "//evil.example/my/", "/staff/", "/my/sign-in", "javascript:alert(1)", "/my/../staff/"],
)
def test_nobody_is_sent_elsewhere(client, told, place):
    resident()

    location = sign_in(client, "01012345678", told, next=place)["Location"]

    assert location == HOME


def test_signing_in_changes_the_sessions_key_and_signing_out_ends_it(client, told):
    resident()
    client.get(START)
    session = client.session
    session["before"] = 1
    session.save()
    before = session.session_key

    sign_in(client, "01012345678", told)
    assert client.session.session_key != before
    client.post("/my/sign-out")

    assert client.get(HOME).status_code == 302
    assert not client.session.keys()


def test_a_visit_ends_with_the_contact_by_which_it_began(client, told):
    person = resident()
    sign_in(client, "01012345678", told)

    stop(ContactPoint.objects.get(resident=person, channel="sms"), because="not_me")

    assert client.get(HOME).status_code == 302


def test_one_browser_is_a_residents_or_an_officers_and_never_both(client, told):
    resident()
    client.force_login(officer())
    sign_in(client, "01012345678", told)
    assert client.get(HOME).status_code == 200
    assert client.get("/staff/").status_code == 302

    client.post("/login/", {"username": "officer", "password": "a-long-password"})
    assert client.get("/staff/").status_code == 200
    assert client.get(HOME).status_code == 302


def test_the_pages_of_a_visit_are_not_kept_by_the_browser():
    answer = visiting(resident()).get(reverse("my:data"))

    assert "no-store" in answer["Cache-Control"]
