"""Workers killed without a word: nobody is lost, and what was in their hands is known exactly."""

import pytest

from tests.faults.kinds import PROCESSES, Kind
from tests.faults.table import fault
from tests.faults.trials import Trial, Trials
from tests.stage import Stage

WORKERS = ("worker", "other")


@pytest.fixture(scope="module", autouse=True)
def _two_workers(house: Stage) -> None:
    house.start_simulators()
    for name in WORKERS:
        house.start_worker(name)
    house.start_beat()


@fault("kill -9 of a worker at a random moment: {kind}", kinds=Kind)
def test_a_killed_worker_loses_nothing_and_another_goes_on(house: Stage, trials: Trials) -> None:
    for trial in trials.of(*Kind, kills=True):
        house.answer_slowly()
        trial.wait_for_a_random_moment()
        name = trial.chance.choice(WORKERS)
        kill(trial, name)
        house.start_worker(name)


@fault("kill -9 of all workers: {kind}", kinds=Kind)
def test_with_all_workers_killed_everything_waits_and_goes_out_later(house: Stage, trials: Trials) -> None:
    for trial in trials.of(*Kind):
        house.answer_slowly()
        trial.wait_for_a_random_moment()
        kill(trial, *WORKERS)
        assert not trial.is_over()
        for name in WORKERS:
            house.start_worker(name)


def kill(trial: Trial, *names: str) -> None:
    trial.strike()
    for name in names:
        trial.stage.kill(name)
        trial.killed += PROCESSES
