"""The counter's enrolment without JavaScript: one page, posted whole; what is wrong stands beside its field."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLogEntry
from residents.consent import current_texts
from residents.counter import drafts
from residents.models import (
    ConsentKind,
    ConsentText,
    ContactPoint,
    ContactProof,
    CounterAct,
    CounterDraft,
    Guardianship,
    Resident,
    Subscription,
)
from tests.people import SONGJEONG, clerk, officer, resident
from tests.residents.visiting import ENGLISH, kinds, told  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

STROKES = json.dumps([[[x, x % 290] for x in range(0, 400, 20)]])


@pytest.fixture
def desk() -> Client:
    """Do-yun's window."""
    client = Client(headers=ENGLISH)
    client.force_login(clerk())
    return client


def begin(desk: Client, typed: str = "홍길동 19800131 01012345678") -> str:
    return desk.post(reverse("counter:begin"), {"typed": typed}).url


def said(**changes) -> dict:
    texts = current_texts()
    good = {
        "name": "홍길동",
        "birth_date": "19800131",
        "sex": "M",
        "address": "마장로 209, 118동 303호",
        "dong": "1120054000",
        "tong": "3",
        "head": "on",
        "id_kind": "resident_card",
        "mobile": "010-1234-5678",
        "wanted": ["local_tax:sms"],
        "collection_use": "on",
        "signature": "pad",
        "strokes": STROKES,
        "texts": " ".join(f"{kind.value}:{text.pk}" for kind, text in texts.items()),
    }
    return {name: value for name, value in (good | changes).items() if value is not None}


def errors(response) -> dict[str, str]:
    return {name: found[0] for name, found in response.context["form"].errors.items()}


def test_what_was_typed_into_the_search_box_is_filled_in_and_in_no_address(desk):
    address = begin(desk)
    page = desk.get(address).content.decode()
    assert 'value="홍길동"' in page
    assert 'value="19800131"' in page
    assert 'value="010-1234-5678"' in page
    assert "1234" not in address
    assert page.count(" checked") == 3, "the resident card, the pad, local tax by text message; no consent"


def test_one_post_enrols_and_leads_to_the_receipt(desk):
    response = desk.post(begin(desk), said(), follow=True)
    found = Resident.objects.get()
    assert found.receipt_number in response.content.decode()
    assert "Still to be proved" in response.content.decode()
    assert list(Subscription.objects.values_list("service", "channel")) == [("local_tax", "sms")]
    assert ContactPoint.objects.get().verified_at is None
    assert AccessLogEntry.objects.filter(subject=f"resident:{found.pk}", action="counter_enrolled").exists()


def test_a_draft_that_was_enrolled_leads_to_its_receipt(desk):
    address = begin(desk)
    desk.post(address, said())
    assert desk.get(address).url == f"{address}/enrolled"
    assert desk.post(address, said()).url == f"{address}/enrolled"
    assert Resident.objects.count() == 1


def test_a_draft_is_its_clerk_s_alone(desk):
    address = begin(desk)
    other = Client()
    other.force_login(clerk("other"))
    pages = ("", "/keep", "/give-up", "/prove/sms", "/form.pdf", "/enrolled")
    assert {other.get(f"{address}{page}").status_code for page in ("", "/enrolled")} == {404}
    assert {other.post(f"{address}{page}", said()).status_code for page in pages[:-1]} == {404}
    stranger = Client()
    stranger.force_login(officer())
    assert stranger.get(address).status_code == 403


def test_a_clerk_without_a_dong_is_told_so():
    client = Client(headers=ENGLISH)
    client.force_login(clerk("nowhere", dong=None))
    assert client.post(reverse("counter:begin"), {"typed": "홍길동"}).url == reverse("counter:home")
    assert CounterDraft.objects.count() == 0


def test_everything_missing_is_said_beside_its_field_and_what_was_typed_is_kept(desk):
    address = begin(desk)
    response = desk.post(address, {"name": "홍길동", "proxy": "on", "signature": "paper"})
    assert set(errors(response)) == {
        "birth_date", "address", "dong", "id_kind", "proxy_name", "proxy_relation", "power_of_attorney",
        "mobile", "wanted", "collection_use", "paper_received",
    }  # fmt: skip
    assert 'value="홍길동"' in response.content.decode()
    assert drafts.find(CounterDraft.objects.get().pk, CounterDraft.objects.get().clerk).typed()["name"] == "홍길동"
    assert 'value="홍길동"' in desk.get(address).content.decode()


@pytest.mark.parametrize("name", ["name", "address", "birth_date", "tong", "proxy_name"])
def test_a_registration_number_is_refused_and_neither_kept_nor_shown(desk, name):
    address = begin(desk)
    response = desk.post(address, said(**{name: "800131-1234567"}))
    assert "registration number" in errors(response)[name] or name == "tong"
    assert "1234567" not in response.content.decode()
    assert "1234567" not in CounterDraft.objects.get().values
    assert Resident.objects.count() == 0


