"""Children under 14: the guardian first, and nothing of the child before."""

import json
from datetime import date

import pytest
import time_machine
from django.urls import reverse

from residents.models import Channel, EnrolmentDraft, Guardianship, Resident
from tests.residents.enrolling import CHILD, EMAIL, GUARDIAN, PERSON

pytestmark = pytest.mark.django_db


def led_to(answer, step) -> bool:
    return answer.status_code == 302 and answer["Location"] == reverse(f"enrol:{step}")


def test_a_guardian_enrols_a_child(walker) -> None:
    assert led_to(walker.send("start", {"for": "child"}), "guardian")
    assert led_to(walker.send("guardian", GUARDIAN), "guardian_code")
    assert led_to(walker.send("guardian_code", {"code": walker.code()}), "consents")
    assert led_to(walker.consent(), "person")
    walker.say_who(CHILD)
    assert led_to(walker.see("check"), "services"), "the guardian's contact is the child's"
    walker.send("services", {"wanted": ["local_tax:sms"]})
    walker.hand_in()

    child = Resident.objects.get()
    guardian = Guardianship.objects.get(child=child)
    assert (child.name, child.is_household_head) == ("홍아라", False)
    assert (guardian.name, guardian.relation, guardian.channel) == ("홍길동", "father", Channel.SMS)
    contact = child.contacts.get()
    assert bytes(contact.address_hash) == bytes(guardian.address_hash)
    assert contact.verified_at == guardian.verified_at


def test_a_parent_learns_first_that_school_entry_comes_with_an_enrolment_of_their_own(walker) -> None:
    page = walker.see("start").content.decode()
    assert page.index("Enrol my child under 14") < page.index("That notice goes to the parent")
    walker.send("start", {"for": "child"})

    page = walker.see("guardian").content.decode()
    assert "that notice goes to the parent" in page and 'href="#myself"' in page and 'id="myself"' in page
    assert led_to(walker.send("start", {"for": "me"}), "consents")


@pytest.mark.parametrize("step", ["consents", "person", "home", "services", "check"])
def test_nothing_of_the_child_is_asked_or_kept_before_the_guardian_is_proved(walker, step) -> None:
    walker.send("start", {"for": "child"})
    assert led_to(walker.see(step), "guardian")
    walker.send("guardian", GUARDIAN)

    assert led_to(walker.see(step), "guardian_code")
    assert led_to(walker.send(step, CHILD), "guardian_code")
    assert set(json.loads(EnrolmentDraft.objects.get().values)) <= {"who", "guardian", "sent", "typed"}
    assert "홍아라" not in EnrolmentDraft.objects.get().values


def test_another_guardian_begins_anew(walker) -> None:
    walker.begin_for_child()
    walker.say_who(CHILD)

    assert led_to(walker.send("guardian", {**GUARDIAN, "mobile": "", "email": EMAIL}), "guardian_code")
    assert "홍아라" not in EnrolmentDraft.objects.get().values
    walker.send("guardian_code", {"code": walker.code()})
    assert led_to(walker.see("check"), "consents")


def test_a_guardian_says_that_they_are_one_and_gives_one_contact(walker) -> None:
    walker.send("start", {"for": "child"})

    page = walker.see("guardian").content.decode()
    assert page.count("(one of the two)") == 2 and "(optional)" not in page
    assert "Only the legal guardian" in walker.send("guardian", {**GUARDIAN, "adult": ""}).content.decode()
    assert "one of them" in walker.send("guardian", {**GUARDIAN, "email": EMAIL}).content.decode()
    assert not walker.told


def test_every_page_and_the_confirmation_say_that_it_is_for_the_child(walker) -> None:
    walker.send("start", {"for": "child"})
    walker.send("guardian", GUARDIAN)
    walker.send("guardian_code", {"code": walker.code()})
    consents = walker.see("consents").content.decode()
    assert "use of my child’s data" in consents and "use of my data" not in consents
    assert "cannot enrol your child" in walker.send("consents", {}).content.decode()
    walker.consent()
    assert "meant for you" not in walker.see("person").content.decode()
    walker.say_who(CHILD)
    walker.send("services", {"wanted": ["local_tax:sms"]})
    check = walker.see("check").content.decode()
    assert "Is everything right for your child?" in check and "Consents for the child" in check
    walker.hand_in()

    assert "Your child is enrolled" in walker.see("done").content.decode()
    assert walker.told[-1]["kind"] == "enrolled" and "Your child is enrolled" in walker.told[-1]["text"]
    assert "홍아라" not in walker.told[-1]["text"]


@pytest.mark.parametrize("name", ["홍아라", "<b>"])
def test_who_is_under_14_is_told_kindly_and_forgotten(walker, name) -> None:
    with time_machine.travel("2026-11-24 12:00+09:00"):
        walker.begin()
        answer = walker.send("person", {**PERSON, "name": name, "birth_date": "20121125"})

        assert led_to(answer, "young")
        assert answer.cookies["enrolment"].value == ""
        assert not EnrolmentDraft.objects.exists()
        assert "together with a parent" in walker.see("young").content.decode()


def test_nor_is_a_child_kept_by_leaving_the_page(walker) -> None:
    walker.begin()
    walker.send("person", {"name": "홍아라", "birth_date": CHILD["birth_date"], "keep": "1"})

    assert "홍아라" not in EnrolmentDraft.objects.get().values


def test_the_fourteenth_birthday_is_not_under_fourteen(walker, another) -> None:
    with time_machine.travel("2026-11-24 00:30+09:00"):
        walker.begin()
        assert led_to(walker.send("person", {**PERSON, "birth_date": "20121124"}), "home")

        another.begin_for_child()
        answer = another.send("person", {**CHILD, "birth_date": "20121124"})
        assert "enrol themselves" in answer.content.decode()
        assert led_to(another.send("person", {**CHILD, "birth_date": "20121125"}), "home")


def test_a_child_that_turns_fourteen_meanwhile_is_not_enrolled_by_the_guardian(walker) -> None:
    with time_machine.travel("2026-11-24 12:00+09:00") as clock:
        walker.begin_for_child()
        walker.say_who({**CHILD, "birth_date": "20121125"})
        walker.send("services", {"wanted": ["local_tax:sms"]})
        assert walker.see("check").status_code == 200

        clock.shift(86_400)
        assert led_to(walker.send("check"), "person")
        assert not Resident.objects.exists()


def test_what_only_grown_ups_get_is_not_offered_for_a_child(walker) -> None:
    walker.begin_for_child()
    walker.say_who(CHILD)

    rows = walker.see("services").context["form"].fields["wanted"].rows
    assert [row.value for row in rows] == ["local_tax", "events"]
    assert "civil_defense" not in walker.see("consents").content.decode()


def test_ages_are_whole_years() -> None:
    from residents.ages import age_on

    assert age_on(date(2012, 2, 29), date(2026, 2, 28)) == 13
    assert age_on(date(2012, 2, 29), date(2026, 3, 1)) == 14
