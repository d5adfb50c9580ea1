"""NHN Cloud's interface: what its answers mean, and that it keeps what every gateway promises."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings
from django.utils import timezone, translation
from pytest_django import Settings

from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Outcome, Report, TransportUnavailable
from deliveries.transports.nhn import NhnAccount, NhnTransport
from tests.deliveries.messages import literal_message
from tests.deliveries.scripted_gateway import CUT, SILENCE, Answer, ScriptedGateway

Serve = Callable[..., tuple[ScriptedGateway, NhnTransport]]
TOKEN = "00ff00ff00ff"
OK = {"isSuccessful": True, "resultCode": 0, "resultMessage": "SUCCESS"}
BY_TEMPLATE = "&sms_template=WHOLE&lms_template=WHOLE-LMS"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what operators read in English, whatever the catalogues say."""
    with translation.override("en"):
        yield


def message(number: int = 1, text: str = "안내", subject: str = "제목", token: str = TOKEN) -> Message:
    return literal_message(number, f"{token}.{number}", "01012345678", subject, text)


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    settings.SMS_TIMEOUT = 0.5
    started: list[ScriptedGateway] = []

    def start(*answers: Answer, options: str = "") -> tuple[ScriptedGateway, NhnTransport]:
        gateway = ScriptedGateway(list(answers))
        started.append(gateway)
        url = f"nhn://appkey:a%2Fsecret@127.0.0.1:{gateway.port}?from=02-1234-5678&scheme=http{options}"
        return gateway, NhnTransport(NhnAccount.from_url(url))

    yield start
    for gateway in started:
        gateway.stop()


def item(number: int, code: int | None = 0, **more: Any) -> dict[str, Any]:
    key = f"{TOKEN}.{number}"
    return {
        "recipientNo": "01012345678",
        "resultCode": code,
        "recipientSeq": number,
        "recipientGroupingKey": key,
    } | more


def taken(*items: dict[str, Any], request: str = "20260701R", status: str = "2") -> Answer:
    data = {"requestId": request, "statusCode": status, "senderGroupingKey": TOKEN, "sendResultList": list(items)}
    return 200, {"header": OK, "body": {"data": data}}


def refused(code: int) -> Answer:
    return 200, {"header": {"isSuccessful": False, "resultCode": code, "resultMessage": "..."}, "body": None}


def listed(*items: dict[str, Any], total: int | None = None) -> Answer:
    count = len(items) if total is None else total
    return 200, {"header": OK, "body": {"pageNum": 1, "pageSize": 1000, "totalCount": count, "data": list(items)}}


def entry(number: int, status: str = "3", code: str | None = "1000", request: str = "R1") -> dict[str, Any]:
    return item(number, requestId=request, msgStatus=status, resultCode=code)


def test_accepted_messages_bear_request_and_place_matched_by_reference(serve: Serve) -> None:
    _, transport = serve(taken(item(2), item(1)))
    outcomes = {outcome.delivery_id: outcome for outcome in transport.send([message(1), message(2)])}
    assert outcomes == {
        1: Outcome(1, DeliveryState.ACCEPTED, "20260701R:1", "0"),
        2: Outcome(2, DeliveryState.ACCEPTED, "20260701R:2", "0"),
    }


def test_a_request_bears_the_key_the_sender_and_our_references(serve: Serve) -> None:
    gateway, transport = serve(taken(item(1), item(2)))
    list(transport.send([message(1), message(2)]))
    assert gateway.paths == ["/sms/v3.0/appKeys/appkey/sender/sms"]
    assert gateway.headers[0]["x-secret-key"] == "a/secret"
    assert gateway.requests == [
        {
            "sendNo": "0212345678",
            "senderGroupingKey": TOKEN,
            "body": "안내",
            "recipientList": [
                {"recipientNo": "01012345678", "recipientGroupingKey": f"{TOKEN}.1"},
                {"recipientNo": "01012345678", "recipientGroupingKey": f"{TOKEN}.2"},
            ],
        }
    ]


def test_what_is_longer_than_an_sms_goes_as_lms_with_a_title_which_it_must_have(serve: Serve) -> None:
    gateway, transport = serve(taken(item(1)), taken(item(2)))
    list(transport.send([message(1, "가" * 46), message(2, "나" * 46, subject="")]))
    assert {path.rsplit("/", 1)[-1] for path in gateway.paths} == {"mms"}
    assert [request["title"] for request in gateway.requests] == ["제목", "나" * 20]


