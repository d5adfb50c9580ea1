"""A new version is deployed: workers get a SIGTERM, and others go on at once."""

import time

import pytest

from deliveries.models import Chunk, Delivery
from tests.faults.kinds import Kind
from tests.faults.table import fault
from tests.faults.trials import Trials
from tests.stage import Stage, wait_until

PATIENCE = 8.0  # seconds for a window of slow messages, and for the process to end


@pytest.fixture(scope="module", autouse=True)
def _running(house: Stage) -> None:
    house.start_simulators()
    house.start_workers()


@fault("SIGTERM of the worker during a deploy: {kind}", kinds=Kind)
def test_a_worker_that_is_asked_to_end_finishes_its_window_and_hands_back_the_rest(
    house: Stage, trials: Trials
) -> None:
    for trial in trials.of(*Kind):
        # A whole chunk takes longer than the patience: whoever sends it to its end is too late.
        house.mail_fault(stage="slow", seconds=0.6, times=-1)
        house.gateway_fault(mode="slow", seconds=2.0, times=-1)
        wait_until(lambda trial=trial: trial.out() >= 3, "it is under way")
        time.sleep(trial.chance.uniform(0, 2))
        trial.strike()
        ended = house.processes.end("worker", PATIENCE)
        assert ended, f"it did not end in {PATIENCE} s"
        assert not Chunk.objects.filter(state="leased").exists(), "it kept a chunk that nobody can send until later"
        assert not Delivery.objects.filter(state="sending").exists()
        house.be_well()
        house.start_worker()
