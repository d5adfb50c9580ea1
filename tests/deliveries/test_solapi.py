"""Solapi's interface: what its answers mean, and what is certain when they do not come."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.utils import translation
from pytest_django import Settings

from deliveries.content import compile_content, place
from deliveries.models import Content
from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Outcome, Report, TransportUnavailable
from deliveries.transports.solapi import SolapiAccount, SolapiTransport
from tests.deliveries.messages import literal_message
from tests.deliveries.scripted_gateway import CUT, SILENCE, Answer, ScriptedGateway

Serve = Callable[..., tuple[ScriptedGateway, SolapiTransport]]
TOKEN = "00ff00ff00ff"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what operators read in English, whatever the catalogues say."""
    with translation.override("en"):
        yield


def message(number: int = 1, text: str = "안내", subject: str = "제목") -> Message:
    return literal_message(number, f"{TOKEN}.{number}", "01012345678", subject, text)


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    settings.SMS_TIMEOUT = 0.5
    started: list[ScriptedGateway] = []

    def start(*answers: Answer) -> tuple[ScriptedGateway, SolapiTransport]:
        started.append(ScriptedGateway(list(answers)))
        return started[-1], SolapiTransport(SolapiAccount.from_url(started[-1].url))

    yield start
    for gateway in started:
        gateway.stop()


def item(number: int, code: str = "2000", **more: Any) -> dict[str, Any]:
    fields = {"reference": f"{TOKEN}.{number}"}
    return {"messageId": f"M4V{number}", "statusCode": code, "customFields": fields} | more


def taken(*items: dict[str, Any], failed: tuple[dict[str, Any], ...] = ()) -> Answer:
    return 200, {"failedMessageList": list(failed), "groupInfo": {}, "messageList": list(items)}


def test_accepted_messages_bear_the_providers_id_matched_by_reference(serve: Serve) -> None:
    _, transport = serve(taken(item(2), item(1)))
    outcomes = {outcome.delivery_id: outcome for outcome in transport.send([message(1), message(2)])}
    assert outcomes == {
        1: Outcome(1, DeliveryState.ACCEPTED, "M4V1", "2000"),
        2: Outcome(2, DeliveryState.ACCEPTED, "M4V2", "2000"),
    }


def test_a_request_names_sender_kind_and_reference_and_allows_a_shared_number(serve: Serve) -> None:
    gateway, transport = serve(taken(item(1), item(2)))
    list(transport.send([message(1), message(2, text="가" * 46, subject="긴 " * 30)]))
    request = gateway.requests[0]
    sms, lms = request["messages"]
    assert sms == {
        "to": "01012345678",
        "from": "0212345678",
        "text": "안내",
        "type": "SMS",
        "autoTypeDetect": False,
        "customFields": {"reference": f"{TOKEN}.1"},
    }
    assert lms["type"] == "LMS"
    assert 0 < len(lms["subject"].encode("cp949")) <= 40
    assert request["allowDuplicates"] is True
    assert request["showMessageList"] is True


def test_every_request_is_signed_with_the_secret_and_never_twice_alike(serve: Serve) -> None:
    gateway, transport = serve(taken(item(1)), taken(item(1)))
    list(transport.send([message()]))
    list(transport.send([message()]))
    first, second = gateway.authorizations
    found = re.fullmatch(r"HMAC-SHA256 ApiKey=key, Date=(\S+), salt=(\w{12,64}), signature=(\w{64})", first)
    assert found is not None
    assert found[3] == hmac.new(b"secret", (found[1] + found[2]).encode(), hashlib.sha256).hexdigest()
    assert abs((datetime.now(UTC) - datetime.fromisoformat(found[1])).total_seconds()) < 60
    assert first != second


@pytest.mark.parametrize(
    ("code", "state"),
    [
        ("1062", DeliveryState.FAILED),
        ("1029", DeliveryState.FAILED),
        ("1024", DeliveryState.QUEUED),
        ("1030", DeliveryState.QUEUED),
        ("9999", DeliveryState.FAILED),
    ],
)
def test_a_refused_message_fails_or_waits_by_its_code(serve: Serve, code: str, state: DeliveryState) -> None:
    _, transport = serve(taken(item(2), failed=(item(1, code),)))
    outcomes = {outcome.delivery_id: outcome for outcome in transport.send([message(1), message(2)])}
    assert (outcomes[1].state, outcomes[1].code) == (state, code)
    assert outcomes[2].state == DeliveryState.ACCEPTED


