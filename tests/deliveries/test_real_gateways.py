"""NHN Cloud and 알림톡, spoken with simulators that are as strict as the manuals."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from deliveries.content import compile_content, place
from deliveries.models import Content
from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Report, ReportingTransport, TransportUnavailable
from deliveries.transports.nhn import NhnAccount, NhnTransport
from deliveries.transports.solapi import SolapiAccount, SolapiTransport
from tests.config.simulators.conftest import until
from tests.deliveries.simulator_process import Simulator

TOKEN, SENDER = "00ff00ff00ff", "0212345678"
NHN_TEMPLATES = {
    "WHOLE": {"sendType": "0", "body": "##text##"},
    "WHOLE-LMS": {"sendType": "1", "title": "##title##", "body": "##text##"},
}
KAKAO_TEMPLATES = {"KA01TP1": "#{이름}님, #{제목} 안내입니다. #{링크}"}
LETTER = Content(
    subject="성동구 지방세",
    text=f"{place('name')} 안내 {place('link')}",
    template_id="KA01TP1",
    template_values={"#{이름}": place("name"), "#{제목}": "재산세", "#{링크}": place("link")},
)


def message(number: int, name: str = "김하늘", to: str = "", content: Content = LETTER) -> Message:
    values = {"name": name, "link": f"https://sotong.example/n/{number}"}
    return Message(number, f"{TOKEN}.{number}", to or f"0100000{number:04}", compile_content(content), values)


def file_of(folder: Path, value: object) -> str:
    path = folder / "templates.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return str(path)


@pytest.fixture
def nhn_gateway(tmp_path: Path) -> Iterator[Simulator]:
    access = ["--appkey", "appkey", "--secret", "s/ecret", "--senders", SENDER, "--report-delay", "0.05"]
    simulator = Simulator("nhn_gateway", *access, "--templates", file_of(tmp_path, NHN_TEMPLATES))
    yield simulator
    simulator.stop()


def nhn(simulator: Simulator, options: str = "", sender: str = SENDER) -> NhnTransport:
    place_of = f"127.0.0.1:{simulator.ports['http']}"
    return NhnTransport(NhnAccount.from_url(f"nhn://appkey:s%2Fecret@{place_of}?from={sender}&scheme=http{options}"))


@pytest.fixture
def kakao_gateway(tmp_path: Path) -> Iterator[Simulator]:
    access = ["--key", "key", "--secret", "secret", "--senders", SENDER, "--report-delay", "0.05"]
    kakao = ["--pf-id", "KA01PF1", "--templates", file_of(tmp_path, KAKAO_TEMPLATES), "--no-kakao", "0002"]
    simulator = Simulator("sms_gateway", *access, *kakao)
    yield simulator
    simulator.stop()


def solapi(simulator: Simulator) -> SolapiTransport:
    place_of = f"127.0.0.1:{simulator.ports['http']}"
    return SolapiTransport(
        SolapiAccount.from_url(f"solapi://key:secret@{place_of}?from={SENDER}&scheme=http&pf_id=KA01PF1")
    )


def ends(transport: ReportingTransport, references: list[str], count: int) -> dict[int, Report]:
    """Ask until so many messages have come to their end; return all reports by delivery."""
    heard: dict[int, Report] = {}

    def asked() -> bool:
        heard.update((report.delivery_id, report) for report in _poll(transport, references))
        return sum(report.state != DeliveryState.ACCEPTED for report in heard.values()) == count

    until(asked)
    return heard


def _poll(transport: ReportingTransport, references: list[str]) -> Iterator[Report]:
    return transport.poll(references, since=timezone.now() - timedelta(hours=1))


@pytest.mark.parametrize("options", ["", "&sms_template=WHOLE&lms_template=WHOLE-LMS"])
def test_everybody_gets_their_own_text_with_and_without_templates(nhn_gateway: Simulator, options: str) -> None:
    transport = nhn(nhn_gateway, options)
    outcomes = list(transport.send([message(1), message(2, "이바다"), message(3, "가" * 60)]))
    assert [outcome.state for outcome in outcomes] == [DeliveryState.ACCEPTED] * 3
    texts = {one["to"]: (one["type"], one["text"], one["subject"]) for one in nhn_gateway.messages()}
    assert texts == {
        "01000000001": ("SMS", "김하늘 안내 https://sotong.example/n/1", None),
        "01000000002": ("SMS", "이바다 안내 https://sotong.example/n/2", None),
        "01000000003": ("LMS", "가" * 60 + " 안내 https://sotong.example/n/3", "성동구 지방세"),
    }
    requests = {one["requestId"] for one in nhn_gateway.messages()}
    assert len(requests) == (2 if options else 3)


def test_what_became_of_them_is_heard_by_reference_and_by_id(nhn_gateway: Simulator) -> None:
    nhn_gateway.fault(report="3001", to="01000000002")
    transport = nhn(nhn_gateway)
    sent = {outcome.delivery_id: outcome for outcome in transport.send([message(1), message(2), message(3, "가" * 60)])}
    heard = ends(transport, [f"{TOKEN}.{number}" for number in (1, 2, 3, 4)], 3)
    assert {number: report.state for number, report in heard.items()} == {
        1: DeliveryState.DELIVERED,
        2: DeliveryState.FAILED,
        3: DeliveryState.DELIVERED,
    }
    assert heard[2].dead_address and not heard[1].dead_address
    asked = {report.provider_id: report for report in transport.ask([one.provider_id for one in sent.values()])}
    assert {one.provider_id: heard[number] for number, one in sent.items()} == asked


def test_messages_of_a_lost_answer_are_found_by_our_references(nhn_gateway: Simulator, settings: Settings) -> None:
    settings.SMS_TIMEOUT = 0.5
    nhn_gateway.fault(mode="timeout_after_accept", seconds=2)
    transport = nhn(nhn_gateway)
    outcomes = transport.send([message(1), message(2)])
    assert next(outcomes).state == DeliveryState.UNKNOWN
    with pytest.raises(TransportUnavailable):
        next(outcomes)
    heard = list(_poll(transport, [f"{TOKEN}.1", f"{TOKEN}.2"]))
    assert [report.delivery_id for report in heard] == [1]  # the second had not been handed over


def test_an_unregistered_sender_fails_nobody(nhn_gateway: Simulator) -> None:
    with pytest.raises(TransportUnavailable):
        list(nhn(nhn_gateway, sender="0299999999").send([message(1)]))


def test_a_bad_number_among_many_fails_alone(nhn_gateway: Simulator) -> None:
    transport = nhn(nhn_gateway, "&sms_template=WHOLE&lms_template=WHOLE-LMS")
    many = [message(number) for number in range(1, 8)] + [message(8, to="abc")]
    outcomes = {outcome.delivery_id: outcome for outcome in transport.send(many)}
    assert (outcomes.pop(8).state, {one.state for one in outcomes.values()}) == (
        DeliveryState.FAILED,
        {DeliveryState.ACCEPTED},
    )
    assert len(nhn_gateway.messages()) == 7


def test_an_alimtalk_arrives_and_a_phone_without_kakaotalk_gets_the_sms(kakao_gateway: Simulator) -> None:
    transport = solapi(kakao_gateway)
    assert {outcome.state for outcome in transport.send([message(1), message(2)])} == {DeliveryState.ACCEPTED}
    heard = ends(transport, [f"{TOKEN}.1", f"{TOKEN}.2"], 2)
    assert {number: (report.state, report.final_channel) for number, report in heard.items()} == {
        1: (DeliveryState.DELIVERED, "alimtalk"),
        2: (DeliveryState.DELIVERED, "sms"),
    }
    texts = {one["to"]: (one["type"], one["text"]) for one in kakao_gateway.messages()}
    assert texts == {
        "01000000001": ("ATA", "김하늘님, 재산세 안내입니다. https://sotong.example/n/1"),
        "01000000002": ("SMS", "김하늘 안내 https://sotong.example/n/2"),
    }


@pytest.mark.parametrize(
    ("changed", "state", "code"),
    [
        ({"template_id": "KA01TPnone"}, DeliveryState.QUEUED, "1042"),
        ({"template_values": {"#{이름}": place("name")}}, DeliveryState.FAILED, "1043"),
    ],
)
def test_a_template_named_wrongly_waits_to_be_mended_and_a_text_not_approved_fails(
    kakao_gateway: Simulator, changed: dict[str, Any], state: DeliveryState, code: str
) -> None:
    content = Content(**({"text": "안내", "template_id": "KA01TP1"} | changed))
    (outcome,) = solapi(kakao_gateway).send([message(1, content=content)])
    assert (outcome.state, outcome.code) == (state, code)
    assert kakao_gateway.messages() == []
