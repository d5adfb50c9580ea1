"""알림톡 at the Solapi simulator: approved templates, refusals, and the SMS in its place."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.config.simulators.conftest import SENDER, Receiver, Simulator, Start, send, sms_arguments, until

PF = "KA01PF1"
TEMPLATES = {"KA01TP1": "#{이름}님, #{제목} 안내입니다. #{링크}", "KA01TP2": "공지입니다."}
VALUES = {"#{이름}": "김하늘", "#{제목}": "재산세", "#{링크}": "https://sotong.example/n/x"}


def options(**more: object) -> dict[str, Any]:
    return {"pfId": PF, "templateId": "KA01TP1", "variables": VALUES, "disableSms": False, **more}


def alimtalk(to: str = "01000000001", instead: str | None = "안내 문자", **more: object) -> dict[str, Any]:
    replacements = [{"to": to, "from": SENDER, "text": instead}] if instead else None
    message = {"to": to, "text": None, "type": "ATA", "kakaoOptions": options(), "replacements": replacements}
    return {**message, **more}


def with_kakao(tmp_path: Path, *more: str) -> list[str]:
    file = tmp_path / "templates.json"
    file.write_text(json.dumps(TEMPLATES), encoding="utf-8")
    return sms_arguments("--pf-id", PF, "--templates", str(file), "--no-kakao", "0002,0003", *more)


@pytest.fixture
def kakao(start: Start, tmp_path: Path) -> Simulator:
    return start("sms_gateway", *with_kakao(tmp_path))


def refusal(answer: Any) -> str:
    (refused,) = answer.json()["failedMessageList"]
    return str(refused["statusCode"])


def only(kakao: Simulator) -> dict[str, Any]:
    until(lambda: kakao.messages()[0]["status"] == "COMPLETE")
    return kakao.messages()[0]


def test_an_alimtalk_shows_the_template_with_its_variables(kakao: Simulator) -> None:
    assert send(kakao, alimtalk()).json()["failedMessageList"] == []
    message = only(kakao)
    assert (message["type"], message["statusCode"], message["replacement"]) == ("ATA", "4000", False)
    assert message["text"] == "김하늘님, 재산세 안내입니다. https://sotong.example/n/x"


def test_a_phone_without_kakaotalk_gets_the_sms_in_its_place_and_the_report_says_so(
    start: Start, tmp_path: Path, receiver: Receiver
) -> None:
    kakao = start("sms_gateway", *with_kakao(tmp_path, "--webhook", receiver.url))
    send(kakao, alimtalk("01000000002"), alimtalk("01000000003", "가" * 46))
    until(lambda: bool(receiver.calls))

    assert [event["data"]["type"] for event in receiver.calls[0]] == ["SMS", "LMS"]
    lms, sms = kakao.messages()
    assert (sms["text"], sms["type"], sms["replacement"], sms["statusCode"]) == ("안내 문자", "SMS", True, "4000")
    assert (lms["type"], lms["bytes"]) == ("LMS", 92)


def test_without_a_text_of_its_own_the_template_goes_as_sms(kakao: Simulator) -> None:
    send(kakao, alimtalk("01000000002", instead=None))
    message = only(kakao)
    assert (message["type"], message["text"].startswith("김하늘님")) == ("SMS", True)


def test_without_sms_in_its_place_it_fails(kakao: Simulator) -> None:
    send(kakao, alimtalk("01000000002", kakaoOptions=options(disableSms=True)))
    message = only(kakao)
    assert (message["type"], message["statusCode"]) == ("ATA", "3104")


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"kakaoOptions": None}, "1010"),
        ({"kakaoOptions": options(pfId="KA01PFother")}, "1041"),
        ({"kakaoOptions": options(templateId="KA01TPnone")}, "1042"),
        ({"kakaoOptions": options(variables={})}, "1043"),
        ({"kakaoOptions": options(variables={**VALUES, "#{제목}": 7})}, "1043"),
        ({"kakaoOptions": options(variables=["x"])}, "1043"),
        ({"kakaoOptions": options(variables={**VALUES, "#{제목}": "가" * 1000})}, "1031"),
        ({"text": "다른 글"}, "1043"),
        ({"type": "SMS", "text": "안내"}, "1033"),
        ({"replacements": [{"text": "축하 🎉"}]}, "1029"),
        ({"replacements": "x"}, "1011"),
    ],
)
def test_what_was_not_approved_is_refused_with_the_manuals_code(
    kakao: Simulator, more: dict[str, object], code: str
) -> None:
    assert refusal(send(kakao, alimtalk(**more))) == code
    assert kakao.messages() == []


def test_a_template_without_variables_needs_none(kakao: Simulator) -> None:
    send(kakao, alimtalk(kakaoOptions={"pfId": PF, "templateId": "KA01TP2"}))
    assert only(kakao)["text"] == "공지입니다."


def test_without_a_channel_there_is_no_alimtalk(sms: Simulator) -> None:
    assert refusal(send(sms, alimtalk())) == "1041"
