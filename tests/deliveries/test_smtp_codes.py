"""The table of SMTP codes is whole, and calls an address dead only where the registry does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliveries.states import DeliveryState
from deliveries.transports.smtp_codes import ENHANCED, REPLIES, Remedy, verdict
from tests.deliveries.enhanced_codes import DEAD, NOW, REGISTRY

enhanced = st.one_of(st.none(), st.builds("{}.{}.{}".format, st.integers(0, 9), st.integers(0, 99), st.integers(0, 99)))
commands = st.sampled_from(["", "MAIL", "RCPT", "DATA", "."])


def test_the_table_holds_the_registry_and_nothing_else() -> None:
    assert sorted(ENHANCED) == sorted(REGISTRY)


@pytest.mark.parametrize("detail", REGISTRY)
def test_each_code_of_the_registry_is_treated_as_the_registry_means_it(detail: str) -> None:
    for_good, for_now = verdict(550, f"5.{detail}"), verdict(450, f"4.{detail}")
    wanted = Remedy.SUPPRESS if detail in DEAD else Remedy.RETRY if detail in NOW else Remedy.FAIL
    assert for_good.remedy is wanted
    assert for_now.remedy is Remedy.RETRY
    assert detail == "0.0" or for_good.meaning == for_now.meaning == ENHANCED[detail][1]


@given(st.integers(400, 499), enhanced, commands)
def test_a_temporary_reply_never_ends_a_message_or_an_address(code: int, status: str | None, command: str) -> None:
    said = verdict(code, status, command=command)
    assert not said.dead_address
    assert said.state == DeliveryState.QUEUED


@given(st.integers(0, 599), enhanced, commands)
def test_any_reply_gets_a_verdict(code: int, status: str | None, command: str) -> None:
    said = verdict(code, status, command=command)
    assert said.meaning
    assert said.state in (DeliveryState.QUEUED, DeliveryState.FAILED)
    assert not (said.dead_address and said.state != DeliveryState.FAILED)


@given(enhanced.filter(lambda status: status is not None and not status.startswith("5.")), st.integers(500, 599))
def test_a_reply_that_contradicts_itself_kills_no_address(status: str, code: int) -> None:
    assert not verdict(code, status).dead_address


@pytest.mark.parametrize(
    ("code", "status", "remedy"),
    [
        (550, None, Remedy.FAIL),  # RFC 5321: "no such user", or "for policy reasons"
        (550, "5.0.0", Remedy.FAIL),
        (550, "5.1.1", Remedy.SUPPRESS),
        (550, "5.7.1", Remedy.FAIL),
        (550, "5.2.1", Remedy.FAIL),
        (550, "5.9.9", Remedy.FAIL),
        (551, None, Remedy.FAIL),
        (552, None, Remedy.RETRY),
        (552, "5.0.0", Remedy.RETRY),
        (552, "5.2.2", Remedy.RETRY),
        (552, "5.3.4", Remedy.FAIL),
        (552, "5.7.0", Remedy.FAIL),
        (553, None, Remedy.FAIL),
        (554, None, Remedy.FAIL),
        (554, "5.7.9", Remedy.FAIL),
        (556, None, Remedy.SUPPRESS),  # RFC 7504
        (556, "5.1.10", Remedy.SUPPRESS),  # RFC 7505
        (571, None, Remedy.FAIL),
        (599, "5.1.1", Remedy.SUPPRESS),
        (0, "5.1.1", Remedy.SUPPRESS),
        (0, "4.1.1", Remedy.RETRY),
        (0, "5.2.2", Remedy.RETRY),
        (0, None, Remedy.FAIL),
        (421, None, Remedy.STOP),
        (421, "4.7.0", Remedy.STOP),
        (432, "4.7.12", Remedy.STOP),  # RFC 4954
        (454, "4.7.0", Remedy.STOP),
        (521, None, Remedy.STOP),  # RFC 7504
        (530, "5.7.0", Remedy.STOP),
        (534, "5.7.9", Remedy.STOP),
        (535, "5.7.8", Remedy.STOP),
        (538, "5.7.11", Remedy.STOP),
    ],
)
def test_what_a_server_says_of_a_recipient(code: int, status: str | None, remedy: Remedy) -> None:
    assert verdict(code, status, command="RCPT").remedy is remedy


@pytest.mark.parametrize(
    ("code", "status", "stop"),
    [
        (550, "5.7.1", True),
        (553, "5.1.8", True),
        (550, None, True),
        (554, "5.7.27", True),
        (451, "4.7.1", True),
        (452, "4.3.1", True),
        (552, "5.3.4", False),
        (552, None, False),
        (550, "5.6.7", False),
        (555, None, False),
        (501, "5.5.4", False),
    ],
)
def test_what_is_said_before_a_recipient_is_named_is_about_us(code: int, status: str | None, stop: bool) -> None:
    said = verdict(code, status, command="MAIL")
    assert said.stop == stop
    assert not said.dead_address


def test_the_reply_codes_of_the_standards_are_all_there() -> None:
    assert set(REPLIES) == {450, 451, 452, 455, 500, 501, 502, 503, 504, 550, 551, 552, 553, 554, 555, 556}