def test_a_message_that_the_answer_does_not_name_is_unknown(serve: Serve) -> None:
    _, transport = serve(taken(item(1), {"messageId": "M4Vx", "statusCode": "2000"}))
    outcomes = {outcome.delivery_id: outcome.state for outcome in transport.send([message(1), message(2)])}
    assert outcomes == {1: DeliveryState.ACCEPTED, 2: DeliveryState.UNKNOWN}


def test_what_is_no_sms_fails_alone_and_is_not_sent(serve: Serve) -> None:
    gateway, transport = serve(taken(item(3)))
    outcomes = list(transport.send([message(1, "축하 🎉"), message(2, "가" * 1001), message(3)]))
    assert [(outcome.state, outcome.code) for outcome in outcomes] == [
        (DeliveryState.FAILED, "not_cp949"),
        (DeliveryState.FAILED, "too_long"),
        (DeliveryState.ACCEPTED, "2000"),
    ]
    assert len(gateway.requests[0]["messages"]) == 1


def test_at_most_500_messages_go_in_one_request(serve: Serve) -> None:
    many = [message(number) for number in range(settings.SMS_MESSAGES_PER_REQUEST + 1)]
    gateway, transport = serve(taken(*(item(number) for number in range(500))), taken(item(500)))
    assert {outcome.state for outcome in transport.send(many)} == {DeliveryState.ACCEPTED}
    assert [len(request["messages"]) for request in gateway.requests] == [500, 1]


@pytest.mark.parametrize(
    ("status", "remedy"),
    [
        (401, "check the key"),
        (403, "check the key"),
        (402, "charge"),
        (404, "check the host"),
        (429, "429"),
        (503, "503"),
    ],
)
def test_a_refusal_before_intake_is_unavailable_with_its_remedy(serve: Serve, status: int, remedy: str) -> None:
    gateway, transport = serve((status, {"errorCode": "Any", "errorMessage": "..."}))
    with pytest.raises(TransportUnavailable, match=remedy) as error:
        list(transport.send([message()]))
    assert "key:secret" not in str(error.value)
    assert len(gateway.requests) == 1


def test_a_balance_that_is_used_up_fails_nobody(serve: Serve) -> None:
    _, transport = serve((400, {"errorCode": "NotEnoughBalance", "errorMessage": "..."}))
    with pytest.raises(TransportUnavailable, match="charge"):
        list(transport.send([message()]))


def test_a_message_that_spoils_its_request_is_found_and_fails_alone(serve: Serve) -> None:
    refusal: Answer = (400, {"errorCode": "ValidationError", "errorMessage": "..."})
    _, transport = serve(refusal, refusal, taken(item(1)), refusal, taken(item(3), item(4)))
    outcomes = list(transport.send([message(number) for number in (1, 2, 3, 4)]))
    assert [(outcome.delivery_id, outcome.state, outcome.code) for outcome in outcomes] == [
        (1, DeliveryState.ACCEPTED, "2000"),
        (2, DeliveryState.FAILED, "ValidationError"),
        (3, DeliveryState.ACCEPTED, "2000"),
        (4, DeliveryState.ACCEPTED, "2000"),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        CUT,
        SILENCE,
        (200, b"<html>"),
        (200, b""),
        (200, []),
        (500, b"oops"),
        (502, b"bad gateway"),
        (504, b""),
    ],
)
def test_an_answer_that_is_lost_leaves_all_unknown_and_nothing_is_repeated(serve: Serve, answer: Answer) -> None:
    gateway, transport = serve(answer)
    outcomes = transport.send([message(1), message(2)])
    assert [next(outcomes).state, next(outcomes).state] == [DeliveryState.UNKNOWN] * 2
    with pytest.raises(TransportUnavailable):
        next(outcomes)
    assert len(gateway.requests) == 1


