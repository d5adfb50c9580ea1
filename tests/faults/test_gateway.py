"""The SMS gateway refuses, keeps silent after it took messages, and answers nonsense."""

from typing import Any

import pytest

from deliveries.models import Chunk
from tests.faults.kinds import WINDOW, Kind
from tests.faults.table import fault
from tests.faults.trials import Trials
from tests.stage import Stage, wait_until


@pytest.fixture(scope="module", autouse=True)
def _running(house: Stage) -> None:
    house.start_simulators()
    house.start_workers()
    house.start_web()


TIMES = 2  # requests that meet the fault

FAULTS: dict[str, dict[str, Any]] = {
    "429 (too many requests)": {"status": 429, "times": 6},
    "500 before it takes a request": {"status": 500, "times": TIMES},
    "502 after it took a request": {"mode": "error_after_accept", "code": 502, "times": TIMES},
    "no answer, nothing taken": {"mode": "timeout", "seconds": 5, "times": TIMES},
    "no answer after it took a request": {"mode": "timeout_after_accept", "seconds": 5, "times": TIMES},
    "malformed JSON after it took a request": {"mode": "malformed", "times": TIMES},
}


@fault("SMS gateway: {what}", what=FAULTS)
def test_sms_in_doubt_are_asked_after_and_everybody_gets_one(house: Stage, trials: Trials, what: str) -> None:
    for trial in trials.of(Kind.SMS):
        house.gateway_fault(**FAULTS[what])
        trial.wait_until_over()
        trial.may_be_in_doubt = TIMES * WINDOW if "429" not in what else 0


@fault("SMS gateway: every second message of a request refused")
def test_of_a_request_that_was_taken_in_part_the_rest_is_not_lost(house: Stage, trials: Trials) -> None:
    for trial in trials.of(Kind.SMS):
        house.gateway_fault(mode="partial", code="1062", times=TIMES)
        trial.wait_until_over()
        states = trial.deliveries
        assert set(states) == {"accepted", "failed"}
        assert states["accepted"] == len(house.sms())


@fault("SMS gateway: down, and comes back")
def test_with_the_gateway_down_sms_wait_and_say_why(house: Stage, trials: Trials) -> None:
    for trial in trials.of(Kind.SMS):
        house.processes.end("sms")
        trial.strike()
        wait_until(lambda: Chunk.objects.exclude(trouble="").exists(), "the trouble is named")
        house.start_sms_gateway()


REPORTS: dict[str, list[dict[str, Any]]] = {
    "twice": [{"mode": "repeated_reports", "times": -1}],
    "late": [{"mode": "late_reports", "seconds": 3, "times": -1}],
    "before the answer, and an older state last": [
        {"mode": "early_reports", "times": -1},
        {"mode": "slow", "seconds": 0.05, "times": -1},
        {"mode": "stale_reports", "times": -1},
    ],
    "mixed with those of unknown messages": [{"mode": "unknown_reports", "times": -1}],
}


@fault("SMS reports that come {how}", how=REPORTS)
def test_whatever_way_reports_come_they_end_at_delivered(house: Stage, trials: Trials, how: str) -> None:
    for trial in trials.of(Kind.SMS):
        for told in REPORTS[how]:
            house.gateway_fault(**told)
        wait_until(lambda trial=trial: set(trial.deliveries) == {"delivered"}, "everything was reported", patience=60)
