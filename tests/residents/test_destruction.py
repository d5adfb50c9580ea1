"""After leaving: what no law keeps is gone within the hour, and a search proves it."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from config.queues import BEAT_SCHEDULE
from deliveries.models import Delivery
from notices.models import MatchDecision, Notice, RegisterRow
from residents import destruction, rights
from residents.codes import send
from residents.consent import fold
from residents.contacts import remove
from residents.destruction import NotDestroyed, destroy_all
from residents.leaving import leave
from residents.models import (
    ConsentEntry,
    ContactCode,
    ContactPoint,
    CounterAct,
    CounterDraft,
    Destruction,
    EnrolmentDraft,
    Guardianship,
    Household,
    Interest,
    Purpose,
    Resident,
    RightsRequest,
    Subscription,
    SubscriptionEnd,
)
from tests.notices.taking import approved
from tests.people import clerk, officer, resident
from tests.residents.visiting import EMAIL, SMS, kinds, told

__all__ = ["told"]
pytestmark = pytest.mark.django_db
ADDRESS = "서울특별시 성동구 마장로 209, 118동 303호"
SECRETS = ("홍길동", "1980-01-31", "01012345678", "hong@example.com", ADDRESS)


def someone(**changes) -> Resident:
    """Somebody of whom every table holds something."""
    person = resident(**changes)
    person.interests.set(Interest.objects.all()[:3])
    EnrolmentDraft.objects.create(key_hash=person.person_hash, values='{"name": "홍길동"}', resident=person)
    Guardianship.objects.create(
        child=person, name="홍부모", relation="mother", channel=SMS, address_hash=b"x" * 16, verified_at=timezone.now()
    )
    rights.ask(person, RightsRequest.Kind.CORRECTION, "홍길동의 주소를 고쳐 주십시오")
    return person


def opened_values() -> str:
    """Every encrypted value of the residents' room, opened."""
    rows = [
        *Resident.objects.all(),
        *Household.objects.all(),
        *ContactPoint.objects.all(),
        *RightsRequest.objects.all(),
    ]
    return " ".join(str(vars(row)) for row in rows)


def test_leaving_takes_effect_at_once_and_is_told(told):
    person = someone()
    told.clear()

    leave(person)

    person.refresh_from_db()
    assert person.left_at and person.consents == fold(person) == 0
    assert not Subscription.objects.exists() and SubscriptionEnd.objects.count() == 2
    assert set(ContactPoint.objects.values_list("stopped_because", flat=True)) == {"left"}
    assert RightsRequest.objects.get().state == "taken_back"
    assert kinds(told) == [("left", "01012345678"), ("left", "hong@example.com")]


def test_what_no_law_keeps_is_destroyed_and_the_proof_counts_it():
    person = someone()
    with connection.cursor() as cursor:
        cursor.execute("SELECT person_hash, enrolment_hash FROM residents_resident")
        hashes = cursor.fetchone()
    send(SMS, "01012345678", purpose=Purpose.SIGN_IN, holder="h", client="192.0.2.1")
    leave(person)

    assert destroy_all() == 1

    assert not [secret for secret in SECRETS if secret in opened_values()]
    gone = (ContactPoint, ContactCode, EnrolmentDraft, Guardianship, Subscription)
    assert [model for model in gone if model.objects.exists()] == []
    person.refresh_from_db()
    assert (person.name, person.birth_date, person.sex) == ("", "", "")
    assert not {bytes(value) for value in hashes} & {bytes(person.person_hash), bytes(person.enrolment_hash)}
    assert ConsentEntry.objects.filter(resident=person).count() == 2
    proof = Destruction.objects.get()
    assert (proof.resident_number, proof.asked_at) == (person.pk, person.left_at)
    assert proof.destroyed["residents.ContactPoint"] == 2
    assert proof.destroyed["residents.Interest"] == 3
    assert proof.destroyed["residents.ContactCode"] == proof.destroyed["residents.Household"] == 1
    assert proof.kept["residents.ConsentEntry"] == proof.kept["residents.SubscriptionEnd"] == 2
    assert "residents.Resident" in proof.left and not any(proof.left.values())


