"""The table of Solapi's codes is whole and is read in one way."""

from deliveries.states import DeliveryState
from deliveries.transports.solapi_codes import (
    CODES,
    COMPLETE,
    PENDING,
    dead_address,
    state_at_intake,
    state_reported,
    suppression_reason,
)


def test_pending_is_accepted_and_complete_is_delivered() -> None:
    assert {state_reported(code) for code in PENDING} == {DeliveryState.ACCEPTED}
    assert state_reported(COMPLETE) == DeliveryState.DELIVERED


def test_every_other_code_of_the_table_is_a_failure_when_reported() -> None:
    others = set(CODES) - PENDING - {COMPLETE}
    assert {state_reported(code) for code in others} == {DeliveryState.FAILED}


def test_a_report_never_sends_a_message_back_to_the_queue() -> None:
    assert DeliveryState.QUEUED not in {state_reported(code) for code in CODES}


def test_at_intake_only_temporary_codes_go_back_to_the_queue() -> None:
    queued = {code for code in CODES if state_at_intake(code) == DeliveryState.QUEUED}
    assert queued == {code for code, line in CODES.items() if line.temporary}
    assert {"1024", "1030", "2024"} <= queued
    assert not queued & {"1026", "1062", "2062", "3032"}


def test_a_code_of_no_known_class_claims_neither_arrival_nor_failure() -> None:
    for code in ("", "TEST1000", "4001", "9", "40000"):
        assert state_reported(code) == DeliveryState.ACCEPTED


def test_only_a_number_that_nobody_has_or_whose_owner_refused_is_given_up() -> None:
    reasons = {code: suppression_reason(code) for code in CODES if dead_address(code)}
    assert reasons == {"3032": "dead_address", "1061": "refused", "2061": "refused"}


def test_nothing_temporary_gives_a_number_up() -> None:
    assert [code for code, line in CODES.items() if line.temporary and dead_address(code)] == []
    assert not any(map(dead_address, ("", "4000", "2000", "9999", "3043")))


def test_what_gives_a_number_up_has_failed_at_intake_and_when_reported() -> None:
    given_up = [code for code in CODES if dead_address(code)]
    ends = {state_at_intake(code) for code in given_up} | {state_reported(code) for code in given_up}
    assert ends == {DeliveryState.FAILED}
