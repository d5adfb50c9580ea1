"""Codes that prove an address: good once, in one browser, for one purpose; sent and tried a few times only."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from residents import codes
from residents.codes import CodeRefused, TooManyCodes
from residents.models import Channel, ContactCode, Purpose
from residents.outgoing import message_wanted

MOBILE, OTHER = "01012345678", "01087654321"
pytestmark = pytest.mark.django_db


@pytest.fixture
def told():
    messages = []

    def listen(**message):
        messages.append(message)

    message_wanted.connect(listen)
    yield messages
    message_wanted.disconnect(listen)


def send(address: str = MOBILE, *, purpose: Purpose = Purpose.ENROL, holder: str = "phone", client: str = "192.0.2.1"):
    return codes.send(Channel.SMS, address, purpose=purpose, holder=holder, client=client)


def check(code: str, address: str = MOBILE, *, purpose=Purpose.ENROL, holder="phone", client="192.0.2.1"):
    return codes.check(Channel.SMS, address, code, purpose=purpose, holder=holder, client=client)


def code_in(message) -> str:
    return re.search(r"\d{6}", message["text"])[0]


def test_a_code_proves_its_address_once(told) -> None:
    send()
    code = code_in(told[0])

    assert check(f" {code[:3]}-{code[3:]} ") <= timezone.now()
    with pytest.raises(CodeRefused) as refused:
        check(code)
    assert refused.value.left == 0


@pytest.mark.parametrize("other", [{"purpose": Purpose.SIGN_IN}, {"holder": "another"}, {"address": OTHER}])
def test_a_code_opens_nothing_else(told, other) -> None:
    send()

    with pytest.raises(CodeRefused):
        check(code_in(told[0]), **other)


def test_a_new_code_ends_the_one_before(told) -> None:
    with time_machine.travel(timezone.now()) as clock:
        send()
        clock.shift(timedelta(seconds=31))
        send()

        if code_in(told[0]) != code_in(told[1]):
            with pytest.raises(CodeRefused):
                check(code_in(told[0]))
        assert check(code_in(told[1]))


def test_a_code_is_good_for_its_minutes(told, settings) -> None:
    with time_machine.travel(timezone.now()) as clock:
        send()
        clock.shift(timedelta(minutes=settings.CODE_MINUTES, seconds=1))

        with pytest.raises(CodeRefused):
            check(code_in(told[0]))


def test_wrong_tries_use_a_code_up(told, settings) -> None:
    send()
    code = code_in(told[0])
    wrong = f"{(int(code) + 1) % 10**6:06}"

    left = []
    for _ in range(settings.CODE_TRIES):
        with pytest.raises(CodeRefused) as refused:
            check(wrong)
        left.append(refused.value.left)

    assert left == [4, 3, 2, 1, 0]
    with pytest.raises(CodeRefused):
        check(code)


def test_an_address_gets_a_few_codes_an_hour_whoever_asks(told, settings) -> None:
    with time_machine.travel(timezone.now()) as clock:
        for number in range(settings.CODES_PER_ADDRESS):
            send(holder=f"browser {number}", client=f"192.0.2.{number}")
            clock.shift(timedelta(seconds=31))

        with pytest.raises(TooManyCodes) as refused:
            send(holder="one more", client="198.51.100.1")
        assert 3_000 < refused.value.seconds <= 3_600
        clock.shift(timedelta(seconds=refused.value.seconds))
        send()


def test_the_next_code_waits_for_the_countdown(told, settings) -> None:
    again = send()

    with pytest.raises(TooManyCodes) as refused:
        send()
    assert refused.value.seconds <= settings.CODE_RESEND_SECONDS
    assert again - timezone.now() <= timedelta(seconds=settings.CODE_RESEND_SECONDS)


def test_a_client_and_the_site_have_limits_too(told, settings) -> None:
    settings.CODES_PER_CLIENT = 2
    send("01011112222")
    send("01011113333")
    with pytest.raises(TooManyCodes):
        send("01011114444")

    settings.CODES_PER_MINUTE = 2
    with pytest.raises(TooManyCodes):
        send("01011115555", client="198.51.100.9")


def test_nothing_of_a_code_is_stored_in_the_clear(told) -> None:
    send()

    kept = b"".join(bytes(value) for value in ContactCode.objects.values_list("code_hash", "address_hash")[0])
    assert code_in(told[0]).encode() not in kept
    assert MOBILE.encode() not in kept
