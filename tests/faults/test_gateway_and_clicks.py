"""The SMS gateway is away or keeps silent, and people click twice: each message goes out once."""

import subprocess
import sys
import threading
from datetime import date
from typing import Any

import httpx
import pytest

from accounts.models import User
from config.demo import stage as demo
from deliveries.models import Chunk, Delivery, DispatchEvent
from notices import batches
from notices.models import Batch
from residents.enrolment import enrol
from tests.notices.taking import taken
from tests.outside import assert_outside_equals_inside, received
from tests.people import approver, form, officer
from tests.stage import Stage, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PEOPLE = 30


@pytest.fixture
def waiting(transactional_db: None, settings: Any) -> Batch:
    """A tax batch to thirty people by email and SMS, which waits for its approver."""
    settings.DELIVERY_CHUNK = 10
    names = [f"사람{chr(ord('가') + number)}" for number in range(PEOPLE)]
    born = date(1980, 1, 31)
    forms = [
        form(name, born, sms=f"010{90000000 + number}", email=f"p{number}@example.com", address=f"마장로 {number + 1}")
        for number, name in enumerate(names)
    ]
    enrol(forms)
    batch = taken("local_tax", *({"성명": name, "생년월일": str(born)} for name in names), uploaded_by=officer())
    batches.submit(batch, by=batch.uploaded_by)
    approver()
    return batch


@pytest.fixture
def batch(waiting: Batch) -> Batch:
    batches.approve(waiting, by=User.objects.get(username="approver"), audience=waiting.audience_hash)
    return waiting


def is_over(channel: str) -> bool:
    return not Delivery.objects.filter(channel=channel, state__in=["queued", "sending"]).exists()


def ask_the_gateway(stage: Stage) -> None:
    """Have a worker poll now what the beat polls every thirty seconds."""
    command = ["celery", "-A", "config", "call", "deliveries.poll_reports", "--queue", "reports"]
    subprocess.run([sys.executable, "-m", *command], env=stage.environment, check=True, capture_output=True)


def test_with_the_gateway_down_mail_goes_out_and_sms_wait_until_it_is_back(stage: Stage, batch: Batch) -> None:
    demo.start_mail_catcher(stage.processes, stage.ports, store=None)
    stage.start_workers()
    wait_until(lambda: is_over("email"), "all mail went out")
    wait_until(lambda: Chunk.objects.filter(channel="sms").exclude(trouble="").exists(), "the trouble is named")
    assert not Delivery.objects.filter(channel="sms").exclude(state__in=["queued", "sending"]).exists()
    demo.start_sms_gateway(stage.processes, stage.ports, stage.environment, store=None)
    wait_until(lambda: is_over("sms"), "all SMS went out")
    assert_outside_equals_inside(stage)
    assert len(received(stage, "sms")) == PEOPLE


def test_sms_whose_answer_never_came_are_in_doubt_until_the_gateway_says_that_it_has_them(
    stage: Stage, batch: Batch
) -> None:
    stage.start_simulators()
    stage.fault(stage.ports.sms, mode="timeout_after_accept", seconds=6, times=1)
    stage.start_workers()
    wait_until(lambda: Delivery.objects.filter(state="unknown").exists(), "some are in doubt")
    wait_until(lambda: is_over("sms"), "the others went out")
    window = int(stage.environment["DELIVERY_WINDOW"])
    assert 0 < Delivery.objects.filter(state="unknown").count() <= window
    assert_outside_equals_inside(stage, doubtful=window)
    ask_the_gateway(stage)
    wait_until(lambda: not Delivery.objects.filter(state="unknown").exists(), "the doubt is settled")
    assert_outside_equals_inside(stage)
    assert len(received(stage, "sms")) == PEOPLE


def test_an_approval_clicked_twice_at_the_same_moment_plans_and_sends_once(stage: Stage, waiting: Batch) -> None:
    stage.start_simulators()
    stage.start_web()
    with httpx.Client(base_url=stage.site, headers={"Referer": stage.site}, follow_redirects=True) as window:
        window.get("/login/")
        window.post("/login/", data={"username": "approver", "password": "a-long-password", **token_of(window)})
        together, answers = threading.Barrier(2), []

        def click() -> None:
            together.wait()
            approval = {"audience": waiting.audience_hash, **token_of(window)}
            answers.append(window.post(f"/staff/batches/{waiting.pk}/approve", data=approval).status_code)

        clicks = [threading.Thread(target=click) for _ in range(2)]
        for thread in clicks:
            thread.start()
        for thread in clicks:
            thread.join()
    assert answers == [200, 200]
    assert Delivery.objects.count() == 2 * PEOPLE
    assert DispatchEvent.objects.filter(dispatch=waiting.dispatch, to_state="scheduled").count() == 1
    stage.start_workers()
    wait_until(lambda: is_over("email") and is_over("sms"), "everything went out")
    assert_outside_equals_inside(stage)


def token_of(window: httpx.Client) -> dict[str, str]:
    return {"csrfmiddlewaretoken": window.cookies["csrftoken"]}
