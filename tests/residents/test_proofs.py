"""Proofs that the office asks for: a link that proves nothing, a code that proves once, limits that hold."""

import re
import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from accounts.models import User
from deliveries.sms import sms_size
from deliveries.suppressions import is_suppressed, suppress
from residents import leaving, proofs
from residents.codes import CodeRefused, TooManyCodes
from residents.destruction import destroy
from residents.hashes import contact_hashes
from residents.models import Channel, ContactProof, Route
from residents.outgoing import message_wanted
from residents.proofs import State
from tests import people

MOBILE, MAIL = "01012345678", "hong@example.com"
Place = ContactProof.Place
pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    messages = []

    def listen(**message):
        messages.append(message)

    message_wanted.connect(listen)
    yield messages
    message_wanted.disconnect(listen)


@pytest.fixture
def clerk() -> User:
    return people.clerk()


def code_in(message) -> str:
    return re.search(r"(?<!\d)\d{6}(?!\d)", message["subject"] or message["text"])[0]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_proves_the_address_and_the_contact_of_its_resident(told, clerk) -> None:
    resident = people.resident(verified=None)
    proof = proofs.ask(Channel.SMS, MOBILE, place=Place.COUNTER, by=clerk, resident=resident)
    assert proofs.state(proof) == State.SENT

    at = proofs.enter(proof, f" {code_in(told[0])} ")

    proof.refresh_from_db()
    assert (proof.proved_at, proofs.state(proof)) == (at, State.PROVED)
    assert resident.contacts.get(channel=Channel.SMS).verified_at == at
    assert resident.contacts.get(channel=Channel.EMAIL).verified_at is None


def test_the_same_code_again_changes_nothing_and_a_guess_does_no_harm(told, clerk) -> None:
    proof = proofs.ask(Channel.SMS, MOBILE, place=Place.COUNTER, by=clerk)
    code = code_in(told[0])
    at = proofs.enter(proof, code)

    assert proofs.enter(proof, code) == at
    with pytest.raises(CodeRefused):
        proofs.enter(proof, other_than(code))
    proof.refresh_from_db()
    assert proof.proved_at == at


def test_an_address_that_the_resident_uses_no_more_is_not_verified(told, clerk) -> None:
    resident = people.resident(sms="01087654321", verified=None)
    proof = proofs.ask(Channel.SMS, MOBILE, place=Place.REPAIR, by=clerk, resident=resident)

    proofs.enter(proof, code_in(told[0]))

    assert not resident.contacts.exclude(verified_at=None).exists()


def test_a_proof_lifts_what_stopped_the_address(told, clerk) -> None:
    suppress(Channel.EMAIL, contact_hashes(MAIL)[0], "bounced")
    proof = proofs.ask(Channel.EMAIL, MAIL, place=Place.PAPER, by=clerk)

    proofs.enter(proof, code_in(told[0]))

    assert not is_suppressed(Channel.EMAIL, *contact_hashes(MAIL))


def test_the_message_names_nobody_and_fits_an_sms(told, clerk, settings) -> None:
    settings.SITE_URL, settings.SITE_HOST = "https://sotong.sd.go.kr", "sotong.sd.go.kr"
    resident = people.resident(verified=None)
    for channel, address in ((Channel.SMS, MOBILE), (Channel.EMAIL, MAIL)):
        proof = proofs.ask(channel, address, place=Place.PAPER, by=clerk, resident=resident)
        said = told[-1]["subject"] + told[-1]["text"] + told[-1]["html"]
        assert proofs.link(proof) in said
        assert not any(personal in said for personal in ("홍길동", "마장로", MOBILE, "1234-5678", MAIL))

    lines = told[0]["text"].split("\n")
    assert lines[-1] == f"@sotong.sd.go.kr #{code_in(told[0])}"
    assert sms_size("\n".join(lines[:-1])) <= 90  # the last is left out where it makes the message dearer


def test_a_code_ends_with_its_place(told, clerk, settings) -> None:
    with time_machine.travel(timezone.now()) as clock:
        at_counter = proofs.ask(Channel.SMS, MOBILE, place=Place.COUNTER, by=clerk)
        on_paper = proofs.ask(Channel.EMAIL, MAIL, place=Place.PAPER, by=clerk)
        clock.shift(timedelta(minutes=settings.PROOF_COUNTER_MINUTES, seconds=1))

        assert proofs.state(at_counter) == State.EXPIRED
        with pytest.raises(CodeRefused):
            proofs.enter(at_counter, code_in(told[0]))
        assert proofs.enter(on_paper, code_in(told[1]))


def test_a_new_code_comes_under_the_same_link_and_ends_the_one_before(told, clerk) -> None:
    with time_machine.travel(timezone.now()) as clock:
        proof = proofs.ask(Channel.SMS, MOBILE, place=Place.COUNTER, by=clerk)
        with pytest.raises(TooManyCodes):
            proofs.again(proof)
        clock.shift(timedelta(seconds=31))
        anew = proofs.again(proof)

        assert (anew.pk, anew.token) == (proof.pk, proof.token)
        if code_in(told[0]) != code_in(told[1]):
            with pytest.raises(CodeRefused):
                proofs.enter(anew, code_in(told[0]))
        assert proofs.enter(anew, code_in(told[1]))


