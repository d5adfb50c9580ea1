"""The SMS gateway, spoken to as its real model documents it."""

import json
import signal
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.config.simulators.conftest import (
    SENDER,
    Receiver,
    Simulator,
    Start,
    send,
    signed,
    sms_arguments,
    until,
)

HOSTILE = "<script>alert(1)</script>"


def _list(sms: Simulator, **query: Any) -> dict[str, Any]:
    answer = sms.web.get("/messages/v4/list", params=query, headers=signed())
    return dict(answer.raise_for_status().json())


def _refusal(answer: httpx.Response) -> str:
    return str(answer.raise_for_status().json()["failedMessageList"][0]["statusCode"])


def _codes(sms: Simulator) -> list[str]:
    return [message["statusCode"] for message in sms.messages()]


def test_a_message_is_taken_with_ids_and_its_custom_fields(sms: Simulator) -> None:
    answer = send(sms, {"text": "[성동구청] 안내", "customFields": {"reference": "7"}}).raise_for_status().json()

    (taken,) = answer["messageList"]
    assert taken["statusCode"] == "2000"
    assert taken["customFields"] == {"reference": "7"}
    assert taken["messageId"].startswith("M4V") and len(taken["messageId"]) == 32
    assert answer["failedMessageList"] == []
    assert answer["groupInfo"]["groupId"].startswith("G4V") and len(answer["groupInfo"]["groupId"]) == 32
    count = answer["groupInfo"]["count"]
    assert (count["total"], count["registeredSuccess"], count["registeredFailed"]) == (1, 1, 0)


def test_the_list_of_messages_is_in_the_answer_only_when_asked_for(sms: Simulator) -> None:
    assert "messageList" not in send(sms, {}, showMessageList=False).json()


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"text": ""}, "1010"),
        ({"to": ""}, "1010"),
        ({"to": "010-0000-0001"}, "1011"),
        ({"from": "0299999999"}, "1062"),
        ({"text": "축하합니다 😀"}, "1029"),
        ({"text": "6월–7월"}, "1029"),
        ({"text": "벨\x07소리"}, "1028"),
        ({"text": "가" * 46, "type": "SMS"}, "1031"),
        ({"text": "가" * 1001}, "1031"),
        ({"subject": "제목", "type": "SMS"}, "1013"),
        ({"subject": "가" * 21}, "1014"),
        ({"type": "FAX"}, "1025"),
        ({"customFields": {"reference": 7}}, "1032"),
        ({"customFields": {"reference": "7" * 101}}, "1032"),
        ({"customFields": {"r" * 31: "7"}}, "1032"),
    ],
)
def test_a_faulty_message_is_refused_with_the_code_of_the_manual(
    sms: Simulator, message: dict[str, Any], code: str
) -> None:
    assert _refusal(send(sms, message)) == code
    assert sms.messages() == []


def test_a_refused_message_stops_no_other_and_keeps_its_custom_fields(sms: Simulator) -> None:
    bad = {"to": "01000000002", "from": "0299999999", "customFields": {"reference": "2"}}

    answer = send(sms, {}, bad, {"to": "01000000003"}).json()

    assert [message["to"] for message in sms.messages()] == ["01000000003", "01000000001"]
    (refused,) = answer["failedMessageList"]
    assert (refused["to"], refused["customFields"]) == ("01000000002", {"reference": "2"})
    assert answer["groupInfo"]["count"]["registeredFailed"] == 1


def test_one_number_twice_is_a_duplicate_unless_allowed(sms: Simulator) -> None:
    assert _refusal(send(sms, {}, {})) == "1026"
    assert send(sms, {}, {}, allowDuplicates=True).json()["failedMessageList"] == []


@pytest.mark.parametrize(
    ("text", "kind", "size"),
    [("가" * 45, "SMS", 90), ("가" * 45 + "a", "LMS", 91), ("똠방각하 펲시", "SMS", 13), ("가" * 1000, "LMS", 2000)],
)
def test_the_kind_follows_from_the_bytes_in_cp949(sms: Simulator, text: str, kind: str, size: int) -> None:
    send(sms, {"text": text})

    (message,) = sms.messages()
    assert (message["type"], message["bytes"]) == (kind, size)


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"messages": []}', '{"messages": ["x"]}', '{"messages": {}}', "[" * 5000]
)
def test_what_is_no_request_is_refused_as_a_whole(sms: Simulator, body: str) -> None:
    answer = sms.web.post("/messages/v4/send-many/detail", content=body.encode(), headers=signed())

    assert answer.status_code == 400
    assert answer.json()["errorCode"] == "ValidationError"