def test_nobody_listening_is_unavailable(serve: Serve) -> None:
    gateway, transport = serve()
    gateway.stop()
    with pytest.raises(TransportUnavailable, match="ConnectError"):
        list(transport.send([message()]))


def test_the_list_is_read_page_by_page_until_all_are_found(serve: Serve) -> None:
    since = datetime(2026, 7, 1, 9, tzinfo=UTC)
    gateway, transport = serve(
        (200, {"messageList": {"M4V1": item(1, "4000"), "M9": {"statusCode": "4000"}}, "nextKey": "k2"}),
        (200, {"messageList": {"M4V2": item(2, "3032")}, "nextKey": "k3"}),
    )
    wanted = [f"{TOKEN}.{number}" for number in (1, 2)]
    reports = list(transport.poll(wanted, since=since))
    assert [(report.delivery_id, report.state, report.code) for report in reports] == [
        (1, DeliveryState.DELIVERED, "4000"),
        (2, DeliveryState.FAILED, "3032"),
    ]
    first, second = (parse_qs(urlsplit(path).query) for path in gateway.paths)
    assert first["startDate"] == ["2026-07-01T09:00:00+00:00"]
    assert second["startKey"] == ["k2"]


def test_a_list_read_to_its_end_ends_without_an_error(serve: Serve) -> None:
    _, transport = serve((200, {"messageList": {}, "nextKey": None}))
    assert list(transport.poll([f"{TOKEN}.1"])) == []


@pytest.mark.parametrize("answer", [CUT, (500, b""), (403, b""), (200, b"<html>")])
def test_a_list_that_breaks_off_says_so(serve: Serve, answer: Answer) -> None:
    _, transport = serve((200, {"messageList": {"M4V1": item(1)}, "nextKey": "k2"}), answer)
    reports = transport.poll([f"{TOKEN}.1", f"{TOKEN}.2"])
    assert next(reports).delivery_id == 1
    with pytest.raises(TransportUnavailable):
        next(reports)


def test_messages_are_asked_after_by_the_providers_ids(serve: Serve) -> None:
    gateway, transport = serve((200, {"messageList": {"M4V1": item(1, "4000")}}))
    assert [report.provider_id for report in transport.ask(["M4V1", "M4V2"])] == ["M4V1"]
    assert parse_qs(urlsplit(gateway.paths[0]).query)["messageIds"] == ["M4V1", "M4V2"]


def parse(body: object) -> list[Any]:
    transport = SolapiTransport(SolapiAccount.from_url("solapi://key:secret@127.0.0.1:9?from=021234567"))
    return transport.parse_webhook(body if isinstance(body, bytes) else json.dumps(body).encode())


ALIMTALK = Content(
    text=f"안내 {place('link')}",
    template_id="KA01TP1",
    template_values={"#{이름}": place("name"), "#{링크}": place("link")},
)
VALUES = {"name": "김하늘", "link": "https://sotong.example/n/x"}


def alimtalk(number: int = 1, content: Content = ALIMTALK) -> Message:
    return Message(number, f"{TOKEN}.{number}", "01012345678", compile_content(content), VALUES)


def kakao(gateway: ScriptedGateway) -> SolapiTransport:
    return SolapiTransport(SolapiAccount.from_url(gateway.url + "&pf_id=KA01PF1"))


def test_an_alimtalk_names_its_template_and_the_sms_that_replaces_it(serve: Serve) -> None:
    gateway, _ = serve(taken(item(1)))
    assert [outcome.state for outcome in kakao(gateway).send([alimtalk()])] == [DeliveryState.ACCEPTED]
    assert gateway.requests[0]["messages"] == [
        {
            "to": "01012345678",
            "from": "0212345678",
            "customFields": {"reference": f"{TOKEN}.1"},
            "type": "ATA",
            "kakaoOptions": {
                "pfId": "KA01PF1",
                "templateId": "KA01TP1",
                "variables": {"#{이름}": "김하늘", "#{링크}": "https://sotong.example/n/x"},
                "disableSms": False,
            },
            "replacements": [
                {
                    "to": "01012345678",
                    "from": "0212345678",
                    "text": "안내 https://sotong.example/n/x",
                    "type": "SMS",
                }
            ],
        }
    ]


