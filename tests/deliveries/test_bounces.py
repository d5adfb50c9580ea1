"""What comes back is read for what it is: which message, whether that is proven, and what it says."""

import time
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pytest_django import Settings

from deliveries.bounces import MOST_BYTES, Bounce, Kind, read_bounce
from deliveries.states import DeliveryState
from deliveries.transports.references import Reference, transactional_reference
from deliveries.verp import return_path
from tests.deliveries.returned import SAMPLES, sample

REFERENCE = "0123456789ab.4711"
THE_MESSAGE = Reference("0123456789ab", 4711)
BOUNCED, DELIVERED, ACCEPTED = DeliveryState.BOUNCED, DeliveryState.DELIVERED, DeliveryState.ACCEPTED

# name → the states, codes and dead addresses that it reports
STATUSES: dict[str, list[tuple[DeliveryState, str, bool]]] = {
    "alias_partly_failed": [(BOUNCED, "550 5.1.1", True), (ACCEPTED, "2.0.0", False)],
    "clear_status_with_another_diagnostic": [(BOUNCED, "554 5.7.1", False)],
    "daum_style_mailbox_full": [(BOUNCED, "552 5.2.2", False)],
    "exchange_not_found": [(BOUNCED, "550 5.1.10", True)],
    "exim_no_such_user": [(BOUNCED, "550 5.1.1", True)],
    "forwarded_to_nowhere": [(BOUNCED, "550 5.1.1", True)],
    "gmail_blocked": [(BOUNCED, "550 5.7.26", False)],
    "gmail_no_such_user": [(BOUNCED, "550 5.1.1", True)],
    "international": [(BOUNCED, "550 5.1.1", True)],
    "naver_style_no_such_user": [(BOUNCED, "550 5.1.1", True)],
    "opensmtpd_error": [(BOUNCED, "5.1.1", True)],
    "postfix_delayed": [(ACCEPTED, "4.4.1", False)],
    "postfix_delivered": [(DELIVERED, "2.0.0", False)],
    "postfix_expired": [(BOUNCED, "4.4.1", False)],
    "postfix_mailbox_full": [(BOUNCED, "552 5.2.2", False)],
    "postfix_no_such_user": [(BOUNCED, "550 5.1.1", True)],
    "postfix_null_mx": [(BOUNCED, "5.1.10", True)],
    "postfix_relayed": [(ACCEPTED, "2.0.0", False)],
    "qmail_no_mailbox": [(BOUNCED, "5.1.1", True)],
    "undefined_status_with_a_clear_diagnostic": [(BOUNCED, "550 5.1.1", True)],
}
OTHERS = {
    "a_bounce_that_a_person_forwards": Kind.NOT_UNDERSTOOD,
    "a_persons_answer": Kind.NOT_UNDERSTOOD,
    "complaint_abuse": Kind.COMPLAINT,
    "feedback_auth_failure": Kind.AUTOMATIC,
    "feedback_not_spam": Kind.AUTOMATIC,
    "read_receipt": Kind.AUTOMATIC,
    "vacation": Kind.AUTOMATIC,
    "vacation_korean": Kind.AUTOMATIC,
}
ELSEWHERE = {"forwarded_to_nowhere", "alias_partly_failed"}


@pytest.fixture(autouse=True)
def _bounce_address(settings: Settings) -> Iterator[None]:
    settings.BOUNCE_ADDRESS = "bounce@sotong.example"
    yield


def test_every_sample_is_expected_to_be_something() -> None:
    assert sorted({*STATUSES, *OTHERS}) == SAMPLES


@pytest.mark.parametrize("name", STATUSES)
def test_a_bounce_says_what_became_of_the_message(name: str) -> None:
    bounce = read_bounce(sample(name, REFERENCE))
    assert (bounce.kind, bounce.reference, bounce.proven) == (Kind.STATUS, THE_MESSAGE, True)
    assert [(said.state, said.code, said.dead_address) for said in bounce.said] == STATUSES[name]


@pytest.mark.parametrize("name", sorted(set(STATUSES) - ELSEWHERE))
def test_a_bounce_names_whom_it_did_not_reach(name: str) -> None:
    (said,) = read_bounce(sample(name, REFERENCE)).said
    assert "hong@example.com" in said.recipients


@pytest.mark.parametrize("name", OTHERS)
def test_what_is_no_bounce_says_nothing_of_the_message(name: str) -> None:
    bounce = read_bounce(sample(name, REFERENCE))
    assert (bounce.kind, bounce.said) == (OTHERS[name], [])


@pytest.mark.parametrize("name", ["postfix_no_such_user", "gmail_no_such_user", "exim_no_such_user"])
def test_without_the_return_path_the_message_id_names_it_and_proves_nothing(name: str) -> None:
    bounce = read_bounce(sample(name, REFERENCE, proven=False))
    assert (bounce.reference, bounce.proven) == (THE_MESSAGE, False)


def test_the_envelope_address_goes_before_all_that_is_written_in_it() -> None:
    raw = sample("postfix_no_such_user", REFERENCE)
    bounce = read_bounce(raw, recipient=return_path("0123456789ab.12"))
    assert (bounce.reference, bounce.proven) == (Reference("0123456789ab", 12), True)


