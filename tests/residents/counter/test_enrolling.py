"""Enrolling at the counter: one resident, whoever presses when, with all that the clerk saw."""

import threading
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from residents.counter import drafts
from residents.counter.enrolling import Guardian, KnownAlready, Namesakes, Proxy, WalkIn, enrol_at_counter
from residents.models import (
    Channel,
    ConsentEntry,
    ConsentKind,
    ContactPoint,
    ContactProof,
    CounterAct,
    CounterDraft,
    Guardianship,
    IdKind,
    Resident,
    Route,
)
from tests.people import SONGJEONG, clerk, form, resident
from tests.residents.visiting import kinds, told  # noqa: F401 - a fixture

STROKES = "[[[1,2],[30,40],[50,60],[70,80],[90,100],[110,120],[130,140],[150,160]]]"


def walk_in(item=None, **more) -> WalkIn:
    item = item or replace(form(verified=None), route=Route.COUNTER, signed=True)
    how = {"id_kind": IdKind.RESIDENT_CARD, "signature": CounterAct.Signature.PAD, "strokes": STROKES}
    return WalkIn(item=item, **(how | more))


def asked(draft, channel, address, *, proved: bool) -> ContactProof:
    proof = ContactProof.objects.create(
        token=address[:22],
        place="counter",
        channel=channel,
        address=address,
        address_hash=b"a" * 16,
        code_hash=b"c" * 16,
        expires_at=timezone.now(),
        proved_at=timezone.now() if proved else None,
    )
    with drafts.changing(draft) as locked:
        locked.put_proof(proof)
    return proof


@pytest.mark.django_db
class TestOne:
    def test_whoever_is_enrolled_has_an_act_a_receipt_and_signed_consents(self):
        somebody = clerk()
        found = enrol_at_counter(drafts.begin(somebody), walk_in(), by=somebody)
        assert (found.route, bool(found.receipt_number)) == (Route.COUNTER, True)
        act = CounterAct.objects.get()
        assert (act.resident, act.kind, act.clerk, act.id_checked_by) == (found, "enrolled", somebody, somebody)
        assert (act.id_kind, act.signature, act.strokes, act.dong) == ("resident_card", "pad", STROKES, somebody.dong)
        entry = ConsentEntry.objects.get()
        assert (entry.signed, entry.recorded_by, entry.route) == (True, somebody, Route.COUNTER)

    def test_nothing_of_what_was_typed_stays_in_the_draft(self):
        somebody = clerk()
        draft = drafts.begin(somebody, "홍길동")
        found = enrol_at_counter(draft, walk_in(), by=somebody)
        row = CounterDraft.objects.get()
        assert (row.resident, row.values, row.done_at is not None) == (found, "{}", True)

    def test_the_same_draft_twice_makes_one_resident(self):
        somebody = clerk()
        draft = drafts.begin(somebody)
        assert enrol_at_counter(draft, walk_in(), by=somebody) == enrol_at_counter(draft, walk_in(), by=somebody)
        assert Resident.objects.count() == CounterAct.objects.count() == 1

    def test_a_contact_that_was_proved_is_verified_and_the_other_is_told_nothing(self, told):  # noqa: F811 - the fixture
        somebody = clerk()
        draft = drafts.begin(somebody)
        asked(draft, Channel.SMS, "01012345678", proved=True)
        waiting = asked(draft, Channel.EMAIL, "hong@example.com", proved=False)
        found = enrol_at_counter(draft, walk_in(), by=somebody)
        verified = {one.channel: one.verified_at is not None for one in ContactPoint.objects.filter(resident=found)}
        assert verified == {"sms": True, "email": False}
        assert kinds(told) == [("enrolled", "01012345678")]
        waiting.refresh_from_db()
        assert waiting.resident == found

    def test_a_proof_of_another_address_verifies_nothing(self):
        somebody = clerk()
        draft = drafts.begin(somebody)
        asked(draft, Channel.SMS, "01099999999", proved=True)
        found = enrol_at_counter(draft, walk_in(), by=somebody)
        assert not ContactPoint.objects.filter(resident=found, verified_at__isnull=False).exists()

    def test_whoever_is_known_by_a_contact_is_not_enrolled_twice(self):
        known = resident()
        other = replace(form(verified=None, sms=None), route=Route.COUNTER)  # the email address is the same
        somebody = clerk()
        with pytest.raises(KnownAlready) as refused:
            enrol_at_counter(drafts.begin(somebody), walk_in(other), by=somebody)
        assert refused.value.resident == known
        assert Resident.objects.count() == 1

    def test_a_namesake_of_the_dong_is_asked_about_and_enrolled_once_told_apart(self):
        known = resident(sms="01011112222", email=None)
        somebody = clerk()
        draft = drafts.begin(somebody)
        with pytest.raises(Namesakes) as refused:
            enrol_at_counter(draft, walk_in(), by=somebody)
        assert refused.value.residents == [known]
        found = enrol_at_counter(draft, walk_in(told_apart=frozenset({known.pk})), by=somebody)
        assert found != known

    def test_a_namesake_of_another_dong_is_somebody_else(self):
        resident(sms="01011112222", email=None, dong=SONGJEONG)
        somebody = clerk()
        enrol_at_counter(drafts.begin(somebody), walk_in(), by=somebody)
        assert Resident.objects.count() == 2

    def test_a_proxy_is_remembered_with_the_power_of_attorney(self):
        somebody = clerk()
        paper = walk_in(proxy=Proxy("김영희", "spouse"), signature=CounterAct.Signature.PAPER, strokes="")
        enrol_at_counter(drafts.begin(somebody), paper, by=somebody)
        act = CounterAct.objects.get()
        assert (act.proxy_name, act.proxy_relation, act.power_of_attorney) == ("김영희", "spouse", True)

    def test_a_guardian_consents_for_a_child(self):
        somebody = clerk()
        child = replace(
            form(
                birth_date=date(2020, 5, 5),
                verified=None,
                services={"events": {Channel.SMS}},
                consents={ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL},
            ),
            route=Route.COUNTER,
        )
        found = enrol_at_counter(
            drafts.begin(somebody), walk_in(child, guardian=Guardian("홍판서", "father")), by=somebody
        )
        guardianship = Guardianship.objects.get(child=found)
        assert (guardianship.name, guardianship.relation, guardianship.channel) == ("홍판서", "father", "sms")
        assert CounterAct.objects.get().family_paper


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_same_person_at_two_counters_at_once_becomes_one_resident():
    clerks = [clerk("one"), clerk("two")]
    begun = [drafts.begin(one) for one in clerks]
    start, outcomes = threading.Barrier(2), []

    def press(draft, by):
        start.wait()
        try:
            outcomes.append(enrol_at_counter(draft, walk_in(), by=by).pk)
        except KnownAlready as known:
            outcomes.append(("known", known.resident.pk))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=pair) for pair in zip(begun, clerks, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    enrolled = Resident.objects.get()
    assert sorted(outcomes, key=str) == sorted([enrolled.pk, ("known", enrolled.pk)], key=str)
    assert CounterAct.objects.count() == 1
