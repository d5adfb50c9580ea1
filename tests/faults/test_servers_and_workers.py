"""Something is away, killed or cut while a batch goes out: nothing is lost, nothing statutory goes out twice."""

import time
from collections import Counter
from datetime import date

import pytest

from deliveries import dispatches
from deliveries.models import Chunk, Delivery
from deliveries.suppressions import suppress
from notices.models import Batch
from residents import consent
from residents.enrolment import enrol
from residents.models import Channel, ConsentKind, ContactPoint, Resident, Route
from tests.notices.taking import approved
from tests.outside import assert_outside_equals_inside
from tests.own_redis import own_redis
from tests.people import form
from tests.stage import SMALL, Stage, wait_until

pytestmark = [pytest.mark.fault, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

PEOPLE = 200


@pytest.fixture
def batch(transactional_db, settings) -> Batch:
    """An approved tax batch to two hundred people of one dong, by email only, in five chunks."""
    settings.DELIVERY_CHUNK = int(SMALL["DELIVERY_CHUNK"])
    wanted = {"local_tax": {Channel.EMAIL}}
    forms = [
        form(name_of(n), birth_of(n), sms=None, email=f"p{n}@example.com", services=wanted, address=f"마장로 {n + 1}")
        for n in range(PEOPLE)
    ]
    enrol(forms)
    bills = [
        {"성명": name_of(n), "생년월일": birth_of(n), "전자납부번호": f"{n:019d}", "행정동": "마장동"}
        for n in range(PEOPLE)
    ]
    return approved("local_tax", *bills)


def name_of(number: int) -> str:
    return f"사람{chr(ord('가') + number)}"


def birth_of(number: int) -> date:
    return date(1980, 1, 1 + number % 28)


def finished() -> bool:
    return not Delivery.objects.filter(state__in=["queued", "sending"]).exists()


def received(stage: Stage) -> Counter[str]:
    """Count what arrived, by address: outside, not by what the database says."""
    return Counter(mail["to"][0] for mail in stage.mails())


def hold_against_what_arrived(stage: Stage, *, unknown: int = 0) -> None:
    """Nobody lost, nobody twice; the doubtful are at most ``unknown`` and listed."""
    assert_outside_equals_inside(stage, doubtful=unknown)
    arrived = received(stage)
    states = Counter(Delivery.objects.values_list("state", flat=True))
    doubtful = states["unknown"]
    assert max(arrived.values()) == 1, "somebody got it twice"
    assert doubtful <= unknown
    assert states["accepted"] + doubtful == PEOPLE
    assert PEOPLE - doubtful <= len(arrived) <= PEOPLE


def test_with_the_mail_server_down_at_the_start_the_batch_waits_and_goes_out_when_it_is_back(stage, batch):
    stage.start_workers()
    wait_until(lambda: Chunk.objects.exclude(trouble="").exists(), "the trouble is named")
    assert not Delivery.objects.exclude(state__in=["queued", "sending"]).exists()
    stage.start_simulators()
    wait_until(finished, "everything went out")
    hold_against_what_arrived(stage)


def test_a_worker_killed_in_the_middle_loses_nothing_and_sends_nothing_twice(stage, batch):
    stage.start_simulators()
    stage.start_workers()
    wait_until(lambda: Delivery.objects.filter(state="accepted").count() >= 20, "it is under way", patience=30)
    stage.kill_worker()
    stage.processes.start("worker", ["celery", "-A", "config", "worker", "--concurrency", "2", "--loglevel", "WARNING"])
    wait_until(finished, "another worker finished it")
    hold_against_what_arrived(stage, unknown=2 * 5)  # a window for each of the two children


def test_redis_killed_and_emptied_in_the_middle_loses_nothing(stage, batch):
    with own_redis() as redis:
        stage.environment["REDIS_URL"] = redis.url
        stage.start_simulators()
        stage.fault(stage.ports.mail_viewer, stage="stall", seconds=0.02, times=PEOPLE)
        stage.start_workers()
        wait_until(lambda: Delivery.objects.filter(state="accepted").exists(), "it is under way", patience=30)
        redis.kill()
        time.sleep(1)
        assert not finished()
        redis.start()
        wait_until(finished, "everything went out after Redis came back empty", patience=90)
        hold_against_what_arrived(stage)
        stage.processes.stop()


def test_a_connection_cut_before_the_answer_leaves_exactly_those_in_doubt(stage, batch):
    stage.start_simulators()
    stage.fault(stage.ports.mail_viewer, stage="after_data", times=3)
    stage.start_workers()
    wait_until(finished, "everything else went out")
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"accepted": PEOPLE - 3, "unknown": 3}
    hold_against_what_arrived(stage, unknown=3)


def test_a_temporary_refusal_goes_out_later_and_a_final_one_fails_alone(stage, batch):
    stage.environment["DELIVERY_BACKOFF_SECONDS"] = "1"
    stage.start_simulators()
    stage.fault(stage.ports.mail_viewer, stage="rcpt", code=450, times=4)
    stage.fault(stage.ports.mail_viewer, stage="rcpt", code=550, times=1, to="p7@example.com")
    stage.start_workers()
    wait_until(finished, "everything was settled")
    assert Counter(Delivery.objects.values_list("state", flat=True)) == {"accepted": PEOPLE - 1, "failed": 1}
    assert set(received(stage).values()) == {1}


WHAT_IT_MEANS = {
    "withdrawal": ("skipped", "no_consent"),
    "suppression": ("skipped", "suppressed"),
    "pause": ("queued", ""),
    "cancel": ("cancelled", ""),
}


@pytest.mark.parametrize("act", WHAT_IT_MEANS)
def test_what_is_taken_back_acts_within_two_seconds_on_everything_not_yet_claimed(stage, batch, act):
    stage.environment["DELIVERY_WINDOW"] = "1"
    stage.start_simulators()
    stage.fault(stage.ports.mail_viewer, stage="stall", seconds=0.3, times=PEOPLE)
    stage.start_workers()
    wait_until(lambda: Delivery.objects.filter(state="accepted").exists(), "it is under way", patience=30)
    _take_back(act, batch)
    time.sleep(2)
    before = Delivery.objects.filter(state="accepted").count()
    time.sleep(2)
    assert Delivery.objects.filter(state="accepted").count() == before == len(stage.mails())
    assert before < PEOPLE
    assert set(Delivery.objects.exclude(state="accepted").values_list("state", "code")) == {WHAT_IT_MEANS[act]}


def _take_back(act: str, batch: Batch) -> None:
    if act == "pause":
        dispatches.pause(batch.dispatch, by=None)
    elif act == "cancel":
        dispatches.cancel(batch.dispatch, by=None)
    elif act == "withdrawal":
        for person in Resident.objects.all():
            consent.withdraw(person, ConsentKind.COLLECTION_USE, route=Route.ONLINE, on=date(2026, 11, 24))
    else:
        for contact in ContactPoint.objects.all():
            suppress(contact.channel, bytes(contact.address_hash), "complaint")
