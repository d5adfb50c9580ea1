"""The NHN Cloud simulator speaks SMS API version 3.0, down to its refusals."""

import json
import signal
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from config.simulators.page import KST
from tests.config.simulators.conftest import SECRET, SENDER, Receiver, Simulator, Start, until

APPKEY = "an-app-key"
PLACE = f"/sms/v3.0/appKeys/{APPKEY}/sender"
TEMPLATES = {
    "WHOLE": {"sendType": "0", "body": "##text##"},
    "WHOLE-LMS": {"sendType": "1", "title": "##title##", "body": "##text##"},
}


def arguments(*more: str) -> list[str]:
    key = ["--appkey", APPKEY, "--secret", SECRET, "--senders", f"02-1234-5678,{SENDER}"]
    return [*key, "--report-delay", "0.05", "--retry-delay", "0.01", *more]


@pytest.fixture
def nhn(start: Start, tmp_path: Path) -> Simulator:
    file = tmp_path / "templates.json"
    file.write_text(json.dumps(TEMPLATES), encoding="utf-8")
    return start("nhn_gateway", *arguments("--templates", str(file)))


def send(nhn: Simulator, *numbers: str, kind: str = "sms", secret: str = SECRET, **body: object) -> dict[str, Any]:
    """Send to ``numbers``; the body gets what it leaves out."""
    recipients = [{"recipientNo": number, "recipientGroupingKey": f"r{n}"} for n, number in enumerate(numbers)]
    whole = {"body": "안내", "sendNo": SENDER, "recipientList": recipients, **body}
    answer = nhn.web.post(f"{PLACE}/{kind}", json=whole, headers={"X-Secret-Key": secret})
    assert answer.status_code == 200
    return dict(answer.json())


def found(nhn: Simulator, kind: str = "sms", **query: object) -> dict[str, Any]:
    answer = nhn.web.get(f"{PLACE}/{kind}", params=query, headers={"X-Secret-Key": SECRET})
    return dict(answer.json())


def code(answer: dict[str, Any]) -> int:
    assert answer["header"]["isSuccessful"] == (answer["header"]["resultCode"] == 0)
    return int(answer["header"]["resultCode"])


def span(hours: float = 1) -> dict[str, str]:
    now = datetime.now(KST)
    begin, end = now - timedelta(hours=hours), now + timedelta(hours=1)
    return {"startCreateDate": f"{begin:%Y-%m-%d %H:%M:%S}", "endCreateDate": f"{end:%Y-%m-%d %H:%M:%S}"}


def test_recipients_are_taken_in_one_request_and_named_by_their_keys(nhn: Simulator) -> None:
    answer = send(nhn, "01000000001", "010-0000-0002", senderGroupingKey="S")

    data = answer["body"]["data"]
    assert code(answer) == 0
    assert len(data["requestId"]) == 25 and data["senderGroupingKey"] == "S"
    assert [
        (one["recipientSeq"], one["recipientGroupingKey"], one["resultCode"]) for one in data["sendResultList"]
    ] == [
        (1, "r0", 0),
        (2, "r1", 0),
    ]
    second, first = nhn.messages()
    assert (first["to"], first["from"], first["type"], first["text"]) == ("01000000001", SENDER, "SMS", "안내")
    assert second["requestId"] == data["requestId"] and second["recipientSeq"] == 2


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"sendNo": "0299999999"}, -2312),
        ({"sendNo": None}, -2312),
        ({"body": ""}, -2014),
        ({"body": "가" * 45 + "a"}, -2015),
        ({"body": "축하 🎉"}, -2023),
        ({"recipientList": []}, -2001),
        ({"recipientList": None}, -2001),
        ({"recipientList": ["x"]}, 4),
        ({"recipientList": [{}]}, -2018),
        ({"recipientList": [{"recipientNo": "abc"}]}, -2019),
        ({"recipientList": [{"recipientNo": "01000000001", "recipientGroupingKey": "k" * 101}]}, 4),
        ({"recipientList": [{"recipientNo": "01000000001"}] * 1001}, -2016),
        ({"templateId": "NONE"}, -2110),
        ({"templateId": "WHOLE-LMS"}, -2006),
        ({"body": 7}, 4),
    ],
)
def test_a_wrong_request_is_refused_whole_with_the_manuals_code(
    nhn: Simulator, body: dict[str, object], expected: int
) -> None:
    assert code(send(nhn, "01000000001", **body)) == expected
    assert nhn.messages() == []