def test_a_service_over_a_missing_contact_or_without_its_consent_is_refused(desk):
    wanted = ["local_tax:email", "civil_defense:sms"]
    found = errors(desk.post(begin(desk), said(wanted=wanted)))
    assert "email address" in found["wanted"]
    assert "Civil defence" in found["civil_defense"]


def test_a_consent_to_a_text_that_has_changed_is_asked_anew(desk):
    address, old = begin(desk), said()
    newest = current_texts()[ConsentKind.COLLECTION_USE]
    newest.pk, newest.version = None, "next"
    ConsentText.objects.bulk_create([newest])
    desk.post(f"{address}/keep", old)
    assert desk.get(address).context["form"]["collection_use"].value() is False
    assert "has changed" in errors(desk.post(address, old))["collection_use"]


class TestWhoCame:
    def test_a_proxy_brings_the_signed_form(self, desk):
        proxy = {"proxy": "on", "proxy_name": "김영희", "proxy_relation": "spouse", "power_of_attorney": "on"}
        assert set(errors(desk.post(address := begin(desk), said(**proxy)))) == {"signature"}
        desk.post(address, said(**proxy, signature="paper", paper_received="on"))
        act = CounterAct.objects.get()
        assert (act.proxy_name, act.signature, act.strokes) == ("김영희", "paper", "")

    def test_a_child_needs_the_guardian_and_is_offered_no_service_of_grown_ups(self, desk):
        child = {"birth_date": "20200505", "wanted": ["events:sms"], "promotional": "on"}
        address = begin(desk)
        found = errors(desk.post(address, said(**child)))
        assert set(found) == {"guardian_name", "guardian_relation", "family_paper"}
        assert "wanted" in errors(desk.post(address, said(**child | {"wanted": ["school_entry:sms"]})))
        guardian = {"guardian_name": "홍판서", "guardian_relation": "father", "family_paper": "on"}
        desk.post(address, said(**child, **guardian))
        assert Guardianship.objects.get().name == "홍판서"
        assert not Resident.objects.get().is_household_head


class TestKnownAlready:
    def test_one_of_this_dong_is_led_to(self, desk):
        known = resident(email=None)
        response = desk.post(begin(desk), said())
        assert response.url == reverse("counter:resident", args=[known.pk])
        assert not CounterDraft.objects.exists()

    def test_one_of_another_dong_may_have_moved_in(self, desk):
        known = resident(email=None, dong=SONGJEONG)
        page = desk.post(begin(desk), said()).content.decode()
        assert "enrolled already" in page
        assert reverse("counter:move_in", args=[known.pk]) in page

    def test_a_namesake_is_asked_about_with_what_was_typed_kept(self, desk):
        known = resident(sms="01011112222", email=None, address="마장로 7")
        address = begin(desk)
        response = desk.post(address, said())
        page = response.content.decode()
        assert "Is it the same person?" in page
        assert "마장로 7" in page
        assert AccessLogEntry.objects.filter(subject=f"resident:{known.pk}", action="counter_compared").exists()
        desk.post(address, said(told_apart=f"{known.pk} "))
        assert Resident.objects.count() == 2

    def test_it_is_told_while_one_types(self, desk):
        known = resident(sms="01011112222", email=None)
        page = desk.post(f"{begin(desk)}/keep", said(), headers={"HX-Request": "true"}).content.decode()
        assert reverse("counter:resident", args=[known.pk]) in page


class TestBeside:
    def test_what_was_typed_is_kept_for_later_and_listed(self, desk):
        address = begin(desk)
        response = desk.post(f"{address}/keep", {"name": "김철수"}, follow=True)
        assert f'href="{address}"' in response.content.decode()
        assert "김철수" in response.content.decode()

    def test_what_was_typed_can_be_deleted(self, desk):
        desk.post(f"{begin(desk)}/give-up", said())
        assert not CounterDraft.objects.exists()

    def test_a_code_goes_to_the_contact_and_names_nobody(self, desk, told):  # noqa: F811 - the fixture
        address = begin(desk)
        desk.post(f"{address}/prove/sms", said())
        assert kinds(told) == [("contact_proof", "01012345678")]
        assert "홍길동" not in told[0]["text"]
        assert ContactProof.objects.get().asked_by.username == "clerk"
        assert "r-proof" in desk.get(address).content.decode()
        desk.post(f"{address}/prove/sms", said())
        assert len(told) == 1, "the same address is asked once"

    def test_a_contact_that_cannot_be_read_gets_no_code(self, desk, told):  # noqa: F811 - the fixture
        address = begin(desk)
        page = desk.post(f"{address}/prove/sms", said(mobile="010"), headers={"HX-Request": "true"}).content.decode()
        assert "s-notice tone-danger" in page
        assert told == []

    def test_the_form_is_printed_filled_in(self, desk):
        response = desk.post(f"{begin(desk)}/form.pdf", said(strokes="", signature="paper"))
        assert response["Content-Type"] == "application/pdf"
        assert response.content.startswith(b"%PDF")

    def test_a_form_that_lacks_something_says_so_in_place_of_printing(self, desk):
        response = desk.post(f"{begin(desk)}/form.pdf", said(address=""))
        assert "address" in errors(response)
