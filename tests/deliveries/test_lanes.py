"""What goes first, and how a worker ends: with a real worker process, a real Redis and the mail catcher."""

import subprocess
import sys
import time
from datetime import date

import pytest

from deliveries.models import Chunk, Delivery, Dispatch, TransactionalMessage
from deliveries.states import Lane
from notices.models import Batch
from residents.enrolment import enrol
from residents.models import Channel
from residents.outgoing import tell
from tests.notices.taking import approved
from tests.outside import assert_outside_equals_inside
from tests.own_redis import OwnRedis, own_redis
from tests.people import approver, form
from tests.stage import Stage, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PEOPLE = 20
CHUNK = 5
WORKER = ["celery", "-A", "config", "worker", "--loglevel", "WARNING", "--concurrency"]


@pytest.fixture
def redis(stage):
    with own_redis() as server:
        stage.environment["REDIS_URL"] = server.url
        yield server
        stage.processes.stop()


@pytest.fixture
def people(transactional_db, settings) -> None:
    settings.DELIVERY_CHUNK = CHUNK
    wanted = {"local_tax": {Channel.EMAIL}}
    enrol(
        [
            form(_name(n), _born(n), sms=None, email=f"p{n}@example.com", services=wanted, address=f"마장로 {n + 1}")
            for n in range(PEOPLE)
        ]
    )


def _name(number: int) -> str:
    return f"사람{chr(ord('가') + number)}"


def _born(number: int) -> date:
    return date(1980, 1, 1 + number)


def batch_in(lane: Lane, *, number: int, people: int = PEOPLE) -> Batch:
    """An approved batch to so many of the people, in ``lane``."""
    bills = [
        {"성명": _name(n), "생년월일": _born(n), "전자납부번호": f"{number:09d}{n:010d}", "행정동": "마장동"}
        for n in range(people)
    ]
    batch = approved("local_tax", *bills, by=approver(f"approver{number}"))
    Dispatch.objects.filter(pk=batch.dispatch_id).update(lane=lane)
    return batch


def accepted_at(batch: Batch) -> list[float]:
    rows = Delivery.objects.filter(dispatch=batch.dispatch_id, state="accepted")
    return [at.timestamp() for at in rows.order_by("accepted_at").values_list("accepted_at", flat=True)]


def sweep(stage: Stage) -> None:
    done = stage.manage("shell", "-c", "from deliveries import sweeper; sweeper.sweep()")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("queues", [[], ["-Q", "sms,email,urgent"]], ids=["all queues", "a choice of queues"])
def test_a_worker_takes_what_is_urgent_first_then_notices_then_campaigns(stage: Stage, redis: OwnRedis, people, queues):
    batches = [batch_in(lane, number=n) for n, lane in enumerate((Lane.CAMPAIGN, Lane.NOTICE, Lane.URGENT), 1)]
    stage.start_simulators()
    sweep(stage)
    assert Chunk.objects.exclude(enqueued_at=None).count() == 3 * PEOPLE / CHUNK
    stage.processes.start("worker", [*WORKER, "1", *queues])
    wait_until(lambda: Delivery.objects.filter(state="accepted").count() == 3 * PEOPLE, "all went out")
    campaign, notice, urgent = (accepted_at(batch) for batch in batches)
    assert urgent[-1] <= notice[0]
    assert notice[-1] <= campaign[0]
    assert_outside_equals_inside(stage)


def test_what_is_urgent_and_a_code_pass_a_campaign_that_is_under_way_on_a_slow_relay(stage, redis: OwnRedis, people):
    campaign = batch_in(Lane.CAMPAIGN, number=1)
    stage.start_simulators()
    stage.mail_fault(stage="stall", seconds=1, times=10_000)
    stage.start_workers()
    wait_until(lambda: accepted_at(campaign), "the campaign is under way", patience=30)
    tell("code", Channel.EMAIL, "waiting@example.com", values={"code": "123456", "minutes": 5})
    urgent = batch_in(Lane.URGENT, number=2, people=2)
    asked, codes = time.time(), TransactionalMessage.objects.filter(state="accepted")
    wait_until(lambda: len(accepted_at(urgent)) == 2 and codes.exists(), "the urgent ones went out", patience=30)
    assert accepted_at(urgent)[-1] - asked < 10
    code = codes.get()
    assert (code.accepted_at - code.created_at).total_seconds() < 10
    assert len(accepted_at(campaign)) < PEOPLE


def test_a_worker_told_to_end_hands_back_the_rest_within_a_slice_and_a_window(stage, redis, people, settings):
    settings.DELIVERY_CHUNK = PEOPLE
    batch = batch_in(Lane.NOTICE, number=1)
    stage.start_simulators()
    stage.mail_fault(stage="stall", seconds=1, times=10_000)
    sweep(stage)
    with subprocess.Popen([sys.executable, "-m", *WORKER, "1"], env=stage.environment) as worker:
        wait_until(lambda: accepted_at(batch), "it is under way", patience=30)
        worker.terminate()
        told = time.monotonic()
        assert worker.wait(timeout=30) == 0
    assert time.monotonic() - told < 10  # the whole chunk would take twenty seconds
    assert list(Chunk.objects.values_list("state", "held_by")) == [("ready", "")]
    assert set(Delivery.objects.values_list("state", flat=True)) == {"accepted", "queued"}
    assert_outside_equals_inside(stage)