def test_of_what_was_done_at_a_counter_neither_the_proxy_nor_the_signature_stays():
    person, somebody = resident(), clerk()
    CounterDraft.objects.create(clerk=somebody, resident=person, values='{"typed": {"name": ["홍길동"]}}')
    CounterAct.objects.create(
        resident=person, kind="enrolled", clerk=somebody, proxy_name="김영희", strokes="[[[1,2]]]", signature="pad"
    )
    leave(person)

    assert destroy_all() == 1

    act = CounterAct.objects.get()
    assert (act.proxy_name, act.strokes, act.clerk, act.signature) == ("", "", somebody, "pad")
    assert not CounterDraft.objects.exists()
    assert Destruction.objects.get().kept["residents.CounterAct"] == 1


def test_a_contact_that_was_removed_before_does_not_hinder_the_destruction():
    person = someone()
    remove(person, EMAIL)
    leave(person)

    assert destroy_all() == 1
    assert not ContactPoint.objects.exists()


def test_obligations_stay_without_the_persons_contacts():
    person = resident()
    notice = Notice.objects.get(batch=approved())
    MatchDecision.objects.create(
        person_hash=person.person_hash, dong=person.dong, resident=person, decided_by=officer()
    )
    leave(person)

    destroy_all()

    row = RegisterRow.objects.get()
    assert (row.resident_id, row.email_contact_id, row.sms_contact_id) == (person.pk, None, None)
    assert Notice.objects.filter(pk=notice.pk).exists() and Delivery.objects.count() == 2
    assert not MatchDecision.objects.exists()
    assert Destruction.objects.get().kept["notices.Notice"] == 1
    assert Destruction.objects.get().kept["deliveries.Delivery"] == 2
    # The next register does not find them.
    assert RegisterRow.objects.get(batch=approved("local_tax", by=officer("again"), again=True)).outcome == "paper"


def test_others_at_the_same_address_keep_it():
    person, other = resident(), resident("홍아름", email=None)
    send(SMS, "01012345678", purpose=Purpose.SIGN_IN, holder="h", client="192.0.2.1")
    leave(person)
    destroy_all()

    other.refresh_from_db()
    assert (other.name, other.household.address) == ("홍아름", ADDRESS)
    assert ContactPoint.objects.get().resident == other
    assert ContactCode.objects.exists()

    leave(other)
    destroy_all()
    assert Household.objects.get().address == ""


def test_whoever_enrols_again_is_somebody_new():
    person = resident()
    leave(person)
    before = resident("임꺽정", sms="01099998888", email=None).household_id
    destroy_all()

    again = resident()

    assert again.pk != person.pk
    assert again.household_id == before  # somebody else moved in meanwhile, so the address stayed
    assert (again.name, again.contacts.count(), again.consents) == ("홍길동", 2, 1)


def test_enrolling_again_before_the_destruction_is_possible_too():
    person = resident()
    leave(person)
    destroy_all()
    assert resident().household.address == ADDRESS


def test_it_is_done_once_and_goes_on_where_it_was_killed(monkeypatch):
    people = [resident(name, sms=f"0101234000{n}", email=None) for n, name in enumerate(("홍길동", "임꺽정", "장길산"))]
    for person in people:
        leave(person)
    whole = destruction._empty

    def killed(person):
        if person.pk == people[1].pk:
            raise KeyboardInterrupt
        return whole(person)

    monkeypatch.setattr(destruction, "_empty", killed)
    with pytest.raises(KeyboardInterrupt):
        destroy_all()
    assert [Resident.objects.get(pk=person.pk).name for person in people] == ["", "임꺽정", "장길산"]
    assert ContactPoint.objects.filter(resident=people[1]).exists()  # wholly, or not at all

    monkeypatch.setattr(destruction, "_empty", whole)
    assert (destroy_all(), destroy_all()) == (2, 0)
    assert Destruction.objects.count() == 3


