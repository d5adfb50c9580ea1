"""The call list and a call, as a clerk sees them; each look is in the log of access."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessLogEntry
from residents import proofs
from residents.enrolment import enrol
from residents.looks import looks_at
from residents.models import Channel, ContactCall, ContactPoint, ContactProof, ContactTrouble
from residents.repair import calling, finding
from residents.tasks import find_contact_troubles
from tests import people
from tests.residents.visiting import ENGLISH, told

__all__ = ["told"]
pytestmark = pytest.mark.django_db
LIST = "/counter/repair/"


def signed_in(user) -> Client:
    client = Client(headers=ENGLISH)
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def clerk():
    return people.clerk()


@pytest.fixture
def screen(clerk) -> Client:
    return signed_in(clerk)


@pytest.fixture
def resident(told):
    return people.resident(sms="01012345678", email="hong@gmial.com")


@pytest.fixture
def trouble(resident) -> ContactTrouble:
    finding.find()
    return ContactTrouble.objects.get()


def page_of(screen: Client, path: str = LIST) -> str:
    return screen.get(path).content.decode()


def test_the_list_says_what_is_wrong_and_whom_to_call_and_is_logged(screen, trouble, resident) -> None:
    page = page_of(screen)

    for said in ("홍길동", "Probably mistyped", "hong@gmial.com", "perhaps hong@gmail.com", "010-1234-5678", "tong 3"):
        assert said in page
    entry = AccessLogEntry.objects.get()
    assert (entry.action, entry.subject, entry.people) == ("repair_list", f"contact_repair:{people.MAJANG}", 1)
    assert entry.purpose
    (look,) = looks_at(resident.pk)
    assert str(look.action) in ("Saw your contact on the list", "연락처를 목록에서 보았습니다")


def test_an_empty_list_says_so_and_is_no_look(screen) -> None:
    assert "Nobody has to be called" in page_of(screen)
    assert not AccessLogEntry.objects.exists()


def test_a_clerk_without_a_dong_is_told_so(trouble) -> None:
    user = people.clerk("nowhere")
    user.dong = None
    user.save()
    page = page_of(signed_in(user))
    assert "You have no dong yet" in page
    assert "홍길동" not in page


def test_the_list_takes_the_same_number_of_queries_for_one_and_for_many(screen, trouble) -> None:
    page_of(screen)  # what is asked for once in a session
    with CaptureQueriesContext(connection) as one:
        page_of(screen)
    enrol([people.form(f"김{n}", date(1970, 1, 1), sms=f"010200000{n:02}", email=f"k{n}@naver.co") for n in range(60)])
    finding.find()
    with CaptureQueriesContext(connection) as many:
        page = page_of(screen)

    assert len(many) == len(one)
    assert page.count("r-line") == calling.MOST
    assert "61 to call" in page


def test_a_line_is_opened_by_a_button_and_the_look_logged_once(screen, trouble, resident) -> None:
    assert screen.get(f"{LIST}{trouble.pk}")["Location"] == LIST  # not taken: nothing is shown

    page = screen.post(f"{LIST}{trouble.pk}/take", follow=True).content.decode()
    page_of(screen, f"{LIST}{trouble.pk}")

    assert 'value="hong@gmail.com"' in page
    assert "마장로 209" in page
    looks = AccessLogEntry.objects.filter(subject=f"resident:{resident.pk}")
    assert list(looks.values_list("action", flat=True)) == ["repair_call"]


def test_another_clerk_is_led_back_and_sees_who_is_calling(screen, trouble) -> None:
    screen.post(f"{LIST}{trouble.pk}/take")
    other = signed_in(people.clerk("other"))

    page = other.post(f"{LIST}{trouble.pk}/take", follow=True).content.decode()
    assert "Somebody else is calling" in page
    assert "박도윤 is calling" in page
    assert other.get(f"{LIST}{trouble.pk}")["Location"] == LIST
    screen.post(f"{LIST}{trouble.pk}/back")
    assert other.post(f"{LIST}{trouble.pk}/take")["Location"] == f"{LIST}{trouble.pk}"


def test_a_line_of_another_dong_is_not_there(trouble) -> None:
    stranger = signed_in(people.clerk("stranger", dong=people.SONGJEONG))
    assert stranger.post(f"{LIST}{trouble.pk}/take").status_code == 404
    assert stranger.get(f"{LIST}{trouble.pk}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said", "sent"),
    [
        ({"outcome": "corrected", "address": "hong@gmail.com"}, "A code is on its way", True),
        ({"outcome": "right"}, "A code is on its way", True),
        ({"outcome": "not_reached"}, "back on the list from", False),
        ({"outcome": "stopped"}, "The contact is gone", False),
    ],
)
def test_four_outcomes_by_one_press_each(screen, trouble, resident, typed, said, sent) -> None:
    screen.post(f"{LIST}{trouble.pk}/take")

    page = screen.post(f"{LIST}{trouble.pk}", typed, follow=True).content.decode()

    assert said in page
    assert "홍길동" not in page
    call = ContactCall.objects.get()
    assert (call.outcome, call.by.username, call.proof is not None) == (typed["outcome"], "clerk", sent)
    looks = AccessLogEntry.objects.filter(subject=f"resident:{resident.pk}").values_list("action", flat=True)
    assert sorted(looks) == ["repair_call", "repair_outcome"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "Write the email address they told you."),
        ("hong@", "cannot be read"),
        ("hong@gmial.com", "This is the address we have"),
        ("800131-1234567@naver.com", "resident registration number"),
    ],
)
def test_a_refused_address_says_how_to_mend_it_and_nothing_is_noted(screen, trouble, typed, said) -> None:
    screen.post(f"{LIST}{trouble.pk}/take")
    page = screen.post(f"{LIST}{trouble.pk}", {"outcome": "corrected", "address": typed}).content.decode()

    assert said in page
    assert typed in page or "registration" in said
    assert not ContactCall.objects.exists()
    assert not ContactProof.objects.exists()


def test_told_on_the_phone_replaces_at_once(screen, trouble, resident) -> None:
    screen.post(f"{LIST}{trouble.pk}/take")
    screen.post(f"{LIST}{trouble.pk}", {"outcome": "corrected", "address": "hong@gmail.com", "at_once": "on"})

    used = ContactPoint.objects.get(resident=resident, channel=Channel.EMAIL, stopped_at=None)
    assert (used.address, used.verified_at) == ("hong@gmail.com", None)


def test_too_many_codes_say_how_long_to_wait(screen, trouble, settings, clerk) -> None:
    settings.PROOFS_PER_CLERK = 1
    proofs.ask(Channel.SMS, "01012345678", place=ContactProof.Place.COUNTER, by=clerk)
    screen.post(f"{LIST}{trouble.pk}/take")

    for typed in ({"outcome": "right"}, {"outcome": "corrected", "address": "hong@gmail.com"}):
        page = screen.post(f"{LIST}{trouble.pk}", typed, follow=True).content.decode()
        assert "No code was sent" in page
        assert "Write the email" not in page
    assert not ContactCall.objects.exists()


def test_all_contacts_are_looked_over_by_a_button_once_a_minute(screen, resident, monkeypatch) -> None:
    started = []
    monkeypatch.setattr(find_contact_troubles, "apply_async", lambda **how: started.append(how))
    for said in ("are being looked over. Open", "are being looked over just now"):
        assert said in screen.post(f"{LIST}look", follow=True).content.decode()
    assert len(started) == 1
    assert find_contact_troubles() == 1