def test_ten_thousand_messages_are_taken_and_one_more_is_not(sms: Simulator) -> None:
    messages = [{"to": f"010{number:08}"} for number in range(10_001)]

    assert send(sms, *messages).status_code == 400
    assert send(sms, *messages[1:]).json()["groupInfo"]["count"]["registeredSuccess"] == 10_000


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        (lambda: {}, "Unauthorized"),
        (lambda: {"Authorization": "HMAC-SHA256 nonsense"}, "Unauthorized"),
        (lambda: signed(key="another"), "InvalidAPIKey"),
        (lambda: signed(secret="another"), "SignatureDoesNotMatch"),
        (lambda: signed(date=(datetime.now(UTC) - timedelta(minutes=16)).isoformat()), "RequestTimeTooSkewed"),
        (lambda: signed(date=(datetime.now(UTC) + timedelta(minutes=16)).isoformat()), "RequestTimeTooSkewed"),
        (lambda: signed(date="yesterday"), "ValidationError"),
        (lambda: signed(salt="short"), "ValidationError"),
    ],
)
def test_a_wrong_signature_is_refused(sms: Simulator, headers: Any, code: str) -> None:
    answer = sms.web.get("/messages/v4/list", headers=headers())

    assert answer.status_code == 403
    assert answer.json()["errorCode"] == code


def test_a_signature_is_good_once(sms: Simulator) -> None:
    headers = signed()

    assert sms.web.get("/messages/v4/list", headers=headers).status_code == 200
    assert sms.web.get("/messages/v4/list", headers=headers).json()["errorCode"] == "DuplicatedSignature"


def test_a_message_is_complete_after_a_while_and_the_webhook_says_so_without_its_text(
    start: Start, receiver: Receiver
) -> None:
    sms = start("sms_gateway", *sms_arguments("--webhook", receiver.url))

    taken = send(sms, {"customFields": {"reference": "7"}}).json()["messageList"][0]
    until(lambda: bool(receiver.calls))

    ((event,),) = receiver.calls
    assert event["retryCount"] == 0 and event["eventDataId"]
    assert event["data"]["messageId"] == taken["messageId"]
    assert event["data"]["statusCode"] == "4000"
    assert event["data"]["customFields"] == {"reference": "7"}
    assert event["data"]["dateReceived"]
    assert "text" not in event["data"]


def test_the_webhook_is_called_until_it_answers_2xx_with_the_same_event(start: Start, receiver: Receiver) -> None:
    receiver.statuses = [500, 302, 200]
    sms = start("sms_gateway", *sms_arguments("--webhook", receiver.url))

    send(sms, {})
    until(lambda: len(receiver.calls) >= 3)

    assert [call[0]["retryCount"] for call in receiver.calls] == [0, 1, 2]
    assert len({call[0]["eventDataId"] for call in receiver.calls}) == 1


def test_the_webhook_is_called_five_times_at_most(start: Start, receiver: Receiver) -> None:
    receiver.statuses = [500]
    sms = start("sms_gateway", *sms_arguments("--webhook", receiver.url))

    send(sms, {})
    until(lambda: len(receiver.calls) == 5)
    send(sms, {"to": "01000000002"})
    until(lambda: len(receiver.calls) == 10)

    assert [call[0]["retryCount"] for call in receiver.calls] == [0, 1, 2, 3, 4] * 2


def test_reports_may_be_lost_or_come_twice(start: Start, receiver: Receiver) -> None:
    sms = start("sms_gateway", *sms_arguments("--webhook", receiver.url))
    sms.fault(mode="lost_reports")
    send(sms, {})
    until(lambda: _codes(sms) == ["4000"])
    sms.fault(mode="repeated_reports")
    send(sms, {"to": "01000000002"})
    until(lambda: len(receiver.calls) == 2)

    assert {call[0]["data"]["to"] for call in receiver.calls} == {"01000000002"}
    assert receiver.calls[0] == receiver.calls[1]


def test_the_carrier_reports_a_failure_for_the_number_it_was_told_of(sms: Simulator) -> None:
    sms.fault(report="3032", to="01000000002")

    send(sms, {}, {"to": "01000000002"})
    until(lambda: _codes(sms) == ["3032", "4000"])
    send(sms, {"to": "01000000002"})

    until(lambda: _codes(sms) == ["3032", "3032", "4000"])


def test_a_number_that_is_no_mobile_fails_at_the_carrier(sms: Simulator) -> None:
    send(sms, {"to": "0299999999"})

    until(lambda: _codes(sms) == ["3010"])


def test_messages_are_found_again_by_their_ids_and_group(sms: Simulator) -> None:
    first = send(sms, {"customFields": {"reference": "1"}}, {"to": "01000000002"}).json()
    second = send(sms, {"to": "01000000003"}).json()
    one, two = (message["messageId"] for message in first["messageList"])
    three = second["messageList"][0]["messageId"]

    assert list(_list(sms)["messageList"]) == [three, two, one]
    assert list(_list(sms, messageId=one)["messageList"]) == [one]
    assert list(_list(sms, messageIds=[one, three])["messageList"]) == [three, one]
    assert list(_list(sms, groupId=first["groupInfo"]["groupId"])["messageList"]) == [two, one]
    assert list(_list(sms, criteria="messageId", cond="eq", value=one)["messageList"]) == [one]
    assert _list(sms, messageId=one)["messageList"][one]["customFields"] == {"reference": "1"}


