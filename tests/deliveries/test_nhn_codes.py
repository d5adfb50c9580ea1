"""The tables of NHN Cloud's codes are whole and are read in one way."""

from deliveries.states import DeliveryState
from deliveries.transports.nhn import NhnTransport
from deliveries.transports.nhn_codes import (
    API_CODES,
    ARRIVED,
    CARRIER_CODES,
    TAKEN,
    blames,
    is_dead,
    state_at_intake,
    suppression_reason,
)


def test_only_the_code_for_taken_is_accepted() -> None:
    accepted = {code for code in (*API_CODES, "", "-1") if state_at_intake(code) == DeliveryState.ACCEPTED}
    assert accepted == {TAKEN}


def test_every_refusal_blames_somebody_who_has_a_remedy_or_a_message_or_nobody() -> None:
    for code in API_CODES:
        assert (code in NhnTransport.unavailable_codes) == (blames(code) not in ("message", "nobody"))


def test_only_numbers_behind_which_nobody_is_or_somebody_refuses_are_suppressed() -> None:
    assert {code for code in CARRIER_CODES if is_dead(code)} == {"3001", "3003"}
    assert {code for code in API_CODES if is_dead(code)} == {"-6001"}
    assert suppression_reason("-6001") == "refused"
    assert not any(map(is_dead, (ARRIVED, "2003", "3004", "", "9999", "-2019")))
