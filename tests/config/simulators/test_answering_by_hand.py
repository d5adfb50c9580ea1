"""Answering in the simulators as a person does: in the phone's box, and below a caught mail."""

import email
import smtplib
from email.message import EmailMessage
from pathlib import Path

from tests.config.simulators.conftest import Receiver, Simulator, Start, send, sms_arguments, until

REPLY_TO = "reply+0123456789ab.7.0123456789abcdef@sotong.example"


def test_what_is_typed_into_a_phone_is_handed_over_until_it_was_heard(start: Start, receiver: Receiver) -> None:
    receiver.statuses = [500, 200]
    sms = start("sms_gateway", *sms_arguments("--incoming", receiver.url))
    send(sms, {"to": "01011112222"})

    done = sms.web.post("/reply?from=01011112222", data={"text": "네, 갈게요"})

    assert (done.status_code, done.headers["location"]) == (303, "/?to=01011112222")
    until(lambda: len(receiver.calls) == 2)
    first, second = [call["messages"] for call in receiver.calls]  # type: ignore[call-overload]  # an object, not a list
    assert first == second
    assert (first[0]["from"], first[0]["to"], first[0]["text"]) == ("01011112222", "0212345678", "네, 갈게요")
    page = sms.web.get("/?to=01011112222")
    assert "네, 갈게요" in page.text and "form-action 'self'" in page.headers["content-security-policy"]


def test_an_empty_answer_is_none(sms: Simulator) -> None:
    assert sms.web.post("/api/replies", json={"from": "01011112222", "text": " "}).status_code == 400


def test_a_caught_mail_is_answered_by_smtp_and_lies_in_the_reply_box(start: Start, tmp_path: Path) -> None:
    box = tmp_path / "replies"
    mail = start("mail_catcher", "--reply-address", "reply@sotong.example", "--replies", str(box))
    message = EmailMessage()
    message["From"], message["To"], message["Reply-To"] = "구청 <notice@sotong.example>", "kim@example.com", REPLY_TO
    message["Subject"], message["Message-ID"] = "재산세 안내", "<0123456789ab.7@sotong.example>"
    message.set_content("안녕하십니까")
    with smtplib.SMTP("127.0.0.1", mail.ports["smtp"], timeout=10) as client:
        client.send_message(message)
    (caught,) = mail.messages()
    assert "<textarea" in mail.web.get(f"/messages/{caught['id']}").text

    done = mail.web.post(f"/messages/{caught['id']}/reply?to=kim@example.com", data={"text": "고맙습니다"})

    assert done.headers["location"].endswith("&sent=1")
    assert len(mail.messages()) == 1, "an answer is no mail to a resident"
    (kept,) = (box / "new").iterdir()
    answer = email.message_from_bytes(kept.read_bytes())
    assert (answer["Delivered-To"], answer["From"], answer["To"]) == (REPLY_TO, "kim@example.com", REPLY_TO)
    assert answer["In-Reply-To"] == "<0123456789ab.7@sotong.example>"


def test_a_mail_that_nobody_can_answer_has_no_box(mail: Simulator) -> None:
    with smtplib.SMTP("127.0.0.1", mail.ports["smtp"], timeout=10) as client:
        message = EmailMessage()
        message["From"], message["To"] = "notice@sotong.example", "kim@example.com"
        client.send_message(message)
    assert "<textarea" not in mail.web.get(f"/messages/{mail.messages()[0]['id']}").text
