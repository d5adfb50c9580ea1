"""A resident answers a message, by email and by SMS, and hears back over the same way, through real processes."""

import json
import re
import smtplib
import urllib.request
from email.message import EmailMessage
from email.utils import make_msgid

import httpx
import pytest

from campaigns.models import Conversation
from config.demo.ports import HOST
from residents.enrolment_files import import_enrolments
from residents.spreadsheets import open_table
from tests.people import officer
from tests.stage import Stage, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def answer_sms(stage: Stage, number: str, text: str) -> None:
    """Type ``text`` into the simulated phone."""
    body = json.dumps({"from": number, "text": text}).encode()
    urllib.request.urlopen(f"http://{HOST}:{stage.ports.sms}/api/replies", body, timeout=10).close()


def answer_mail(stage: Stage, mail: dict, text: str) -> str:
    """Answer a caught mail as a mail program does, by SMTP to its Reply-To; return the answer's Message-ID."""
    headers = {name.lower(): value for name, value in mail["headers"]}
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail["to"][0], headers["reply-to"], f"Re: {mail['subject']}"
    message["Message-ID"], message["In-Reply-To"] = make_msgid(domain="phone.example"), headers["message-id"]
    message.set_content(f"{text}\n\n2026년 11월 23일 (월) 오전 10:12, 구청님이 작성:\n\n> 안내\n")
    with smtplib.SMTP(HOST, stage.ports.smtp) as server:
        server.send_message(message)
    return str(message["Message-ID"])


def answer_as(office: httpx.Client, conversation: Conversation, text: str) -> None:
    """Answer on the page of a conversation, with what its form holds."""
    page = office.get(f"/staff/conversations/{conversation.pk}/")
    hidden = dict(re.findall(r'name="(csrfmiddlewaretoken|seen)"\s+value="(\w+)"', page.text))
    done = office.post(f"/staff/conversations/{conversation.pk}/", data={**hidden, "text": text})
    assert done.status_code == 302, done.text


def test_answers_become_conversations_and_go_back_over_the_same_way(stage: Stage, samples) -> None:
    with open_table(samples / "enrolments.xlsx", filename="enrolments.xlsx") as table:
        import_enrolments(table, rejected=lambda row: None)
    stage.start_simulators()
    stage.start_worker()
    stage.start_web()
    register = str(samples / "school_entry.xlsx")
    done = stage.manage("send_notices", "school_entry", register, "--late-allowed-by", "김한결", "--yes", "--wait")
    assert done.returncode == 0, done.stderr
    officer()
    mail, sms = stage.mails()[0], stage.sms()[0]

    asked_in = answer_mail(stage, mail, "예비소집은 몇 시인가요?")
    answer_sms(stage, sms["to"], "동생도 같이 가도 되나요?")
    stage.ask("deliveries.take_replies")
    wait_until(lambda: Conversation.objects.count() == 2, "both are conversations", 20)

    stage.empty()
    with httpx.Client(base_url=stage.site, headers={"Referer": stage.site}) as office:
        token = re.search(r'name="csrfmiddlewaretoken"\s+value="(\w+)"', office.get("/login/").text)[1]
        office.post(
            "/login/", data={"username": "officer", "password": "a-long-password", "csrfmiddlewaretoken": token}
        )
        for conversation in Conversation.objects.all():
            assert conversation.proven and conversation.resident_id and conversation.dispatch_id
            (asked,) = conversation.messages.all()
            assert asked.text in ("예비소집은 몇 시인가요?", "동생도 같이 가도 되나요?")
            answer_as(office, conversation, "오전 10시입니다.")
    wait_until(lambda: len(stage.mails()) == 1 and len(stage.sms()) == 1, "both answers have arrived", 20)

    (back,), (text,) = stage.mails(), stage.sms()
    headers = {name.lower(): value for name, value in back["headers"]}
    assert back["to"] == mail["to"] and headers["in-reply-to"] == asked_in
    assert back["subject"] == f"Re: {mail['subject']}" and "오전 10시입니다." in back["text"]
    assert text["to"] == sms["to"] and text["text"].startswith("오전 10시입니다.")

    answer_mail(stage, back, "고맙습니다!")
    stage.ask("deliveries.take_replies")
    mails = Conversation.objects.get(channel="email")
    wait_until(lambda: mails.messages.count() == 3, "the answer to the answer belongs to it", 20)
