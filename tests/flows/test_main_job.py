"""From a department's file to the opened notice, through real servers and processes, held against what arrived."""

import json
import re
import subprocess
import sys
from datetime import timedelta

import httpx
import pytest
from django.utils import timezone
from django.utils.html import escape

from deliveries.models import Delivery
from deliveries.sms import sms_size
from notices.models import Batch, Notice
from notices.reading import row_of
from notices.showing import lines_of
from notices.types import NOTICE_TYPES
from residents.enrolment_files import import_enrolments
from residents.spreadsheets import open_table
from tests.outside import assert_outside_equals_inside, went_to
from tests.stage import Stage, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

TYPES = {"local_tax": "local_tax.xlsx", "civil_defense": "civil_defense.csv", "school_entry": "school_entry.xlsx"}


@pytest.fixture
def enrolled(transactional_db, samples):
    with open_table(samples / "enrolments.xlsx", filename="enrolments.xlsx") as table:
        import_enrolments(table, rejected=lambda row: None)


def send(stage: Stage, slug: str, samples, *options: str) -> dict:
    done = stage.manage(
        "send_notices", slug, str(samples / TYPES[slug]), "--late-allowed-by", "김한결", "--json", *options
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


def who_was_meant() -> dict[int, str]:
    """Return the address of each delivery, as the resident's contact has it now."""
    return {delivery.pk: delivery.contact.address for delivery in Delivery.objects.select_related("contact")}


def form_token(page: httpx.Response) -> str:
    return re.search(r'name="csrfmiddlewaretoken"\s+value="(\w+)"', page.text)[1]


@pytest.mark.parametrize("slug", TYPES)
def test_every_recipient_gets_what_the_counts_say_and_nobody_else_does(stage, enrolled, samples, slug):
    stage.start_simulators()
    stage.start_workers()
    expected = json.loads((samples / "expected.json").read_text())[slug]
    result = send(stage, slug, samples, "--title", "2026년 12월 안내", "--yes", "--wait")
    assert {key: result[key] for key in expected} == expected
    assert (len(stage.mails()), len(stage.sms())) == (expected["email"], expected["sms"])
    assert_outside_equals_inside(stage)
    assert went_to(stage) == who_was_meant()
    assert Delivery.objects.exclude(state__in=["accepted", "delivered"]).count() == 0
    wait_until(lambda: Batch.objects.get().dispatch.state == "finished", "the dispatch is finished")


def test_a_message_has_the_headers_and_the_length_that_it_should(stage, enrolled, samples):
    stage.start_simulators()
    stage.start_workers()
    send(stage, "school_entry", samples, "--title", "2027학년도 취학통지", "--yes", "--wait")
    mail = stage.mails()[0]
    headers = {name.lower(): value for name, value in mail["headers"]}
    assert headers["auto-submitted"] == "auto-generated"
    assert "school_entry" in headers["list-id"]
    assert headers["reply-to"]
    ids = {dict(message["headers"])["Message-ID"] for message in stage.mails()}
    assert len(ids) == len(stage.mails())
    assert "2027학년도 취학통지" in mail["text"]
    for sms in stage.sms():
        assert sms_size(sms["text"]) == sms["bytes"] <= (90 if sms["type"] == "SMS" else 2000)
        assert not re.search(r"\d{1,3}(,\d{3})+원|19\d\d-\d\d-\d\d", sms["text"])


@pytest.mark.parametrize(
    ("slug", "channel"), [("local_tax", "sms"), ("civil_defense", "email"), ("school_entry", "sms")]
)
def test_the_link_in_a_message_opens_the_notice_for_who_knows_the_birth_date(stage, enrolled, samples, slug, channel):
    stage.start_simulators()
    stage.start_workers()
    stage.start_web()
    send(stage, slug, samples, "--title", "2026년 12월 안내", "--yes", "--wait")
    text = stage.sms()[0]["text"] if channel == "sms" else stage.mails()[0]["text"]
    link = re.search(rf"{stage.site}/n/([\w-]{{16}})\?v={channel}", text)
    notice = Notice.objects.get(token=link[1])
    row, kind = row_of(notice), NOTICE_TYPES[slug]
    with httpx.Client(follow_redirects=True, headers={"Referer": link[0]}) as phone:
        door = phone.get(link[0])
        assert row[kind.person] not in door.text
        wrong = phone.post(link[0], data={"birth_date": "19010101", "csrfmiddlewaretoken": form_token(door)})
        assert row[kind.person] not in wrong.text
        answer = {"birth_date": row[kind.birth_date], "csrfmiddlewaretoken": form_token(wrong)}
        letter = phone.post(link[0], data=answer)
        for line in lines_of(kind, row):
            assert escape(str(line.value)) in letter.text
        confirmation = {"csrfmiddlewaretoken": form_token(letter)}
        phone.post(f"{stage.site}/n/{link[1]}/confirm", data=confirmation)
    notice.refresh_from_db()
    assert notice.state == "read"
    assert notice.opened_at and notice.confirmed_at
    assert [event.kind for event in notice.events.all()] == ["opened", "confirmed"]


def test_reports_of_the_gateway_move_sms_to_delivered(stage, enrolled, samples):
    stage.start_simulators()
    stage.start_workers()
    stage.start_web()
    send(stage, "local_tax", samples, "--yes", "--wait")
    sms = Delivery.objects.filter(channel="sms")
    wait_until(lambda: not sms.exclude(state="delivered").exists(), "every SMS is reported as delivered")


def test_reports_that_were_lost_on_the_way_are_asked_for(stage, enrolled, samples):
    stage.start_simulators()
    stage.start_workers()
    stage.gateway_fault(mode="lost_reports", times=1000)
    result = send(stage, "school_entry", samples, "--yes", "--wait")
    sms = Delivery.objects.filter(channel="sms", state="accepted")
    assert sms.count() == result["sms"]
    wait_until(lambda: all(caught["statusCode"] == "4000" for caught in stage.sms()), "the carrier has them")
    sms.update(accepted_at=timezone.now() - timedelta(minutes=2))
    asked = [sys.executable, "-m", "celery", "-A", "config", "call", "deliveries.poll_reports", "--queue", "reports"]
    subprocess.run(asked, env=stage.environment, check=True, capture_output=True)
    wait_until(lambda: not sms.exists(), "they are found delivered")
    assert Delivery.objects.filter(channel="sms", state="delivered").count() == result["sms"]


def test_waiting_without_a_worker_starts_one_and_says_so(stage, enrolled, samples):
    stage.start_simulators()
    done = stage.manage("send_notices", "school_entry", str(samples / "school_entry.xlsx"), "--yes", "--wait")
    assert done.returncode == 0, done.stderr
    assert "작업자" in done.stdout
    assert len(stage.mails()) == 10


def test_the_same_register_again_is_refused_unless_told_otherwise(stage, enrolled, samples):
    send(stage, "school_entry", samples)
    again = stage.manage("send_notices", "school_entry", str(samples / "school_entry.xlsx"), "--json")
    assert again.returncode == 1
    assert json.loads(again.stdout)["code"] == "same_register"
    assert send(stage, "school_entry", samples, "--again")["recipients"] == 16


def test_the_check_of_the_demo_does_the_main_job_once(stage):
    environment = {name: value for name, value in stage.environment.items() if name != "SOTONG_SELF_APPROVAL"}
    stage.environment = environment
    done = stage.manage("demo", "--check")
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads(done.stdout)
    assert result["ok"] is True
    assert result["caught"] == {"email": result["email"], "sms": result["sms"]}
