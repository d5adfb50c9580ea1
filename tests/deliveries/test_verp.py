"""The return path names a message, and only who was given the message can name it."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from deliveries.transports.references import Reference
from deliveries.verp import find, read, return_path

REFERENCE = "0123456789ab.4711"
LONGEST = "fedcba987654." + "9" * 18

references = st.builds(
    "{}.{}".format, st.text("0123456789abcdef", min_size=12, max_size=12), st.integers(0, 10**18 - 1)
)


@pytest.fixture(autouse=True)
def _bounce_address(settings: Settings) -> None:
    settings.BOUNCE_ADDRESS = "bounce@sotong.example"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a" * 50, []


@given(references)
def test_what_was_written_is_read_whatever_became_of_its_case(reference: str) -> None:
    address = return_path(reference)
    token, _, number = reference.partition(".")
    assert {read(address), read(address.upper()), read(address.title())} == {Reference(token, int(number))}


@given(references, st.text("0123456789abcdef", min_size=16, max_size=16))
def test_any_mac_but_the_right_one_is_refused(reference: str, mac: str) -> None:
    right = return_path(reference)
    forged = f"bounce+{reference}.{mac}@sotong.example"
    assert (read(forged) is None) == (forged != right)


@given(references, references)
def test_the_mac_of_one_message_says_nothing_for_another(mine: str, theirs: str) -> None:
    mac = return_path(mine).partition("@")[0].rpartition(".")[2]
    assert (read(f"bounce+{theirs}.{mac}@sotong.example") is None) == (mine != theirs)


@given(st.text())
def test_any_text_is_read_or_not_but_never_raises(text: str) -> None:
    assert find(text) is None


def test_the_longest_reference_fits_into_a_local_part() -> None:
    local, _, domain = return_path(LONGEST).partition("@")
    assert len(local) <= 64
    assert domain == "sotong.example"
    assert read(return_path(LONGEST)) == Reference.read(LONGEST)


@pytest.mark.parametrize(
    "address", ["bounce", "bounce+x@sotong.example", "a" * 16 + "@sotong.example", "bo unce@x.kr", "bounce@"]
)
def test_a_bounce_address_that_cannot_carry_a_reference_is_refused(settings: Settings, address: str) -> None:
    settings.BOUNCE_ADDRESS = address
    with pytest.raises(ImproperlyConfigured, match="BOUNCE_ADDRESS"):
        return_path(REFERENCE)


def test_without_a_bounce_address_the_sender_gets_the_bounces(settings: Settings) -> None:
    settings.BOUNCE_ADDRESS, settings.MAIL_FROM = "", "notice@sotong.example"
    assert return_path(REFERENCE) == "notice@sotong.example"


def test_a_bounce_is_still_believed_after_the_address_was_changed(settings: Settings) -> None:
    address = return_path(REFERENCE)
    settings.BOUNCE_ADDRESS = "returned@mail.sotong.example"
    assert read(address) == Reference.read(REFERENCE)


def test_a_bounce_under_an_old_key_is_believed_while_that_is_a_fallback(settings: Settings) -> None:
    address = return_path(REFERENCE)
    settings.SECRET_KEY = "b" * 50
    assert read(address) is None
    settings.SECRET_KEY_FALLBACKS = ["a" * 50]
    assert read(address) == Reference.read(REFERENCE)


def test_it_is_found_within_a_text_behind_forged_ones() -> None:
    forged = f"Return-Path: <bounce+{REFERENCE}.{'0' * 16}@sotong.example>\n"
    assert find(f"{forged}Return-Path: <{return_path(REFERENCE)}>\nTo: ...") == Reference.read(REFERENCE)


def test_a_text_full_of_forged_ones_is_given_up() -> None:
    forged = f"<bounce+{REFERENCE}.{'0' * 16}@sotong.example>\n"
    assert find(forged * 100_000 + return_path(REFERENCE)) is None