def test_a_search_that_finds_something_takes_everything_back_and_stops_nobody_else(monkeypatch, caplog):
    first, second = resident(), resident("임꺽정", sms="01099998888", email=None)
    leave(first)
    leave(second)
    whole = destruction._empty

    def forgetful(person):
        counts = whole(person)
        if person.pk == first.pk:
            person.name = "홍길동"
            person.save(update_fields=["name"])
        return counts

    monkeypatch.setattr(destruction, "_empty", forgetful)
    with pytest.raises(NotDestroyed) as refused:
        destruction.destroy(first.pk)
    assert refused.value.found == {"residents.Resident": 1}

    assert destroy_all() == 1
    assert Destruction.objects.get().resident_number == second.pk
    assert "홍길동" not in caplog.text and str(first.pk) in caplog.text


def test_a_contact_inside_a_value_that_is_kept_is_found():
    person = resident()
    approved()
    row = RegisterRow.objects.get()
    row.values = json.dumps({**json.loads(row.values), "contact": "01012345678"})
    row.save()
    leave(person)

    with pytest.raises(NotDestroyed) as refused:
        destruction.destroy(person.pk)
    assert refused.value.found == {"notices.RegisterRow": 1}


def test_nobody_who_stays_is_touched():
    resident()
    assert destroy_all() == 0
    assert not Destruction.objects.exists()


def test_beat_has_it_done_several_times_within_the_hour_and_a_run_takes_everybody():
    assert BEAT_SCHEDULE["destroy"]["schedule"] * 3 < timedelta(hours=1).total_seconds()
    for number in range(2):
        leave(resident(f"홍길{'동순'[number]}", sms=f"0101234100{number}", email=None))

    from residents.tasks import destroy

    assert destroy() == 2
    for proof in Destruction.objects.all():
        assert proof.done_at - proof.asked_at < timedelta(hours=1)


def test_the_pages_of_a_run_leave_nobody_out(monkeypatch):
    monkeypatch.setattr(destruction, "PAGE", 2)
    for number in range(5):
        leave(resident(sms=f"0101234200{number}", email=None))

    assert destroy_all() == 5


def test_the_commands_destroy_and_show_the_proofs():
    leave(resident())
    out = StringIO()
    call_command("destroy_withdrawn", stdout=out)
    assert "1 resident" in out.getvalue()

    out = StringIO()
    call_command("destructions", "--json", stdout=out)
    proof = json.loads(out.getvalue())
    assert set(proof) == {"resident_number", "asked_at", "done_at", "destroyed", "kept", "left"}
    out = StringIO()
    call_command("destructions", "--since", "2999-01-01", stdout=out)
    assert out.getvalue() == ""


def test_whoever_comes_back_with_a_backup_leaves_again_silently_and_somebody_new_does_not(tmp_path, told):
    person = resident()
    leave(person)
    destroy_all()
    out = StringIO()
    call_command("destructions", "--json", stdout=out)
    kept = tmp_path / "destructions.jsonl"
    kept.write_text(out.getvalue())
    # In the backup they are still there; a later resident has a number of the file.
    back = resident()
    number, other = back.pk, resident("임꺽정", sms="01099998888", email=None)
    line = json.loads(kept.read_text())
    moments = {number: timezone.now(), other.pk: timezone.now() - timedelta(days=1)}
    kept.write_text(
        "\n".join(json.dumps({**line, "resident_number": n, "asked_at": at.isoformat()}) for n, at in moments.items())
    )
    told.clear()

    call_command("destroy_withdrawn", "--again", str(kept), stdout=StringIO())

    assert set(Destruction.objects.values_list("resident_number", flat=True)) == {person.pk, number}
    other.refresh_from_db()
    assert (other.name, other.left_at, told) == ("임꺽정", None, [])


def test_a_file_that_is_no_list_of_proofs_is_refused(tmp_path):
    wrong = tmp_path / "wrong"
    wrong.write_text("[1]")

    with pytest.raises(CommandError):
        call_command("destroy_withdrawn", "--again", str(wrong))


def test_one_destruction_costs_the_same_however_many_people_and_rows_there_are(django_assert_max_num_queries):
    person = resident()
    approved("local_tax", {}, {}, {})
    leave(person)
    for number in range(3):
        resident("임꺽정", sms=f"0109999000{number}", email=None)

    # Some hundredths of a second each: tens of thousands may leave in one hour.
    with django_assert_max_num_queries(75):
        assert destroy_all() == 1
