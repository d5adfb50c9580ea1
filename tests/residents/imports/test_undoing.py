from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliveries.models import Delivery, Dispatch
from notices.models import Outcome, RegisterRow
from residents import consent, destruction
from residents.imports import acts, engine, staging, undoing
from residents.imports.acts import WasReached
from residents.models import (
    ConsentEntry,
    ConsentKind,
    ContactCode,
    ContactPoint,
    Destruction,
    Household,
    ImportState,
    Resident,
    Route,
    Subscription,
    SubscriptionEnd,
)
from tests.notices.taking import taken
from tests.people import resident
from tests.residents.imports.conftest import checked, drain, imported, people

pytestmark = pytest.mark.django_db


def undone(job, by):
    acts.undo(job, by=by)
    return drain(job)


def test_everybody_of_the_import_is_gone_and_the_proofs_say_so(staged, by, monkeypatch):
    monkeypatch.setattr(undoing, "PAGE", 2)
    job = undone(imported(staged(*people(5))), by)
    assert (job.state, job.undone, job.kept) == (ImportState.UNDONE, 5, 0)
    for person in Resident.objects.all():
        assert (person.name, person.birth_date, person.search_terms, person.consents) == ("", "", [], 0)
        assert (person.left_because, person.birth_year) == ("import_undone", None)
    assert not ContactPoint.objects.exists()
    assert not Subscription.objects.exists()
    assert [home.address for home in Household.objects.all()] == [""]
    proofs = Destruction.objects.all()
    assert (len(proofs), {sum(proof.left.values()) for proof in proofs}) == (5, {0})


def test_the_ledger_says_that_each_consent_was_withdrawn_and_by_whom(staged, by):
    undone(imported(staged({"홍보동의": "Y", "민방위": "문자"})), by)
    lines = ConsentEntry.objects.filter(action="withdrawn")
    assert {(line.kind, line.recorded_by) for line in lines} == {
        ("collection_use", by),
        ("promotional", by),
        ("civil_defense", by),
    }
    assert consent.fold(Resident.objects.get()) == 0
    assert set(SubscriptionEnd.objects.values_list("service", flat=True)) == {"local_tax", "civil_defense", "events"}


def test_the_proof_is_that_of_somebody_destroyed_alone(staged, by):
    job = imported(staged({}, {"성명": "성춘향"}))
    undone(job, by)
    alone = resident("이몽룡", sms="01099998888", email="lee@example.com")
    Resident.objects.filter(pk=alone.pk).update(left_at="2026-11-24T00:00Z")
    destruction.destroy(alone.pk)
    one, other = (
        Destruction.objects.exclude(resident_number=alone.pk).first(),
        Destruction.objects.get(resident_number=alone.pk),
    )
    assert one.left == other.left
    assert one.destroyed["residents.ContactPoint"] == other.destroyed["residents.ContactPoint"] == 2
    assert one.destroyed["residents.Resident"] == 1
    assert one.kept["residents.ConsentEntry"] == 2


def test_afterwards_the_same_file_enrols_everybody_anew(staged, by):
    undone(imported(staged(*people(3))), by)
    again = imported(staged(*people(3)))
    assert (again.outcome["created"], Resident.objects.filter(left_at=None).count()) == (3, 3)


def test_it_is_refused_with_the_number_once_something_is_planned(staged, by):
    job = imported(staged(*people(3)))
    person = Resident.objects.first()
    dispatch = Dispatch.objects.create(title="x", source="notices", service="local_tax")
    contact = person.contacts.get()
    Delivery.objects.create(dispatch=dispatch, channel="sms", recipient=1, resident=person, contact=contact)
    with pytest.raises(WasReached) as refused:
        acts.undo(job, by=by)
    assert refused.value.people == 1
    job.refresh_from_db()
    assert job.state == ImportState.FINISHED


def test_who_was_reached_while_it_is_undone_stays(staged, by, monkeypatch):
    monkeypatch.setattr(undoing, "PAGE", 1)
    job = imported(staged(*people(2)))
    acts.undo(job, by=by)
    undoing.step(job)
    last = Resident.objects.filter(left_at=None).get()
    dispatch = Dispatch.objects.create(title="x", source="notices", service="local_tax")
    Delivery.objects.create(dispatch=dispatch, channel="sms", recipient=1, resident=last, contact=last.contacts.get())
    assert (drain(job).undone, job.kept, job.state) == (1, 1, ImportState.UNDONE)
    last.refresh_from_db()
    assert (last.left_at, bool(last.name)) == (None, True)


