"""Enrolling on the site: the shortest way, back and forth, leaving and coming back."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from residents.models import Channel, ConsentKind, ConsentText, EnrolmentDraft, Resident, Route
from tests.residents.enrolling import EMAIL, HOME, MOBILE, PERSON

pytestmark = pytest.mark.django_db


def _table(walker):
    return walker.see("services").context["form"].fields["wanted"]


def _primary(page: str) -> list[str]:
    """Return the words of the primary buttons."""
    buttons = re.findall(r"<button[^>]*krds-btn primary[^>]*>\s*([^<]*?)\s*</button>", page)
    return [word for word in buttons if "code" in word or word == "Confirm"]


def led_to(answer, step) -> bool:
    return answer.status_code == 302 and answer["Location"] == reverse(f"enrol:{step}")


def test_the_shortest_way_makes_a_resident_with_everything_that_was_said(walker) -> None:
    assert led_to(walker.send("start", {"for": "me"}), "consents")
    assert led_to(walker.consent(), "person")
    assert led_to(walker.send("person", PERSON), "home")
    assert led_to(walker.send("home", HOME), "contact")
    assert led_to(walker.send("contact", {"mobile": "010-1234-5678", "email": ""}), "code")
    assert led_to(walker.send("code", {"code": f" {walker.code()[:3]} {walker.code()[3:]} "}), "services")
    assert led_to(walker.send("services", {"wanted": ["local_tax:sms"]}), "check")
    assert led_to(walker.send("check"), "done")

    resident = Resident.objects.get()
    assert (resident.name, resident.birth_date, resident.sex) == ("홍길동", "1980-01-31", "M")
    assert (resident.dong_id, resident.household.tong, resident.is_household_head) == (HOME["dong"], 3, True)
    assert resident.household.address == HOME["address"]
    assert (resident.route, resident.language) == (Route.ONLINE, "en")
    contact = resident.contacts.get()
    assert (contact.channel, contact.address) == (Channel.SMS, MOBILE)
    assert timezone.now() - contact.verified_at < timedelta(minutes=1)
    assert list(resident.subscriptions.values_list("service", "channel")) == [("local_tax", "sms")]
    entry = resident.consent_entries.get()
    assert (entry.kind, entry.route, entry.text.language) == (ConsentKind.COLLECTION_USE, Route.ONLINE, "en")
    assert entry.text_sha256 == entry.text.sha256


def test_email_alone_is_as_good_as_a_phone_alone(walker) -> None:
    walker.to_check(mobile="", email=EMAIL)
    receipt = walker.hand_in()

    contact = Resident.objects.get(receipt_number=receipt).contacts.get()
    assert (contact.channel, contact.address) == (Channel.EMAIL, EMAIL)
    assert [(told["kind"], told["channel"], told["address"]) for told in walker.told[-1:]] == [
        ("enrolled", Channel.EMAIL, EMAIL)
    ]


def test_each_proved_channel_gets_a_confirmation_with_the_receipt_and_nothing_personal(walker) -> None:
    walker.to_check(email=EMAIL)
    receipt = walker.hand_in()

    confirmations = [told for told in walker.told if told["kind"] == "enrolled"]
    assert {told["channel"] for told in confirmations} == {Channel.SMS, Channel.EMAIL}
    assert all(receipt in told["text"] + told["subject"] for told in confirmations)
    assert not any("홍길동" in told["text"] or "1980" in told["text"] for told in confirmations)


def test_the_receipt_says_everything_and_where_it_stands(walker) -> None:
    walker.to_check("promotional")
    receipt = walker.hand_in()
    page = walker.see("done").content.decode()

    for word in (receipt, "홍길동", HOME["address"], "010-1234-5678", "Local tax", "Libraries", "Enrolment handed in"):
        assert word in page
    assert 'aria-current="step"' in page
    assert led_to(walker.see("person"), "done"), "nothing can be changed behind a receipt"


@pytest.mark.parametrize("step", ["person", "home", "contact", "code", "services", "interests", "check", "done"])
def test_no_step_can_be_skipped_by_its_address(walker, step) -> None:
    assert led_to(walker.see(step), "start"), "without a draft"
    walker.send("start", {"for": "me"})

    assert led_to(walker.see(step), "consents")
    assert led_to(walker.send(step, PERSON), "consents")


def test_nothing_personal_is_kept_before_the_consent(walker) -> None:
    walker.send("start", {"for": "me"})
    walker.send("consents", {"promotional": "on"}, name="홍길동")
    walker.send("person", PERSON)

    assert "홍길동" not in EnrolmentDraft.objects.get().values
    assert "19800131" not in EnrolmentDraft.objects.get().values


def test_the_required_consent_is_asked_for_clearly_and_the_others_block_nothing(walker) -> None:
    walker.send("start", {"for": "me"})
    answer = walker.send("consents", {"promotional": "on"})

    assert "Without this consent" in answer.content.decode()
    assert answer.context["form"]["promotional"].value(), "what was ticked stays ticked"
    assert led_to(walker.consent(), "person")


def test_no_box_is_ticked_beforehand(walker) -> None:
    walker.send("start", {"for": "me"})

    page = walker.see("consents").content.decode()
    assert " checked" not in page
    assert page.count("krds-emphasis") >= 7, "retention, promotion and recipients stand out"


def test_a_replaced_text_asks_again(walker) -> None:
    walker.to_check()
    ConsentText.objects.create(
        kind="collection_use", version="2", language="en", body="New", sha256="0" * 64, since=timezone.localdate()
    )

    assert led_to(walker.send("check"), "consents")
    assert not Resident.objects.exists()


def test_what_was_typed_is_there_when_one_comes_back(walker) -> None:
    walker.begin()
    walker.send("person", {"name": "홍길동", "birth_date": "31 January", "sex": "M"})

    returned = Client(headers={"accept-language": "en"})
    returned.cookies = walker.client.cookies
    form = returned.get(reverse("enrol:person")).context["form"]
    assert (form["name"].value(), form["birth_date"].value(), form["sex"].value()) == ("홍길동", "31 January", "M")
    assert not form.errors


def test_a_refused_form_is_shown_by_a_page_to_which_back_can_lead(walker) -> None:
    walker.begin()
    answer = walker.post("person", {**PERSON, "birth_date": "31 January"})
    assert answer.status_code == 302 and answer["Location"] == reverse("enrol:person") + "?refused=1"

    for _time in range(2):
        form = walker.client.get(answer["Location"]).context["form"]
        assert list(form.errors) == ["birth_date"] and form["birth_date"].value() == "31 January"
    walker.send("person", PERSON)
    mended = walker.client.get(answer["Location"]).context["form"]
    assert not mended.errors and mended["name"].value() == "홍길동"


def test_a_registration_number_is_neither_kept_nor_shown_but_the_page_says_what_was_wrong(walker) -> None:
    walker.begin()
    page = walker.send("person", {**PERSON, "name": "800131-1234567"})

    assert list(page.context["form"].errors) == ["name"]
    assert "resident registration number" in str(page.context["form"].errors["name"])
    assert "1234567" not in page.content.decode()


def test_back_keeps_what_was_typed_without_judging_it(walker) -> None:
    walker.begin()
    walker.send("person", PERSON)

    assert led_to(walker.send("home", {"address": "왕", "back": "1"}), "person")
    assert walker.see("person").context["form"]["name"].value() == "홍길동"
    assert walker.see("home").context["form"]["address"].value() == "왕"


def test_a_page_that_is_left_keeps_what_was_typed(walker) -> None:
    walker.begin()

    assert walker.send("person", {"name": "홍", "keep": "1"}).status_code == 204
    assert walker.see("person").context["form"]["name"].value() == "홍"


def test_a_wrong_change_does_not_leave_the_old_answer_standing(walker) -> None:
    walker.to_check()
    walker.send("person", {**PERSON, "birth_date": "soon"})

    assert led_to(walker.see("check"), "person")


def test_mending_leads_straight_back_to_the_last_page(walker) -> None:
    walker.to_check()

    assert led_to(walker.send("person", {**PERSON, "name": "홍길순"}), "check")
    assert "press “Enrol” below" in walker.see("check").content.decode()
    assert "홍길순" in walker.see("check").content.decode()


def test_another_number_is_proved_anew_and_nothing_else_is_lost(walker) -> None:
    walker.to_check()
    assert led_to(walker.send("contact", {"mobile": "01087654321", "email": ""}), "code")
    assert led_to(walker.see("check"), "code")

    assert led_to(walker.send("code", {"code": walker.code()}), "check")
    assert led_to(walker.send("contact", {"mobile": MOBILE, "email": ""}), "check"), "the first is still proved"


def test_a_wrong_code_says_how_many_tries_are_left_and_a_used_up_one_says_so(walker) -> None:
    walker.begin()
    walker.say_who()
    walker.send("contact", {"mobile": MOBILE, "email": ""})
    wrong = f"{(int(walker.code()) + 1) % 10**6:06}"

    assert "4 tries left" in walker.send("code", {"code": wrong}).content.decode()
    answers = [walker.send("code", {"code": wrong}).content.decode() for _ in range(4)]
    assert "1 try left" in answers[2]
    assert "no longer good" in answers[3]
    assert _primary(answers[2]) == ["Confirm"] and _primary(answers[3]) == ["Send a new code"]
    assert "6 digits" in walker.send("code", {"code": "12"}).content.decode()


def test_a_refused_code_is_shown_by_a_page_to_which_back_can_lead(walker) -> None:
    with time_machine.travel(timezone.now()) as clock:
        walker.begin()
        walker.say_who()
        walker.send("contact", {"mobile": MOBILE, "email": ""})
        answer = walker.post("code", {"code": f"{(int(walker.code()) + 1) % 10**6:06}"})
        assert answer["Location"] == reverse("enrol:code") + "?refused=1"
        assert "4 tries left" in walker.client.get(answer["Location"]).content.decode()
        assert not walker.see("code").context["form"].errors

        clock.shift(timedelta(seconds=31))
        walker.send("code", {"again": "1"})
        assert "left" not in str(walker.client.get(answer["Location"]).context["form"].errors)


def test_a_new_code_waits_for_the_countdown_and_says_so(walker) -> None:
    with time_machine.travel(timezone.now()) as clock:
        walker.begin()
        walker.say_who()
        walker.send("contact", {"mobile": MOBILE, "email": ""})
        sent = len(walker.told)
        walker.send("code", {"again": "1"})
        assert "Please try again in" in walker.see("code").content.decode()
        assert len(walker.told) == sent

        clock.shift(timedelta(seconds=31))
        walker.send("code", {"again": "1"})
        assert len(walker.told) == sent + 1
        page = walker.see("code").content.decode()
        assert "A new code is on its way." in page
        assert 'data-wait-words="({seconds} s)"' in page
        assert led_to(walker.send("code", {"code": walker.code()}), "services")


def test_an_address_that_cannot_be_proved_can_be_left_out_when_there_is_another(walker) -> None:
    walker.begin()
    walker.say_who()
    walker.send("contact", {"mobile": MOBILE, "email": EMAIL})
    walker.send("code", {"code": walker.code()})
    assert walker.told[-1]["address"] == EMAIL, "the second code went out by itself"

    assert led_to(walker.send("code", {"without": "1"}), "services")
    assert [column.value for column in _table(walker).columns] == ["sms"]


def test_the_only_address_cannot_be_left_out(walker) -> None:
    walker.begin()
    walker.say_who()
    walker.send("contact", {"mobile": MOBILE, "email": ""})

    assert led_to(walker.send("code", {"without": "1"}), "code")


def test_a_service_without_its_consent_says_so_and_leads_to_it(walker) -> None:
    walker.begin()
    walker.say_who()
    walker.prove()

    page = walker.see("services").content.decode()
    assert walker.send("services", {"wanted": ["events:sms"]}).context["form"].errors["wanted"]
    assert "You have not agreed to promotional messages." in page
    assert reverse("enrol:consents") in page
    walker.send("services", {"wanted": ["local_tax:sms"]})
    assert "District news" not in walker.see("check").content.decode()
    walker.hand_in()
    assert not Resident.objects.get().subscriptions.filter(service="events").exists()


def test_only_proved_channels_can_be_chosen(walker) -> None:
    walker.begin()
    walker.say_who()
    walker.prove()

    assert walker.send("services", {"wanted": ["local_tax:email"]}).status_code == 200
    assert "Choose at least one" in walker.send("services", {}).content.decode()


def test_interests_are_asked_with_the_promotional_consent_only_and_leave_with_it(walker) -> None:
    walker.to_check("promotional")
    assert "Libraries" in walker.see("check").content.decode()

    walker.consent()
    assert led_to(walker.see("interests"), "check")
    walker.hand_in()
    assert not Resident.objects.get().interests.exists()


def test_starting_again_forgets_the_draft(walker) -> None:
    walker.to_check()
    assert "Clear it" in walker.see("again").content.decode()
    assert EnrolmentDraft.objects.exists()

    assert led_to(walker.send("again"), "start")
    assert not EnrolmentDraft.objects.exists()
    assert led_to(walker.see("check"), "start")


def test_the_first_page_offers_to_go_on(walker) -> None:
    assert "Enrol myself" in walker.see("start").content.decode()
    walker.begin()

    page = walker.see("start").content.decode()
    assert "Go on where you stopped" in page
    assert reverse("enrol:person") in page


def test_the_cookie_is_a_long_lived_secret_of_the_browser(walker, settings) -> None:
    cookie = walker.send("start", {"for": "me"}).cookies["enrolment"]

    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/enrol/"
    assert int(cookie["max-age"]) == settings.ENROLMENT_DRAFT_DAYS * 86_400
    draft = EnrolmentDraft.objects.get()
    assert cookie.value.encode() not in bytes(draft.key_hash)
    assert len(cookie.value) >= 40


def test_a_form_whose_proof_of_origin_expired_comes_back_with_what_was_typed() -> None:
    browser = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    page = browser.get(reverse("enrol:start"))
    token = page.context["csrf_token"]
    browser.post(reverse("enrol:start"), {"for": "me", "csrfmiddlewaretoken": str(token)})
    browser.post(reverse("enrol:consents"), {"collection_use": "on", "csrfmiddlewaretoken": str(token)})

    answer = browser.post(reverse("enrol:person"), PERSON)

    assert answer.status_code == 403
    assert answer.context["form"]["name"].value() == "홍길동"
    assert "press the button once more" in answer.content.decode()
    assert "홍길동" not in EnrolmentDraft.objects.get().values, "nothing is saved by it"
    assert browser.post(reverse("enrol:check")).status_code in {302, 403}
    assert browser.post(reverse("set_language"), {"language": "en"}).status_code == 403


def test_too_many_pages_ask_to_wait_and_so_do_too_many_enrolments(walker, settings) -> None:
    settings.ENROLMENTS_PER_CLIENT = 0
    walker.to_check()
    refused = walker.send("check")
    assert refused.status_code == 429 and int(refused["Retry-After"]) > 0
    assert not Resident.objects.exists()

    settings.ENROL_PAGES_PER_CLIENT = 1
    assert walker.see("start").status_code == 429
    settings.ENROL_PAGES_PER_CLIENT, settings.ENROL_PAGES_PER_MINUTE = 1_000, 1
    assert walker.see("check").status_code == 429


def test_no_page_is_kept_by_caches_or_found_by_search_engines(walker) -> None:
    walker.begin()
    page = walker.see("person")

    assert "no-store" in page["Cache-Control"]
    assert 'content="noindex' in page.content.decode()