def test_without_a_template_each_text_has_a_request_of_its_own(serve: Serve) -> None:
    gateway, transport = serve(taken(item(1), item(3)), taken(item(2)))
    outcomes = list(transport.send([message(1, "가"), message(2, "나"), message(3, "가")]))
    assert {outcome.state for outcome in outcomes} == {DeliveryState.ACCEPTED}
    assert [request["body"] for request in gateway.requests] == ["가", "나"]
    assert [len(request["recipientList"]) for request in gateway.requests] == [2, 1]


def test_with_templates_one_request_carries_different_texts(serve: Serve) -> None:
    gateway, transport = serve(taken(item(1), item(2)), taken(item(3)), options=BY_TEMPLATE)
    list(transport.send([message(1, "가\r\n##나##"), message(2, "다"), message(3, "라" * 46)]))
    sms, lms = gateway.requests
    assert (sms["templateId"], lms["templateId"]) == ("WHOLE", "WHOLE-LMS")
    assert "body" not in sms and "title" not in lms
    assert [one["templateParameter"] for one in sms["recipientList"]] == [{"text": "가\n##나##"}, {"text": "다"}]
    assert lms["recipientList"][0]["templateParameter"] == {"text": "라" * 46, "title": "제목"}


def test_messages_of_two_dispatches_do_not_share_a_request(serve: Serve) -> None:
    other = message(2, token="0a0a0a0a0a0a")
    gateway, transport = serve(taken(item(1)), taken(item(2, recipientGroupingKey=other.reference)))
    list(transport.send([message(1), other]))
    assert [request["senderGroupingKey"] for request in gateway.requests] == [TOKEN, "0a0a0a0a0a0a"]


def test_at_most_500_recipients_go_in_one_request(serve: Serve) -> None:
    many = [message(number) for number in range(settings.SMS_MESSAGES_PER_REQUEST + 1)]
    gateway, transport = serve(taken(*map(item, range(500))), taken(item(500)))
    assert {outcome.state for outcome in transport.send(many)} == {DeliveryState.ACCEPTED}
    assert [len(request["recipientList"]) for request in gateway.requests] == [500, 1]


def test_what_is_no_sms_fails_alone_and_is_not_sent(serve: Serve) -> None:
    gateway, transport = serve(taken(item(3)))
    outcomes = list(transport.send([message(1, "축하 🎉"), message(2, "가" * 1001), message(3)]))
    assert [outcome.code for outcome in outcomes] == ["not_cp949", "too_long", "0"]
    assert len(gateway.requests) == 1


@pytest.mark.parametrize(
    ("code", "state"),
    [
        (-2019, DeliveryState.FAILED),
        (-6001, DeliveryState.FAILED),
        (-7777, DeliveryState.FAILED),
        (-2052, DeliveryState.QUEUED),
        (-9999, DeliveryState.UNKNOWN),
        (None, DeliveryState.UNKNOWN),
    ],
)
def test_a_recipient_fails_waits_or_is_in_doubt_by_its_code(
    serve: Serve, code: int | None, state: DeliveryState
) -> None:
    _, transport = serve(taken(item(1, code), item(2)))
    outcomes = {outcome.delivery_id: outcome.state for outcome in transport.send([message(1), message(2)])}
    assert outcomes == {1: state, 2: DeliveryState.ACCEPTED}


def test_who_refuses_messages_gets_no_more(serve: Serve) -> None:
    _, transport = serve(taken(item(1, -6001), item(2, -2019)))
    assert {outcome.delivery_id: outcome.dead_address for outcome in transport.send([message(1), message(2)])} == {
        1: True,
        2: False,
    }


def test_recipients_of_a_request_that_failed_are_in_doubt(serve: Serve) -> None:
    _, transport = serve(taken(item(1), item(2, -2019), status="3"))
    outcomes = {outcome.delivery_id: outcome.state for outcome in transport.send([message(1), message(2)])}
    assert outcomes == {1: DeliveryState.UNKNOWN, 2: DeliveryState.FAILED}


def test_a_recipient_that_the_answer_does_not_name_is_unknown(serve: Serve) -> None:
    _, transport = serve(taken(item(1), item(2, recipientGroupingKey=None)))
    outcomes = {outcome.delivery_id: outcome.state for outcome in transport.send([message(1), message(2)])}
    assert outcomes == {1: DeliveryState.ACCEPTED, 2: DeliveryState.UNKNOWN}