@pytest.mark.parametrize(
    ("body", "expected"), [({"title": ""}, -2014), ({"title": "가" * 21}, -2015), ({"body": "가" * 1001}, -2015)]
)
def test_an_lms_needs_a_short_title(nhn: Simulator, body: dict[str, object], expected: int) -> None:
    assert code(send(nhn, "01000000001", kind="mms", **{"title": "제목", **body})) == expected


def test_a_thousand_recipients_are_taken(nhn: Simulator) -> None:
    assert code(send(nhn, *(f"010{number:08}" for number in range(1000)))) == 0
    assert len(nhn.messages()) == 1000


@pytest.mark.parametrize(
    ("path", "headers", "expected"),
    [
        (f"{PLACE}/sms", {"X-Secret-Key": "another"}, -1000),
        (f"{PLACE}/sms", {}, -1000),
        ("/sms/v3.0/appKeys/another/sender/sms", {"X-Secret-Key": SECRET}, -1000),
        ("/sms/v9", {"X-Secret-Key": SECRET}, -9998),
        (f"{PLACE}/fax", {"X-Secret-Key": SECRET}, -9998),
    ],
)
def test_strangers_and_unknown_addresses_are_refused(
    nhn: Simulator, path: str, headers: dict[str, str], expected: int
) -> None:
    assert code(nhn.web.post(path, json={}, headers=headers).json()) == expected


@pytest.mark.parametrize(
    ("content", "kind", "expected"),
    [
        (b"{", "application/json", -9997),
        (b"[" * 5000, "application/json", -9997),
        (b"[]", "application/json", 4),
        (b"{}", "text/plain", -9996),
    ],
)
def test_what_is_no_request_is_refused(nhn: Simulator, content: bytes, kind: str, expected: int) -> None:
    headers = {"X-Secret-Key": SECRET, "Content-Type": kind}
    assert code(nhn.web.post(f"{PLACE}/sms", content=content, headers=headers).json()) == expected


def test_places_are_filled_in_a_templates_text_and_in_no_other(nhn: Simulator) -> None:
    one = {"recipientNo": "01000000001", "templateParameter": {"text": "하나 ##b##", "b": "x"}}
    send(nhn, templateId="WHOLE", body=None, recipientList=[one])
    send(nhn, body="##text##", recipientList=[one])
    send(nhn, templateId="WHOLE", body="##text##", recipientList=[one])

    assert [message["text"] for message in nhn.messages()] == ["##text##", "##text##", "하나 ##b##"]


def test_the_size_is_of_the_filled_text(nhn: Simulator) -> None:
    many = [{"recipientNo": "01000000001", "templateParameter": {"text": "가" * length}} for length in (45, 46, 0)]
    assert code(send(nhn, templateId="WHOLE", body=None, recipientList=many[:1])) == 0
    assert code(send(nhn, templateId="WHOLE", body=None, recipientList=many[:2])) == -2015
    assert code(send(nhn, templateId="WHOLE", body=None, recipientList=many[2:])) == -2014


def test_messages_are_found_by_request_and_by_grouping_keys_over_a_span(nhn: Simulator) -> None:
    first = send(nhn, "01000000001", "01000000002", senderGroupingKey="A")["body"]["data"]["requestId"]
    send(nhn, "01000000003", senderGroupingKey="B")
    send(nhn, "01000000004", kind="mms", title="제목", senderGroupingKey="A")

    assert [one["recipientNo"] for one in found(nhn, requestId=first)["body"]["data"]] == ["01000000002", "01000000001"]
    assert found(nhn, **span(), senderGroupingKey="A")["body"]["totalCount"] == 2
    assert found(nhn, "mms", **span(), senderGroupingKey="A")["body"]["totalCount"] == 1
    assert found(nhn, **span(), recipientGroupingKey="r1")["body"]["totalCount"] == 1
    page = found(nhn, **span(), pageNum=2, pageSize=2)["body"]
    assert (page["totalCount"], [one["recipientNo"] for one in page["data"]]) == (3, ["01000000001"])
    yesterday = {name: value.replace("20", "19", 1) for name, value in span().items()}
    assert found(nhn, **yesterday)["body"]["totalCount"] == 0


def test_one_message_is_found_by_request_and_place(nhn: Simulator) -> None:
    request = send(nhn, "01000000001")["body"]["data"]["requestId"]
    answer = found(nhn, f"sms/{request}", recipientSeq=1)

    assert answer["body"]["data"]["recipientNo"] == "01000000001"
    assert code(found(nhn, f"sms/{request}", recipientSeq=2)) == -2008


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, -2011),
        ({"startCreateDate": "2026-01-01 00:00:00"}, -2011),
        ({"startCreateDate": "yesterday", "endCreateDate": "2026-01-01 00:00:00"}, -2000),
        ({"startCreateDate": "2026-01-01 00:00:00", "endCreateDate": "2026-03-01 00:00:00"}, -4000),
        ({"requestId": "R", "pageSize": "1001"}, 4),
        ({"requestId": "R", "pageNum": "x"}, 4),
        ({"requestId": "R", "pageNum": "0"}, 4),
    ],
)
def test_a_search_that_it_does_not_do_is_refused(nhn: Simulator, query: dict[str, str], expected: int) -> None:
    assert code(found(nhn, **query)) == expected


