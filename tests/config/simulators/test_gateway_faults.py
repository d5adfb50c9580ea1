"""What the SMS gateway can be told to do wrong, seen from the sender and from the receiver of reports."""

import time

import httpx
import pytest

from tests.config.simulators.conftest import Receiver, Simulator, Start, send, sms_arguments, until


@pytest.fixture
def gateway(start: Start, receiver: Receiver) -> Simulator:
    return start("sms_gateway", *sms_arguments("--webhook", receiver.url))


def codes(receiver: Receiver) -> list[str]:
    """The codes told so far, in their order."""
    return [event["data"]["statusCode"] for call in receiver.calls for event in call]


def test_a_request_may_be_left_without_an_answer_and_nothing_taken(sms: Simulator) -> None:
    sms.fault(mode="timeout", seconds=0.1)
    with pytest.raises(httpx.RemoteProtocolError):
        send(sms, {})
    assert sms.messages() == []
    assert send(sms, {}).status_code == 200


def test_a_slow_answer_comes_when_the_messages_are_taken_already(sms: Simulator) -> None:
    sms.fault(mode="slow", seconds=0.3)
    began = time.monotonic()
    assert send(sms, {}).json()["messageList"][0]["statusCode"] == "2000"
    assert time.monotonic() - began >= 0.3
    assert len(sms.messages()) == 1


@pytest.mark.parametrize("code", [500, 502, 504])
def test_an_error_may_answer_a_request_that_was_taken(sms: Simulator, code: int) -> None:
    sms.fault(mode="error_after_accept", code=code)
    assert send(sms, {}).status_code == code
    assert len(sms.messages()) == 1


def test_reports_may_come_before_the_answer(gateway: Simulator, receiver: Receiver) -> None:
    gateway.fault(mode="early_reports")
    gateway.fault(mode="slow", seconds=0.1)
    answer = send(gateway, {}).json()
    assert codes(receiver) == ["4000"]
    assert answer["messageList"][0]["statusCode"] == "2000"
    assert receiver.calls[0][0]["data"]["messageId"] == answer["messageList"][0]["messageId"]


def test_reports_may_come_late(gateway: Simulator, receiver: Receiver) -> None:
    gateway.fault(mode="late_reports", seconds=0.4)
    began = time.monotonic()
    send(gateway, {})
    until(lambda: codes(receiver) == ["4000"])
    assert time.monotonic() - began >= 0.4


def test_an_earlier_state_may_be_told_after_the_last(gateway: Simulator, receiver: Receiver) -> None:
    gateway.fault(mode="stale_reports")
    send(gateway, {})
    until(lambda: codes(receiver) == ["4000", "3000"])
    first, second = (call[0] for call in receiver.calls)
    assert first["eventDataId"] != second["eventDataId"]
    assert first["data"]["messageId"] == second["data"]["messageId"]


def test_reports_may_speak_of_messages_that_nobody_here_sent(gateway: Simulator, receiver: Receiver) -> None:
    gateway.fault(mode="unknown_reports")
    send(gateway, {"customFields": {"reference": "ours.1"}})
    until(lambda: len(codes(receiver)) == 4)
    fields = [event["data"]["customFields"] for event in receiver.calls[0]]
    assert fields[-1] == {"reference": "ours.1"}
    assert None in fields


def test_a_mode_that_would_never_show_is_refused(sms: Simulator) -> None:
    assert sms.web.post("/api/faults", json={"mode": "slwo"}).status_code == 400
    assert sms.web.get("/api/faults").json() == {"faults": []}