@pytest.mark.parametrize("header", ["Delivered-To", "X-Original-To", "Envelope-To", "To"])
def test_a_mailbox_says_in_many_ways_where_it_was_delivered_to(header: str) -> None:
    raw = f"{header}: <{return_path(REFERENCE).upper()}>\n".encode() + sample(
        "postfix_expired", REFERENCE, proven=False
    )
    assert read_bounce(raw).proven


@pytest.mark.parametrize("wrong", ["0" * 16, "f" * 16, "", "0123"])
def test_a_forged_return_path_proves_nothing(wrong: str) -> None:
    raw = sample("postfix_no_such_user", REFERENCE, proven=False)
    bounce = read_bounce(raw, recipient=f"bounce+{REFERENCE}.{wrong}@sotong.example")
    assert not bounce.proven


@pytest.mark.parametrize("name", ["postfix_no_such_user", "complaint_abuse", "gmail_no_such_user"])
def test_what_comes_back_of_a_code_says_nothing_of_any_delivery(name: str) -> None:
    code = transactional_reference(4711, datetime(2026, 11, 24, tzinfo=UTC))
    assert read_bounce(sample(name, code)) == Bounce(Kind.AUTOMATIC)
    forged = read_bounce(sample(name, code, proven=False))
    assert (forged.reference, forged.proven) == (None, False)


def test_what_is_returned_in_base64_is_searched_too() -> None:
    headers = b64encode(f"Return-Path: <{return_path(REFERENCE)}>\n".encode()).decode()
    raw = (
        'Content-Type: multipart/report; boundary="b"\n\n'
        "--b\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.com\nAction: failed\n\n"
        f"--b\nContent-Type: text/rfc822-headers\nContent-Transfer-Encoding: base64\n\n{headers}\n--b--\n"
    )
    assert read_bounce(raw.encode()).proven


def test_a_code_keeps_no_word_of_the_diagnostic() -> None:
    for name in STATUSES:
        for said in read_bounce(sample(name, REFERENCE)).said:
            assert not any(letter.isalpha() for letter in said.code)
            assert "hong" not in repr(said)


@pytest.mark.parametrize("charset", ["no-such-charset", "utf-16", "ks_c_5601-1987", "us-ascii"])
def test_a_wrong_charset_hides_no_code(charset: str) -> None:
    raw = sample("daum_style_mailbox_full", REFERENCE).replace(b"euc-kr", charset.encode())
    assert read_bounce(raw).kind in (Kind.STATUS, Kind.NOT_UNDERSTOOD)


@given(st.binary(max_size=2_000))
def test_any_bytes_are_read_without_harm(raw: bytes) -> None:
    assert isinstance(read_bounce(raw), Bounce)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200, deadline=None)
@given(st.sampled_from(SAMPLES), st.data())
def test_a_damaged_bounce_is_read_without_harm(name: str, data: st.DataObject) -> None:
    raw = bytearray(sample(name, REFERENCE))
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, max(len(raw) - 1, 0)))  # nothing may be left of it
        raw[at : at + data.draw(st.integers(0, 200))] = data.draw(st.binary(max_size=40))
    for said in read_bounce(bytes(raw)).said:
        assert len(said.code) <= 20
        assert not said.code.strip("0123456789. ") or said.code == "bounced"


HOSTILE = {
    "a thousand levels": b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(1_000)
    ),
    "messages in messages": b"Content-Type: message/rfc822\n\n" * 20_000,
    "one long line": b"From: MAILER-DAEMON\n\n" + b"a" * 5_000_000,
    "one long header": b"Subject: " + b"=?utf-8?B?" * 500_000 + b"\n\n",
    "line breaks": b"From: postmaster@example.com\n\nfailed addresses follow:\n" + b"\n" * 3_000_000,
    "brackets": b"Content-Type: text/html\nReturn-Path: <>\n\n" + b"<" * 3_000_000,
    "addresses": b"From: postmaster@x\n\nHi. This is the\n\n" + b"a@b.c " * 500_000,
    "return paths": b"To: " + b"+0123456789ab.1.0000000000000000@ " * 100_000 + b"\n\n",
    "status groups": b"Content-Type: message/delivery-status\n\n" + b"Action: failed\nStatus: 5.1.1\n\n" * 60_000,
    "long recipients": b"Content-Type: message/delivery-status\n\n"
    + (b"Final-Recipient: " + b"a" * 900 + b"\n\n") * 4_000,
    "nothing": b"",
    "zeros": b"\0" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_message_costs_little_and_does_no_harm(name: str) -> None:
    began = time.process_time()
    bounce = read_bounce(HOSTILE[name])
    assert not bounce.proven
    assert len(bounce.said) <= 50
    assert time.process_time() - began < 5


def test_the_status_of_a_huge_bounce_stands_at_its_beginning() -> None:
    raw = sample("postfix_no_such_user", REFERENCE) + b"x" * 50 * MOST_BYTES
    assert [said.code for said in read_bounce(raw).said] == ["550 5.1.1"]