def test_sending_is_limited_for_an_address_also_where_it_is_the_same_proof(told, clerk, settings) -> None:
    with time_machine.travel(timezone.now()) as clock:
        proof = proofs.ask(Channel.SMS, MOBILE, place=Place.COUNTER, by=clerk)
        for _sending in range(settings.CODES_PER_ADDRESS - 1):
            clock.shift(timedelta(seconds=31))
            proofs.again(proof)
        clock.shift(timedelta(seconds=31))
        with pytest.raises(TooManyCodes) as refused:
            proofs.again(proof)

    assert refused.value.seconds > 60
    assert len(told) == settings.CODES_PER_ADDRESS


def test_a_clerk_sends_so_many_an_hour(clerk, settings) -> None:
    settings.PROOFS_PER_CLERK = 2
    for last in (1, 2):
        proofs.ask(Channel.SMS, f"0101234567{last}", place=Place.COUNTER, by=clerk)

    with pytest.raises(TooManyCodes):
        proofs.ask(Channel.SMS, "01012345673", place=Place.COUNTER, by=clerk)
    assert proofs.ask(Channel.SMS, "01012345674", place=Place.COUNTER, by=people.paper_desk())


def test_a_code_is_tried_a_few_times_only(told, clerk, settings) -> None:
    proof = proofs.ask(Channel.SMS, MOBILE, place=Place.COUNTER, by=clerk)
    code = code_in(told[0])
    left = []
    for _try in range(settings.CODE_TRIES):
        with pytest.raises(CodeRefused) as refused:
            proofs.enter(proof, other_than(code))
        left.append(refused.value.left)

    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(CodeRefused):
        proofs.enter(proof, code)


def test_an_address_is_tried_a_few_times_only_over_all_its_proofs(told, clerk, settings) -> None:
    settings.CODE_TRIES_PER_ADDRESS = 2
    with time_machine.travel(timezone.now()) as clock:
        proof = proofs.ask(Channel.SMS, MOBILE, place=Place.COUNTER, by=clerk)
        for _sending in range(2):
            with pytest.raises(CodeRefused):
                proofs.enter(proof, other_than(code_in(told[-1])))
            clock.shift(timedelta(seconds=31))
            proof = proofs.again(proof)

        with pytest.raises(TooManyCodes):
            proofs.enter(proof, code_in(told[-1]))


def test_who_may_see_a_proof(clerk) -> None:
    other = people.clerk("other", dong=people.SONGJEONG)
    proof = proofs.ask(Channel.SMS, MOBILE, place=Place.COUNTER, by=clerk)
    theirs = people.clerk("colleague")

    assert [proofs.visible_to(user).filter(pk=proof.pk).exists() for user in (clerk, theirs, other)] == [
        True, True, False
    ]  # fmt: skip
    assert not proofs.visible_to(people.paper_desk()).exists()


@pytest.mark.parametrize(
    ("channel", "address", "shown"),
    [
        (Channel.SMS, MOBILE, "010-****-5678"),
        (Channel.SMS, "0111234567", "011-***-4567"),
        (Channel.EMAIL, MAIL, "h***@example.com"),
    ],
)
def test_an_address_is_shown_masked(channel, address, shown) -> None:
    assert proofs.masked(ContactProof(channel=channel, address=address)) == shown


def test_old_proofs_are_forgotten(told, clerk, settings) -> None:
    with time_machine.travel(timezone.now()) as clock:
        made = proofs.ask(Channel.SMS, MOBILE, place=Place.COUNTER, by=clerk)
        proofs.enter(made, code_in(told[0]))
        proofs.ask(Channel.EMAIL, MAIL, place=Place.COUNTER, by=clerk)
        clock.shift(timedelta(hours=23))
        assert proofs.forget_old() == 0
        clock.shift(timedelta(hours=2))
        assert proofs.forget_old() == 1
        clock.shift(timedelta(days=settings.PROOF_DAYS))
        assert proofs.forget_old() == 1


def test_proofs_go_with_their_resident(clerk) -> None:
    resident = people.resident(verified=None)
    proofs.ask(Channel.SMS, MOBILE, place=Place.REPAIR, by=clerk, resident=resident)
    leaving.leave(resident, route=Route.COUNTER)

    assert destroy(resident.pk)
    assert not ContactProof.objects.exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_parallel_guesses_share_no_try(told, clerk, settings) -> None:
    proof = proofs.ask(Channel.SMS, MOBILE, place=Place.COUNTER, by=clerk)
    guess, lefts, start = other_than(code_in(told[0])), [], threading.Barrier(8)

    def guesses() -> None:
        start.wait()
        try:
            proofs.enter(proof, guess)
        except CodeRefused as refused:
            lefts.append(refused.left)
        connection.close()

    guessing = [threading.Thread(target=guesses) for _guess in range(8)]
    for one in guessing:
        one.start()
    for one in guessing:
        one.join()

    assert sorted(lefts, reverse=True) == [4, 3, 2, 1, 0, 0, 0, 0]
    proof.refresh_from_db()
    assert proof.tries == settings.CODE_TRIES
