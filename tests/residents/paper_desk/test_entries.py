"""The first entry enrols provisionally; the second by somebody else; only a code verifies."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from residents import proofs
from residents.codes import TooManyCodes
from residents.destruction import destroy
from residents.leaving import leave
from residents.models import (
    Channel,
    ConsentEntry,
    ContactPoint,
    ContactProof,
    PaperForm,
    PaperPage,
    Resident,
    Route,
)
from residents.outgoing import message_wanted
from residents.paper_desk import contacts, entries, scans
from residents.paper_desk.duplicates import look_alikes
from residents.paper_desk.queues import Queue, forms_in
from tests.people import VERIFIED, form, paper_desk, resident
from tests.residents.paper_desk.box import bundle, form_of, picture

pytestmark = pytest.mark.django_db
State = PaperForm.State
SMS, EMAIL = Channel.SMS, Channel.EMAIL
RIGHT = {SMS: "01012345678", EMAIL: "hong@example.com"}


@pytest.fixture
def told():
    messages = []

    def note(**values):
        messages.append(values)

    message_wanted.connect(note)
    yield messages
    message_wanted.disconnect(note)


@pytest.fixture
def first():
    return paper_desk()


@pytest.fixture
def second():
    return paper_desk("paper2")


@pytest.fixture
def entered(first):
    found = form_of(bundle(first))
    return entries.enter(found, form(verified=None), by=first)


def test_a_form_enrols_at_once_and_nothing_goes_to_its_contacts(entered, told):
    person = entered.resident
    assert (person.name, entered.state) == ("홍길동", State.SECOND)
    assert not ContactPoint.objects.filter(resident=person, verified_at__isnull=False).exists()
    assert not told
    assert entered.claimed_by is None


def test_two_who_agree_have_a_code_sent_and_only_the_code_verifies(entered, second, told):
    assert contacts.second_entry(entered, {SMS: "01012345678", EMAIL: "Hong@Example.com"}, by=second)

    entered.refresh_from_db()
    assert (entered.state, entered.first_contacts, entered.second_contacts) == (State.AGREED, "{}", "{}")
    assert {(message["kind"], message["channel"]) for message in told} == {
        ("contact_proof", SMS),
        ("contact_proof", EMAIL),
    }
    assert not any("홍길동" in message["text"] for message in told)
    assert not ContactPoint.objects.filter(verified_at__isnull=False).exists()
    assert forms_in(Queue.CODE, of=second).count() == 1


def test_nobody_is_both(entered, first):
    with pytest.raises(contacts.SamePerson):
        contacts.second_entry(entered, RIGHT, by=first)
    with pytest.raises(IntegrityError), transaction.atomic():
        PaperForm.objects.filter(pk=entered.pk).update(second_by=first)


def test_two_who_differ_wait_for_a_third_look_which_corrects_the_contact(entered, first, second, told):
    assert not contacts.second_entry(entered, {SMS: "01012345679", EMAIL: "hong@example.com"}, by=second)
    entered.refresh_from_db()
    assert entered.state == State.MISMATCH
    assert contacts.typed_first(entered)[SMS] != contacts.typed_second(entered)[SMS]
    assert not told

    contacts.settle(entered, {SMS: "01012345679", EMAIL: "hong@example.com"}, by=second)

    entered.refresh_from_db()
    assert (entered.state, entered.first_contacts, entered.settled_by) == (State.AGREED, "{}", second)
    in_use = ContactPoint.objects.filter(resident=entered.resident, stopped_at=None)
    assert dict(in_use.values_list("channel", "address")) == {"sms": "01012345679", "email": "hong@example.com"}
    assert in_use.filter(verified_at=None).count() == 2
    assert "01012345678" not in str(list(ContactPoint.objects.values_list("address", flat=True)))
    assert "01012345679" in [message["address"] for message in told]


def test_an_address_that_its_owner_proved_is_not_typed_again(entered):
    ContactPoint.objects.filter(resident=entered.resident).update(verified_at=VERIFIED)
    from residents.codes import contact_proved
    from residents.hashes import contact_hashes

    contact_proved.send(sender=None, channel=SMS, address_hashes=contact_hashes("01012345678"))

    entered.refresh_from_db()
    assert entered.state == State.AGREED


def test_where_no_more_codes_may_go_the_form_waits_for_them(entered, second, monkeypatch):
    def full(*args, **kwargs):
        raise TooManyCodes(60)

    monkeypatch.setattr(proofs, "ask", full)
    assert contacts.second_entry(entered, RIGHT, by=second)
    assert forms_in(Queue.CODE, of=second).count() == 1 and not ContactProof.objects.exists()


def test_the_same_person_again_is_linked_and_not_enrolled_twice(entered, first):
    again = form_of(entered.bundle, 2)
    with pytest.raises(entries.EnrolledAlready) as error:
        entries.enter(again, form(verified=None), by=first)
    assert error.value.resident == entered.resident

    entries.link(again, error.value.resident, by=first)

    again.refresh_from_db()
    assert (again.state, again.resident) == (State.DUPLICATE, entered.resident)
    assert Resident.objects.count() == 1


def test_who_is_enrolled_is_found_by_name_with_birth_date_or_mobile():
    known = resident()
    assert look_alikes("홍 길동", date(1980, 1, 31)) == [known]
    assert look_alikes("홍길동", date(1980, 2, 1), "01012345678") == [known]
    assert look_alikes("홍길순", date(1980, 1, 31), "01012345678") == []  # a family may share a phone
    leave(known, told=False)
    assert look_alikes("홍길동", date(1980, 1, 31)) == []


def test_what_is_set_aside_keeps_what_was_typed_but_no_registration_number(first):
    found = form_of(bundle(first))
    typed = {"name": ["홍길동"], "address": ["800131-1234567"], "wanted": ["local_tax:sms", "library:sms"]}

    entries.set_aside(found, State.ILLEGIBLE, typed=typed, note="번호 흐림", by=first)

    found.refresh_from_db()
    assert (found.state, found.note) == (State.ILLEGIBLE, "번호 흐림")
    assert "address" not in entries.typed_before(found)
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed, note FROM residents_paperform WHERE id = %s", [found.pk])
        stored = b"".join(bytes(value) for value in cursor.fetchone())
    assert "홍길동".encode() not in stored and "흐림".encode() not in stored
    assert entries.reopen(found, by=first).state == State.OPEN


def test_a_slip_of_the_finger_can_be_taken_back(first):
    found = form_of(bundle(first))
    scans.add(found.bundle, [picture()], by=first)
    entries.set_aside(found, State.RETURNED, typed={"name": ["홍길동"]}, note="", by=first)
    again = entries.reopen(found, by=first)
    assert entries.typed_before(again) == {"name": ["홍길동"]} and PaperPage.objects.exists()


def test_leaving_destroys_the_scan_and_what_was_typed(entered, second):
    scans.add(entered.bundle, [picture("1"), picture("2")], by=second)
    contacts.second_entry(entered, {SMS: "01011112222"}, by=second)
    leave(entered.resident, told=False)

    assert destroy(entered.resident_id)

    entered.refresh_from_db()
    assert list(PaperPage.objects.values_list("place", flat=True)) == [1]  # the neighbour's
    assert {entered.first_contacts, entered.second_contacts, entered.typed} == {"{}"}
    assert entered.state == State.AGREED and entered.resident_id


def test_the_ledger_says_who_collected_the_signed_form(first):
    from residents.forms.paper_entry import EntryForm
    from tests.residents.paper_desk.box import TYPED

    found = bundle(first)
    typed = EntryForm({**TYPED, "mobile": "010-1234-5678"}, bundle=found)
    assert typed.is_valid(), typed.errors
    entries.enter(form_of(found), typed.enrolment(), by=first)

    entry = ConsentEntry.objects.get()
    assert (entry.route, entry.signed, entry.collected_by) == (Route.TONG, True, "이통장")
    assert (entry.given_on, Resident.objects.get().route) == (date(2026, 11, 18), Route.TONG)