def test_without_a_kakao_channel_the_text_goes_as_sms(serve: Serve) -> None:
    gateway, transport = serve(taken(item(1)))
    assert not transport.carries_alimtalk and kakao(gateway).carries_alimtalk
    list(transport.send([alimtalk()]))
    sent = gateway.requests[0]["messages"][0]
    assert (sent["type"], sent["text"]) == ("SMS", "안내 https://sotong.example/n/x")
    assert "kakaoOptions" not in sent and "replacements" not in sent


def test_a_message_without_a_template_is_an_sms_on_a_kakao_channel_too(serve: Serve) -> None:
    gateway, _ = serve(taken(item(1)))
    list(kakao(gateway).send([message(1)]))
    assert gateway.requests[0]["messages"][0]["type"] == "SMS"


@pytest.mark.parametrize(
    ("more", "channel"),
    [
        ({"type": "ATA"}, "alimtalk"),
        ({"type": "ATA", "replacement": False}, "alimtalk"),
        ({"type": "ATA", "replacement": True}, "sms"),
        ({"type": "ATA", "replacement": 1}, "sms"),
        ({"type": "LMS", "replacement": True}, "sms"),
        ({"type": "SMS"}, "sms"),
        ({"type": None}, ""),
        ({}, ""),
    ],
)
def test_a_report_says_over_which_channel_it_went_in_the_end(more: dict[str, Any], channel: str) -> None:
    (report,) = parse([{"eventDataId": "e1", "data": item(1, "4000", **more)}])
    assert report.final_channel == channel


def test_a_webhook_is_an_array_of_events() -> None:
    events = [
        {"eventDataId": "e1", "retryCount": 0, "data": item(1, "4000", dateReceived="2026-07-01T00:00:00Z")},
        {"eventDataId": "e2", "retryCount": 1, "data": item(2, "3043")},
        {"eventDataId": "e3", "retryCount": 0, "data": item(3, "3000")},
    ]
    assert parse(events) == [
        Report(1, DeliveryState.DELIVERED, "M4V1", "4000", "e1", TOKEN),
        Report(2, DeliveryState.FAILED, "M4V2", "3043", "e2", TOKEN),
        Report(3, DeliveryState.ACCEPTED, "M4V3", "3000", "e3", TOKEN),
    ]


def test_messages_of_others_on_the_same_account_are_left_out() -> None:
    others: list[Any] = [None, {}, {"reference": "x"}, {"reference": f"{TOKEN}.1\n"}, {"reference": 7}]
    events = [
        {"eventDataId": f"e{index}", "data": {"statusCode": "4000", "customFields": fields}}
        for index, fields in enumerate(others)
    ]
    assert parse(events) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        {},
        "text",
        None,
        [1],
        [{"data": {}}],
        [{"eventDataId": "e"}],
        [{"eventDataId": "", "data": {}}],
        [{"eventDataId": 7, "data": {}}],
        [{"eventDataId": "e" * 81, "data": {}}],
    ],
)
def test_what_is_no_webhook_is_refused(body: object) -> None:
    with pytest.raises(ValueError):
        parse(body)


def test_the_url_defaults_to_the_providers_address_over_https() -> None:
    account = SolapiAccount.from_url("solapi://key:s%2Fecret@?from=02-1234-5678")
    assert (account.base_url, account.secret, account.sender) == (
        "https://api.solapi.com",
        "s/ecret",
        "0212345678",
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://api.solapi.com",
        "solapi://api.solapi.com?from=0212345678",
        "solapi://key@api.solapi.com?from=0212345678",
        "solapi://key:secret@api.solapi.com",
        "solapi://key:secret@api.solapi.com?from=seongdong",
        "solapi://key:secret@api.solapi.com?from=0212345678&scheme=ftp",
        "solapi://key:secret@api.solapi.com:port?from=0212345678",
    ],
)
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        SolapiAccount.from_url(url)


def test_a_secret_shows_in_no_text() -> None:
    assert "geheim" not in repr(SolapiAccount.from_url("solapi://key:geheim@127.0.0.1:9?from=0212345678"))
