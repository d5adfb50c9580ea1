"""Handing in: once is once; who is known already looks the same from outside, and is told."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from residents import consent
from residents.drafts import find
from residents.handing_in import hand_in
from residents.models import Channel, ConsentKind, ContactPoint, EnrolmentDraft, Guardianship, Resident, Subscription
from residents.outgoing import CHECK_CODE, tell
from residents.receipts import ALPHABET, new_receipt_number
from tests.people import resident
from tests.residents.enrolling import CHILD, EMAIL, HOME, MOBILE, Walker

pytestmark = pytest.mark.django_db


@pytest.fixture
def walker():
    somebody = Walker()
    yield somebody
    somebody.stop()


def told(walker, kind="already_enrolled"):
    return {(message["channel"], message["address"]) for message in walker.told if message["kind"] == kind}


def services_of(somebody):
    return set(somebody.subscriptions.values_list("service", "channel"))


def test_a_receipt_number_can_be_read_out_and_says_nothing() -> None:
    numbers = {new_receipt_number() for _ in range(1_000)}

    assert len(numbers) == 1_000
    assert all(len(number) == 11 and set(number) - {"-"} <= set(ALPHABET) for number in numbers)
    assert not set("AEIOU01L") & set(ALPHABET)


def test_handing_in_twice_makes_one_resident_and_one_receipt(walker) -> None:
    walker.to_check()
    receipt = walker.hand_in()
    draft = find(walker.client.cookies["enrolment"].value)

    assert hand_in(draft, language="en") == receipt
    assert walker.hand_in() == receipt
    assert Resident.objects.get().receipt_number == receipt
    assert len(told(walker, "enrolled")) == 1
    assert EnrolmentDraft.objects.get().resident == Resident.objects.get()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_tabs_and_browsers_at_the_same_moment_make_one_resident(settings) -> None:
    settings.CODE_RESEND_SECONDS = 0
    browsers = [Walker(), Walker()]
    for walker in browsers:
        walker.to_check()
        walker.stop()
    start, answers = threading.Barrier(4), []

    def press(walker) -> None:
        tab = Client(headers={"accept-language": "en"})
        tab.cookies = walker.client.cookies.copy()
        start.wait()
        answers.append(tab.post(reverse("enrol:check"))["Location"])
        connection.close()

    tabs = [threading.Thread(target=press, args=[walker]) for walker in browsers * 2]
    for tab in tabs:
        tab.start()
    for tab in tabs:
        tab.join()

    assert answers == [reverse("enrol:done")] * 4
    receipts = [walker.see("done").context["receipt_number"] for walker in browsers]
    assert Resident.objects.get().receipt_number in receipts
    assert receipts[0] != receipts[1], "each browser has its own, as if the other were a stranger"


def test_the_same_person_gets_the_same_pages_and_what_is_new_is_added(walker) -> None:
    known = resident(email=None, verified=None)
    walker.to_check("civil_defense")
    walker.send("services", {"wanted": ["civil_defense:sms"]})
    before = walker.see("check").content.decode()
    receipt = walker.hand_in()
    page = walker.see("done").content.decode()

    assert Resident.objects.get() == known
    assert receipt in page and "enrolled already" not in page + before
    known.refresh_from_db()
    assert known.receipt_number != receipt
    assert services_of(known) == {("local_tax", "email"), ("local_tax", "sms"), ("civil_defense", "sms")}
    assert (
        known.consents
        == consent.fold(known)
        == consent.mask_of([ConsentKind.COLLECTION_USE, ConsentKind.CIVIL_DEFENSE])
    )
    assert known.contacts.get().verified_at is not None, "the code proved what was only written on paper"
    assert known.household.address != HOME["address"], "nothing is overwritten"
    assert told(walker) == {(Channel.SMS, MOBILE)}
    assert told(walker, "enrolled") == set()


def test_the_owner_is_told_at_the_address_on_record_too_and_that_one_stays(walker) -> None:
    known = resident(email="old@example.com")
    walker.to_check(email=EMAIL)
    walker.send("services", {"wanted": ["local_tax:email"]})
    walker.hand_in()

    assert told(walker) == {(Channel.SMS, MOBILE), (Channel.EMAIL, EMAIL), (Channel.EMAIL, "old@example.com")}
    assert known.contacts.get(channel="email", stopped_at=None).address == "old@example.com"


def test_somebody_who_now_gives_only_the_email_of_before_is_the_same_person(walker) -> None:
    known = resident(sms="01087654321", email=EMAIL)
    walker.to_check(email=EMAIL)
    walker.hand_in()

    assert Resident.objects.get() == known, "two of one name in one dong would both be ambiguous, and get paper"
    assert known.contacts.get(channel="sms", stopped_at=None).address == "01087654321"
    assert told(walker) == {(Channel.SMS, MOBILE), (Channel.EMAIL, EMAIL), (Channel.SMS, "01087654321")}


def test_an_address_that_was_never_proved_gives_way_to_one_that_was(walker) -> None:
    known = resident(email="typo@example.com", verified=None)
    walker.to_check(email=EMAIL)
    walker.hand_in()

    assert known.contacts.get(channel="email", stopped_at=None).address == EMAIL
    assert ContactPoint.objects.get(address_hash=known.contacts.exclude(stopped_at=None).get().address_hash)


def test_a_family_may_share_a_phone_and_its_reader_is_told(walker) -> None:
    parent = resident("홍판서", date(1950, 5, 5), email=None)
    walker.to_check()
    walker.hand_in()

    assert Resident.objects.count() == 2
    assert told(walker) == told(walker, "enrolled") == {(Channel.SMS, MOBILE)}
    assert services_of(parent) == {("local_tax", "sms"), ("local_tax", "email")}
    text = next(message["text"] for message in walker.told if message["kind"] == "already_enrolled")
    assert "홍" not in text and "1950" not in text


def test_who_is_enrolled_with_another_contact_is_told_there(walker) -> None:
    resident(sms="01087654321", email="owner@example.com", dong=HOME["dong"])
    walker.to_check()
    walker.hand_in()

    assert told(walker) == {(Channel.SMS, "01087654321"), (Channel.EMAIL, "owner@example.com")}
    assert Resident.objects.count() == 2


def test_a_stranger_sees_the_same_pages_whether_an_address_is_known_or_not(walker) -> None:
    resident("홍판서", date(1950, 5, 5), sms=MOBILE, email=EMAIL)
    pages = []
    for mobile, email in ((MOBILE, ""), ("01099998888", ""), ("", EMAIL), ("", "nobody@example.com")):
        somebody = Walker()
        somebody.begin()
        somebody.say_who()
        answer = somebody.send("contact", {"mobile": mobile, "email": email})
        page = somebody.see("code").content.decode()
        somebody.stop()
        shown = "010-" + mobile[3:7] + "-" + mobile[7:] if mobile else email
        pages.append((answer.status_code, answer["Location"], _without_tokens(page).replace(shown, "…")))

    assert pages[0] == pages[1]
    assert pages[2] == pages[3]


def _without_tokens(page: str) -> str:
    import re

    return re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*|data-wait="\d+"', r"\1", page)


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("kind", ["enrolled", "already_enrolled"])
@pytest.mark.parametrize("why", ["again", "address", "person"])
def test_the_messages_are_tidy_in_every_variant(walker, settings, kind, why, language) -> None:
    values = {"why": why, "receipt_number": "K7QM3-XP9TR", "chosen": ["A", "B"], "received_on": date(2026, 11, 24)}
    for channel, address in ((Channel.EMAIL, EMAIL), (Channel.SMS, MOBILE)):
        tell(kind, channel, address, language=language, values=values)
    email, sms = walker.told

    assert email["subject"].startswith("[") and "\n" not in email["subject"]
    for text in (email["text"], sms["text"]):
        lines = text.splitlines()
        assert f"{settings.SITE_URL}/my/" in text and settings.OFFICE_CONTACT in text
        assert [line for line in lines if line != line.strip()] == []
        assert "\n\n\n" not in text and "{" not in text
    assert len(sms["text"].splitlines()) == 4  # the last one is the check code
    sms["text"].replace(CHECK_CODE, "4F7K-2M9P").encode("cp949")


def test_who_has_left_and_comes_back_is_enrolled_anew(walker) -> None:
    left = resident(email=None)
    Resident.objects.filter(pk=left.pk).update(left_at=timezone.now())
    walker.to_check()
    walker.hand_in()

    assert Resident.objects.filter(left_at=None).get() != left
    assert Subscription.objects.filter(resident=left).count() == 2
    assert told(walker) == set()


def test_a_known_child_keeps_its_guardian(walker, settings) -> None:
    settings.CODE_RESEND_SECONDS = 0
    for _ in range(2):
        walker.begin_for_child()
        walker.say_who(CHILD)
        walker.send("services", {"wanted": ["local_tax:sms"]})
        walker.hand_in()
        walker.send("again")

    assert Resident.objects.count() == Guardianship.objects.count() == 1
