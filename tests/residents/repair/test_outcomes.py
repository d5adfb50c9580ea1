"""The four outcomes of a call: who, when, and what follows from each."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from residents import contacts, leaving, not_me, proofs
from residents.destruction import destroy
from residents.hashes import contact_hashes
from residents.models import Channel, ContactCall, ContactProof, ContactTrouble, Resident, Route
from residents.my_data import as_json
from residents.repair import calling, finding, outcomes
from residents.repair.outcomes import NotMine, SameAddress
from tests import people

OLD, NEW = "hong@gmial.com", "hong@gmail.com"
Outcome = ContactCall.Outcome
pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> User:
    return people.clerk()


@pytest.fixture
def resident(told) -> Resident:
    return people.resident(sms="01012345678", email=OLD)


@pytest.fixture
def trouble(resident, told) -> ContactTrouble:
    finding.find()
    told.clear()
    return ContactTrouble.objects.select_related("contact", "resident").get()


def address(resident: Resident) -> str | None:
    return resident.contacts.get(channel=Channel.EMAIL, stopped_at=None).address


def type_code(proof: ContactProof, told) -> None:
    sent = [message for message in told if message["kind"] == "contact_proof"][-1]
    proofs.enter(proof, re.search(r"(?<!\d)\d{6}(?!\d)", sent["subject"] or sent["text"])[0])


def noted() -> list[tuple[str, str]]:
    return list(ContactCall.objects.order_by("id").values_list("outcome", "by__username"))


def listed(clerk: User) -> int:
    return calling.call_list(clerk).total


def test_nothing_changes_before_a_corrected_address_is_proved(told, trouble, clerk, resident) -> None:
    proof = outcomes.correct(trouble, NEW, by=clerk)

    assert address(resident) == OLD
    assert (listed(clerk), noted()) == (0, [(Outcome.CORRECTED, "clerk")])

    type_code(proof, told)

    assert address(resident) == NEW
    assert resident.contacts.get(channel=Channel.EMAIL, stopped_at=None).verified_at == proof.proved_at
    assert not ContactTrouble.objects.exists()
    assert "contact_changed" in {message["kind"] for message in told}  # the old one is told


def test_a_late_proof_does_not_undo_what_came_after(told, trouble, clerk, resident) -> None:
    proof = outcomes.correct(trouble, NEW, by=clerk)
    contacts.replace(resident, Channel.EMAIL, "third@example.com", proved_at=timezone.now())
    type_code(proof, told)

    assert address(resident) == "third@example.com"


def test_told_on_the_phone_it_is_used_at_once_and_stays_unproved(told, trouble, clerk, resident) -> None:
    proof = outcomes.correct(trouble, NEW, by=clerk, at_once=True)

    now_used = resident.contacts.get(channel=Channel.EMAIL, stopped_at=None)
    assert (now_used.address, now_used.verified_at) == (NEW, None)
    type_code(proof, told)
    now_used.refresh_from_db()
    assert now_used.verified_at == proof.proved_at


def test_a_correction_is_another_address(trouble, clerk) -> None:
    with pytest.raises(SameAddress):
        outcomes.correct(trouble, OLD, by=clerk)
    assert not ContactProof.objects.exists()


def test_a_right_contact_is_asked_for_a_proof(told, trouble, clerk, resident) -> None:
    proof = outcomes.is_right(trouble, by=clerk)
    assert (proof.address, listed(clerk)) == (OLD, 0)

    type_code(proof, told)

    assert not ContactTrouble.objects.exists()
    assert finding.find() == 0
    assert noted() == [(Outcome.RIGHT, "clerk")]


def test_the_resident_is_told_of_calls_with_everything_else(trouble, clerk, resident) -> None:
    outcomes.not_reached(trouble, by=clerk)

    (call,) = as_json(resident)["calls"]
    assert call["outcome"] == ContactCall.objects.get().get_outcome_display()


def test_a_proof_that_never_comes_brings_the_line_back(trouble, clerk, settings) -> None:
    outcomes.is_right(trouble, by=clerk)
    with time_machine.travel(timezone.now() + timedelta(days=settings.PROOF_DAYS, minutes=1)):
        assert listed(clerk) == 1


def test_somebody_who_was_not_reached_comes_back_and_is_counted(trouble, clerk, settings) -> None:
    outcomes.not_reached(trouble, by=clerk)
    assert listed(clerk) == 0
    with time_machine.travel(timezone.now() + timedelta(days=settings.REPAIR_AGAIN_DAYS, minutes=1)):
        assert listed(clerk) == 1
        outcomes.not_reached(trouble, by=clerk)
    trouble.refresh_from_db()
    assert trouble.misses == 2
    assert noted() == [(Outcome.NOT_REACHED, "clerk")] * 2


def test_who_wants_nothing_there_any_more_has_it_erased(trouble, clerk, resident) -> None:
    outcomes.stop(trouble, by=clerk)

    stopped = resident.contacts.get(channel=Channel.EMAIL)
    assert (stopped.address, stopped.stopped_because) == ("", "removed")
    assert list(resident.subscriptions.values_list("channel", flat=True)) == [Channel.SMS]
    end = resident.subscription_ends.get()
    assert (end.route, end.recorded_by) == (Route.PHONE, clerk)
    assert not ContactTrouble.objects.exists()


def test_two_clerks_do_not_call_the_same_person(trouble, clerk, settings) -> None:
    other = people.clerk("other")
    assert calling.take(trouble.pk, clerk)
    assert calling.take(trouble.pk, clerk)
    assert not calling.take(trouble.pk, other)
    assert [line.with_other for line in calling.call_list(other).lines] == ["박도윤"]
    with pytest.raises(NotMine):
        outcomes.not_reached(trouble, by=other)

    with time_machine.travel(timezone.now() + timedelta(minutes=settings.REPAIR_CALL_MINUTES, seconds=1)):
        assert calling.take(trouble.pk, other)


def test_a_clerk_sees_their_own_dong(trouble, clerk) -> None:
    stranger = people.clerk("stranger", dong=people.SONGJEONG)
    assert (listed(clerk), listed(stranger)) == (1, 0)
    assert not calling.take(trouble.pk, stranger)
    stranger.dong = None
    assert listed(stranger) == 0


def test_calls_go_with_their_resident(trouble, clerk, resident) -> None:
    outcomes.is_right(trouble, by=clerk)
    leaving.leave(resident, route=Route.COUNTER)

    assert destroy(resident.pk)
    assert not any(
        model.objects.filter(Q(resident=resident)).exists() for model in (ContactCall, ContactTrouble, ContactProof)
    )


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_who_take_a_line_at_once_one_has_it(trouble, clerk) -> None:
    clerks, answers, start = [clerk, people.clerk("other")], [], threading.Barrier(2)

    def take(user: User) -> None:
        start.wait()
        answers.append(calling.take(trouble.pk, user))
        connection.close()

    taking = [threading.Thread(target=take, args=[user]) for user in clerks]
    for one in taking:
        one.start()
    for one in taking:
        one.join()

    assert sorted(answers) == [False, True]


@pytest.fixture
def refused(resident, told) -> ContactTrouble:
    """Who reads at the resident's address said that it is not theirs."""
    not_me.refuse(not_me.Refusal(Channel.EMAIL, contact_hashes(OLD)[0]))
    told.clear()
    return ContactTrouble.objects.select_related("contact", "resident").get()