def test_a_message_that_spoils_its_request_is_found_and_fails_alone(serve: Serve) -> None:
    _, transport = serve(refused(-2019), refused(-2019), taken(item(1)), refused(-2019), taken(item(3), item(4)))
    outcomes = list(transport.send([message(number) for number in (1, 2, 3, 4)]))
    assert [(outcome.delivery_id, outcome.state, outcome.code) for outcome in outcomes] == [
        (1, DeliveryState.ACCEPTED, "0"),
        (2, DeliveryState.FAILED, "-2019"),
        (3, DeliveryState.ACCEPTED, "0"),
        (4, DeliveryState.ACCEPTED, "0"),
    ]


@pytest.mark.parametrize(
    ("answer", "remedy"),
    [
        (refused(-1000), "check the app key"),
        (refused(-1004), "addresses allowed"),
        (refused(-2312), "register the number"),
        (refused(-2052), "quota raised"),
        (refused(-2110), "sms_template="),
        (refused(-9998), "check the host"),
        ((401, b""), "check the key"),
        ((429, b""), "429"),
        ((503, b""), "503"),
    ],
)
def test_what_no_message_is_to_blame_for_fails_nobody_and_names_its_remedy(
    serve: Serve, answer: Answer, remedy: str
) -> None:
    gateway, transport = serve(answer)
    with pytest.raises(TransportUnavailable, match=remedy) as error:
        list(transport.send([message(1), message(2)]))
    assert "secret" not in str(error.value).replace("secret key", "").replace("the secret in", "")
    assert len(gateway.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        CUT,
        SILENCE,
        (200, b"<html>"),
        (200, b""),
        (200, []),
        (200, {"header": OK}),
        (200, {"header": OK, "body": {"data": {"requestId": "", "sendResultList": []}}}),
        (200, {"header": OK, "body": {"data": {"requestId": "R", "sendResultList": "x"}}}),
        (500, b"oops"),
        (504, b""),
        refused(-9999),
        refused(-2021),
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


def test_the_list_is_searched_by_dispatch_and_kind_until_all_are_found(serve: Serve) -> None:
    since = timezone.now() - timedelta(hours=2)
    gateway, transport = serve(listed(entry(1), entry(9), total=1001), listed(), listed(entry(2, "0", "3001")))
    reports = list(transport.poll([f"{TOKEN}.{number}" for number in (1, 2)], since=since))
    assert reports == [
        Report(1, DeliveryState.DELIVERED, "R1:1", "1000", token=TOKEN, final_channel="sms"),
        Report(2, DeliveryState.FAILED, "R1:2", "3001", token=TOKEN, dead_address=True, final_channel="sms"),
    ]
    asked = [(urlsplit(path).path.rsplit("/", 1)[-1], parse_qs(urlsplit(path).query)) for path in gateway.paths]
    assert [kind for kind, _ in asked] == ["sms", "sms", "mms"]
    assert [query["pageNum"] for _, query in asked] == [["1"], ["2"], ["1"]]
    seoul = (since + timedelta(hours=9)).strftime("%Y-%m-%d %H:%M:%S")
    assert {(query["senderGroupingKey"][0], query["startCreateDate"][0]) for _, query in asked} == {(TOKEN, seoul)}


def test_a_search_over_more_than_a_month_is_cut(serve: Serve) -> None:
    gateway, transport = serve(*[listed()] * 6)
    assert list(transport.poll([f"{TOKEN}.1"], since=timezone.now() - timedelta(days=60))) == []
    spans = [parse_qs(urlsplit(path).query) for path in gateway.paths[::2]]
    assert len(gateway.paths) == 6
    assert [span["endCreateDate"] for span in spans[:2]] == [span["startCreateDate"] for span in spans[1:]]


@pytest.mark.parametrize(
    "answer", [CUT, (500, b""), (403, b""), (200, b"<html>"), refused(-4000), (200, {"header": OK, "body": {}})]
)
def test_a_list_that_breaks_off_says_so(serve: Serve, answer: Answer) -> None:
    _, transport = serve(listed(entry(1), total=1001), answer)
    reports = transport.poll([f"{TOKEN}.1", f"{TOKEN}.2"])
    assert next(reports).delivery_id == 1
    with pytest.raises(TransportUnavailable):
        next(reports)


def test_messages_are_asked_after_by_request_first_among_sms_then_among_lms(serve: Serve) -> None:
    gateway, transport = serve(listed(entry(1), entry(2)), listed(), listed(entry(3, request="R2")))
    reports = list(transport.ask(["R1:1", "R2:3"]))
    assert [report.provider_id for report in reports] == ["R1:1", "R2:3"]
    assert [parse_qs(urlsplit(path).query)["requestId"] for path in gateway.paths] == [["R1"], ["R2"], ["R2"]]


def test_another_providers_ids_are_not_asked_after(serve: Serve) -> None:
    gateway, transport = serve()
    assert list(transport.ask(["M4V1", "", ":", ":1"])) == []
    assert gateway.paths == []


@pytest.mark.parametrize(("status", "state"), [("1", "accepted"), ("2", "accepted"), ("7", "accepted")])
def test_what_is_under_way_is_accepted(serve: Serve, status: str, state: str) -> None:
    _, transport = serve(listed(entry(1, status, None)))
    assert [report.state for report in transport.ask(["R1:1"])] == [state]


def hook(number: int, status: str = "COMPLETED", code: str = "1000", **more: Any) -> dict[str, Any]:
    common = {"hookId": f"h{number}", "requestId": "R1", "messageStatus": status, "resultCode": code}
    return item(number, **common) | more


def parse(body: object, event: str = "MESSAGE_RESULT_UPDATE") -> list[Report]:
    transport = NhnTransport(NhnAccount.from_url("nhn://appkey:secret@127.0.0.1:9?from=021234567"))
    if isinstance(body, list):
        body = {"hooksId": "H", "event": event, "hooks": body}
    return transport.parse_webhook(body if isinstance(body, bytes) else json.dumps(body).encode())


def test_a_webhook_is_a_list_of_results() -> None:
    assert parse([hook(1), hook(2, "FAILED", "3003"), hook(3, "SENDING", "")]) == [
        Report(1, DeliveryState.DELIVERED, "R1:1", "1000", "h1", TOKEN, final_channel="sms"),
        Report(2, DeliveryState.FAILED, "R1:2", "3003", "h2", TOKEN, dead_address=True, final_channel="sms"),
        Report(3, DeliveryState.ACCEPTED, "R1:3", "", "h3", TOKEN, final_channel="sms"),
    ]


def test_the_reference_is_read_under_the_name_of_the_manuals_example_too() -> None:
    misspelt = hook(1, recipientGroupingKey=None, recipientGropuingKey=f"{TOKEN}.1")
    assert [report.delivery_id for report in parse([misspelt])] == [1]


def test_other_events_and_messages_of_others_are_left_out() -> None:
    assert parse([{"hookId": "h", "recipientNo": "01012345678"}], event="UNSUBSCRIBE") == []
    assert parse([hook(1, recipientGroupingKey=key) for key in (None, "", "x", f"{TOKEN}.1\n", 7)]) == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        {},
        "text",
        {"event": 7, "hooks": []},
        {"event": "MESSAGE_RESULT_UPDATE"},
        {"event": "MESSAGE_RESULT_UPDATE", "hooks": {}},
        {"event": "MESSAGE_RESULT_UPDATE", "hooks": [1]},
        {"event": "MESSAGE_RESULT_UPDATE", "hooks": [{"hookId": ""}]},
        {"event": "MESSAGE_RESULT_UPDATE", "hooks": [{"hookId": "e" * 81}]},
    ],
)
def test_what_is_no_webhook_is_refused(body: object) -> None:
    with pytest.raises(ValueError):
        parse(body)


def test_the_url_defaults_to_the_providers_address_over_https() -> None:
    account = NhnAccount.from_url("nhn://appkey:s%2Fecret@?from=02-1234-5678")
    assert (account.base_url, account.secret, account.sender) == (
        "https://sms.api.nhncloudservice.com",
        "s/ecret",
        "0212345678",
    )


@pytest.mark.parametrize(
    "url",
    [
        "",
        "solapi://key:secret@h?from=0212345678",
        "nhn://h?from=0212345678",
        "nhn://appkey@h?from=0212345678",
        "nhn://appkey:secret@h",
        "nhn://appkey:secret@h?from=seongdong",
        "nhn://appkey:secret@h?from=0212345678&scheme=ftp",
        "nhn://appkey:secret@h:port?from=0212345678",
    ],
)
def test_another_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        NhnAccount.from_url(url)


def test_a_secret_shows_in_no_text() -> None:
    assert "geheim" not in repr(NhnAccount.from_url("nhn://appkey:geheim@127.0.0.1:9?from=0212345678"))