def test_a_message_arrives_after_a_while_and_the_signed_webhook_says_so(start: Start, receiver: Receiver) -> None:
    nhn = start("nhn_gateway", *arguments("--webhook", receiver.url, "--signature", "agreed"))
    request = send(nhn, "01000000001", senderGroupingKey="S")["body"]["data"]["requestId"]
    until(lambda: bool(receiver.calls))

    call: Any = receiver.calls[0]
    assert (call["event"], call["appKey"]) == ("MESSAGE_RESULT_UPDATE", APPKEY)
    (hook,) = call["hooks"]
    assert (hook["requestId"], hook["recipientSeq"], hook["recipientGroupingKey"]) == (request, 1, "r0")
    assert (hook["messageStatus"], hook["resultCode"], hook["senderGroupingKey"]) == ("COMPLETED", "1000", "S")
    assert "body" not in hook
    assert receiver.signatures == ["agreed"]
    until(lambda: found(nhn, requestId=request)["body"]["data"][0]["msgStatus"] == "3")


def test_a_call_that_fails_is_repeated_with_the_same_hooks(start: Start, receiver: Receiver) -> None:
    receiver.statuses = [500, 200]
    nhn = start("nhn_gateway", *arguments("--webhook", receiver.url))
    send(nhn, "01000000001")
    until(lambda: len(receiver.calls) == 2)

    first, second = (dict(call)["hooks"] for call in receiver.calls)  # type: ignore[arg-type]
    assert first == second


def test_the_carrier_reports_the_failure_it_was_told_of(nhn: Simulator) -> None:
    nhn.fault(report="3001", to="01000000002")
    request = send(nhn, "01000000001", "01000000002", "0299999999")["body"]["data"]["requestId"]

    def codes() -> list[str | None]:
        return [one["resultCode"] for one in found(nhn, requestId=request)["body"]["data"]]

    until(lambda: codes() == ["3003", "3001", "1000"])


def test_faults_are_shown_as_told(nhn: Simulator) -> None:
    nhn.fault(status=503)
    answer = nhn.web.post(f"{PLACE}/sms", json={}, headers={"X-Secret-Key": SECRET})
    assert answer.status_code == 503
    nhn.fault(resultCode=-9999)
    assert code(send(nhn, "01000000001")) == -9999
    assert nhn.messages() == []
    nhn.fault(status=500, on="list")
    headers = {"X-Secret-Key": SECRET}
    assert nhn.web.get(f"{PLACE}/sms", params={"requestId": "R"}, headers=headers).status_code == 500
    nhn.fault(mode="partial")
    results = send(nhn, "01000000001", "01000000002")["body"]["data"]["sendResultList"]
    assert [one["resultCode"] for one in results] == [0, -2019]
    assert len(nhn.messages()) == 1


def test_the_answer_may_be_lost_or_cut_though_the_messages_were_taken(nhn: Simulator) -> None:
    nhn.fault(mode="timeout_after_accept", seconds=0.05)
    with pytest.raises(httpx.RemoteProtocolError):
        send(nhn, "01000000001")
    nhn.fault(mode="malformed")
    with pytest.raises(json.JSONDecodeError):
        send(nhn, "01000000002")
    assert len(nhn.messages()) == 2


def test_the_screen_shows_the_phones_too(nhn: Simulator) -> None:
    send(nhn, "01000000001", body="<b>안내</b>")
    page = nhn.web.get("/").text
    assert "010-0000-0001" in page and "<b>안내</b>" not in page


def test_with_a_store_the_messages_are_there_after_a_kill(start: Start, tmp_path: Path) -> None:
    first = start("nhn_gateway", *arguments("--store", str(tmp_path)))
    send(first, "01000000001", senderGroupingKey="S")
    until(lambda: first.messages()[0]["msgStatus"] == "3")
    first.process.send_signal(signal.SIGKILL)
    first.process.wait(10)

    second = start("nhn_gateway", *arguments("--store", str(tmp_path)))

    (kept,) = second.messages()
    assert (kept["text"], kept["msgStatus"], kept["senderGroupingKey"]) == ("안내", "3", "S")