@pytest.mark.parametrize("did", ["consented", "proved", "subscribed", "asked"])
def test_who_did_more_here_since_stays_enrolled(staged, by, did):
    job = imported(staged({}))
    person = Resident.objects.get()
    match did:
        case "consented":
            consent.give(person, ConsentKind.PROMOTIONAL, route=Route.ONLINE, given_on=date(2026, 11, 24))
        case "proved":
            ContactPoint.objects.filter(channel="email").update(verified_at="2099-11-24T00:00Z")
        case "subscribed":
            Subscription.objects.create(resident=person, service="school_entry", channel="sms")
        case "asked":
            person.rights_requests.create(kind="access", route=Route.ONLINE, due_on=date(2026, 12, 4))
    job = undone(job, by)
    assert (job.undone, job.kept) == (0, 1)


def test_those_known_before_are_left_alone(staged, by):
    known = resident()
    job = imported(staged({}, {"성명": "성춘향"}))
    assert job.outcome["duplicates"] == 1
    undone(job, by)
    known.refresh_from_db()
    assert (known.left_at, known.contacts.count(), bool(known.household.address)) == (None, 2, True)


def test_codes_to_their_addresses_go_and_those_of_others_stay(staged, by):
    job = imported(staged({}, {"성명": "성춘향", "휴대전화": "010-5555-6666", "이메일": ""}))
    resident("이몽룡", email=None)  # has the same mobile number as the first
    for contact in ContactPoint.objects.filter(resident__imported_by=job, channel="sms"):
        ContactCode.objects.create(
            purpose="enrol", channel="sms", address_hash=contact.address_hash, code_hash=b"c" * 16,
            holder_hash=b"h" * 16, client_hash=b"k" * 16, expires_at="2026-11-24T00:00Z",
        )  # fmt: skip
    undone(job, by)
    assert ContactCode.objects.count() == 1
    assert {proof.destroyed["residents.ContactCode"] for proof in Destruction.objects.all()} == {0, 1}


def test_undoing_takes_the_same_number_of_queries_for_many_as_for_few(staged, by):
    few = imported(staged(*people(3)))
    acts.undo(few, by=by)
    with CaptureQueriesContext(connection) as small:
        undoing.step(few)
    drain(few)
    many = imported(staged(*people(60)))
    acts.undo(many, by=by)
    with CaptureQueriesContext(connection) as large:
        undoing.step(many)
    assert len(large) <= len(small)


def test_an_import_that_was_stopped_halfway_can_be_undone(staged, by, monkeypatch):
    monkeypatch.setattr(staging, "PAGE", 2)
    job = checked(staged(*people(4)))
    acts.run(job)
    engine.step(job.pk)
    acts.cancel(job)
    assert undone(job, by).undone == 2


def test_a_page_that_fails_is_undone_wholly_the_next_time(staged, by, monkeypatch):
    job = imported(staged(*people(3)))
    acts.undo(job, by=by)
    leave = undoing.leave_together

    def leave_and_die(ids, **named):
        leave(ids, **named)
        raise RuntimeError("killed")

    monkeypatch.setattr(undoing, "leave_together", leave_and_die)
    with pytest.raises(RuntimeError):
        undoing.step(job)
    assert (Resident.objects.filter(left_at=None).count(), Destruction.objects.count()) == (3, 0)
    monkeypatch.undo()
    assert drain(job).undone == Destruction.objects.count() == 3
    assert ConsentEntry.objects.filter(action="withdrawn").count() == 3


def test_who_has_a_row_in_a_register_goes_and_the_register_forgets_their_contacts(staged, by):
    job = imported(staged({}))
    person = Resident.objects.get()
    taken("local_tax", {"성명": "홍길동", "생년월일": "1980-01-31"})
    RegisterRow.objects.update(outcome=Outcome.PAPER, resident=person, sms_contact=person.contacts.first())
    assert undone(job, by).undone == 1
    assert RegisterRow.objects.get().sms_contact is None
    assert Destruction.objects.get().kept["notices.RegisterRow"] == 1


def test_who_is_a_recipient_in_a_batch_that_waits_for_approval_is_planned_for(staged, by):
    job = imported(staged({}))
    taken("local_tax", {"성명": "홍길동", "생년월일": "1980-01-31"})
    RegisterRow.objects.update(outcome=Outcome.RECIPIENT, resident=Resident.objects.get())
    with pytest.raises(WasReached):
        acts.undo(job, by=by)