@pytest.mark.parametrize("said", [NEW, OLD])
def test_what_is_proved_comes_into_the_place_of_what_its_reader_refused(resident, refused, clerk, told, said) -> None:
    assert listed(clerk) == 1
    proof = outcomes.is_right(refused, by=clerk) if said == OLD else outcomes.correct(refused, said, by=clerk)
    assert not resident.contacts.filter(channel=Channel.EMAIL, stopped_at=None).exists()
    type_code(proof, told)

    assert address(resident) == said
    assert not ContactTrouble.objects.exists()
    assert resident.contacts.exclude(stopped_at=None).get().address == ""
    assert finding.find() == 0


def test_nobody_writes_to_who_refused_when_it_is_erased_or_replaced_on_the_phone(
    resident, refused, clerk, told
) -> None:
    outcomes.correct(refused, NEW, by=clerk, at_once=True)
    assert address(resident) == NEW
    assert [message["address"] for message in told] == [NEW]
    assert listed(clerk) == 0


def test_what_was_refused_and_is_not_wanted_is_erased_and_not_found_again(resident, refused, clerk, told) -> None:
    outcomes.stop(refused, by=clerk)
    assert told == []
    assert finding.find() == 0


def test_whose_address_it_is_proves_it_for_themselves_and_the_line_stays(resident, refused, clerk, told) -> None:
    other = people.resident("임꺽정", sms="01099998888", email=None)
    type_code(proofs.ask(Channel.EMAIL, OLD, place=ContactProof.Place.COUNTER, by=clerk, resident=other), told)
    assert listed(clerk) == 1