def test_the_list_has_pages_that_hold_while_more_comes_in(sms: Simulator) -> None:
    send(sms, *({"to": f"0100000000{number}"} for number in range(5)))

    page = _list(sms, limit=2)
    found = list(page["messageList"].values())
    send(sms, {"to": "01000000009"})
    while page["nextKey"]:
        page = _list(sms, limit=2, startKey=page["nextKey"])
        found += page["messageList"].values()

    assert [message["to"] for message in found] == [f"0100000000{number}" for number in (4, 3, 2, 1, 0)]


def test_the_list_can_be_limited_to_a_span_of_time(sms: Simulator) -> None:
    send(sms, {})
    moment = datetime.now(UTC)

    assert len(_list(sms, startDate=(moment - timedelta(hours=1)).isoformat())["messageList"]) == 1
    assert len(_list(sms, startDate=(moment + timedelta(hours=1)).isoformat())["messageList"]) == 0
    assert len(_list(sms, endDate=(moment - timedelta(hours=1)).isoformat())["messageList"]) == 0
    seoul = (moment - timedelta(minutes=1)).astimezone().isoformat()
    assert len(_list(sms, startDate=seoul, dateType="UPDATED")["messageList"]) == 1


@pytest.mark.parametrize(
    "query", [{"limit": "many"}, {"limit": "-1"}, {"startDate": "yesterday"}, {"criteria": "text"}]
)
def test_a_search_that_cannot_be_read_is_refused(sms: Simulator, query: dict[str, str]) -> None:
    send(sms, {})

    assert sms.web.get("/messages/v4/list", params=query, headers=signed()).status_code == 400


@pytest.mark.parametrize(("status", "code"), [(500, "InternalServerError"), (429, "TooManyRequests")])
def test_a_refusing_gateway_takes_nothing(sms: Simulator, status: int, code: str) -> None:
    sms.fault(status=status, times=2)

    for _ in range(2):
        answer = send(sms, {})
        assert (answer.status_code, answer.json()["errorCode"]) == (status, code)
    assert sms.messages() == []
    assert send(sms, {}).status_code == 200


def test_the_answer_may_never_come_though_the_messages_were_taken(sms: Simulator) -> None:
    sms.fault(mode="timeout_after_accept", seconds=0.05)

    with pytest.raises(httpx.RemoteProtocolError):
        send(sms, {})

    assert len(_list(sms)["messageList"]) == 1


def test_the_answer_may_be_gibberish_though_the_messages_were_taken(sms: Simulator) -> None:
    sms.fault(mode="malformed")

    answer = send(sms, {})

    with pytest.raises(json.JSONDecodeError):
        answer.json()
    assert len(sms.messages()) == 1


def test_a_part_may_be_refused(sms: Simulator) -> None:
    sms.fault(mode="partial")

    answer = send(sms, *({"to": f"0100000000{number}"} for number in range(4))).json()

    assert [refused["to"] for refused in answer["failedMessageList"]] == ["01000000001", "01000000003"]
    assert len(answer["messageList"]) == len(sms.messages()) == 2


def test_the_list_may_fail_by_itself(sms: Simulator) -> None:
    sms.fault(status=503, on="list")

    assert send(sms, {}).status_code == 200
    assert sms.web.get("/messages/v4/list", headers=signed()).status_code == 503
    assert len(_list(sms)["messageList"]) == 1


def test_the_screen_shows_each_number_as_a_phone_with_links_to_tap(sms: Simulator) -> None:
    send(sms, {"text": f"{HOSTILE} https://sotong.example/n/abc 보기"}, {"to": "01000000002", "text": "둘째"})

    page = sms.web.get("/", params={"to": "01000000001"}).text

    assert HOSTILE not in page
    assert '<a href="https://sotong.example/n/abc" target="_blank" rel="noopener noreferrer">' in page
    assert "010-0000-0001" in page and "010-0000-0002" in page
    assert "SMS" in page and "둘째" not in page
    assert "둘째" in sms.web.get("/").text


def test_one_connection_serves_many_requests(sms: Simulator) -> None:
    for number in range(3):
        answer = send(sms, {"to": f"0100000000{number}"})
        assert answer.http_version == "HTTP/1.1"
        assert answer.headers.get("connection", "keep-alive") != "close"


def test_with_a_store_the_messages_are_there_after_a_kill(start: Start, tmp_path: Path) -> None:
    first = start("sms_gateway", *sms_arguments("--store", str(tmp_path)))
    send(first, {"text": "하나"})
    until(lambda: _codes(first) == ["4000"])
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(10)

    second = start("sms_gateway", *sms_arguments("--store", str(tmp_path)))

    (kept,) = second.messages()
    assert (kept["text"], kept["from"]) == ("하나", SENDER)
    until(lambda: _codes(second) == ["4000"])


def test_deleting_forgets_everything(sms: Simulator) -> None:
    send(sms, {})

    sms.web.delete("/api/messages")

    assert sms.messages() == []
    assert sms.web.get("/health").json() == {"status": "ok", "total": 0}
