"""Clocks jump by an hour: the workers' and beat's, and the database's, by which leases are counted."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models import F

from deliveries.models import Chunk
from tests.faults.kinds import PROCESSES, Kind
from tests.faults.table import fault
from tests.faults.trials import Trial, Trials
from tests.stage import Stage, wait_until

HOUR = timedelta(hours=1)
JUMPS = {"forward": 3600, "back": -3600}


@pytest.fixture(scope="module")
def clock(house: Stage) -> Path:
    """The file that tells the processes of the house, but for the simulators, by how much their clocks are wrong."""
    house.start_simulators()
    file = Path(house.environment["SOTONG_DATA"]) / "clock"
    house.environment["FAULT_CLOCK"] = str(file)
    folder = Path(__file__).parent / "clock"
    house.environment["PYTHONPATH"] = f"{folder}:{house.environment['PYTHONPATH']}"
    house.start_workers()
    return file


@pytest.fixture(autouse=True)
def _right_again(clock: Path) -> Iterator[None]:
    clock.write_text("0")
    yield
    clock.write_text("0")


@fault("the clock of workers and beat jumps an hour {way}: {kind}", way=JUMPS, kinds=Kind)
def test_work_goes_on_under_a_wrong_clock_and_sms_when_it_is_right_again(
    house: Stage, trials: Trials, clock: Path, way: str
) -> None:
    for trial in trials.of(*Kind):
        house.answer_slowly()
        trial.wait_for_a_random_moment()
        trial.strike()
        clock.write_text(str(JUMPS[way]))
        mail = [batch.dispatch for kind, batch in trial.batches.items() if kind is not Kind.SMS]
        wait_until(lambda mail=mail: not _left(mail), "email went out under the wrong clock", patience=30)
        clock.write_text("0")  # the gateway takes no request whose time is a quarter of an hour wrong


def _left(dispatches: list) -> bool:
    return any(dispatch.deliveries.filter(state__in=["queued", "sending"]).exists() for dispatch in dispatches)


@fault("the database's clock jumps an hour forward: {kind}", kinds=Kind)
def test_leases_that_end_too_early_leave_a_window_in_doubt_at_most(house: Stage, trials: Trials, clock: Path) -> None:
    for trial in trials.of(*Kind):
        house.answer_slowly()
        trial.wait_for_a_random_moment()
        trial.strike()
        _move_leases(trial, -HOUR)
        trial.killed += PROCESSES


@fault("the database's clock jumps an hour back when a worker has died: {kind}", kinds=Kind)
def test_leases_that_would_end_in_an_hour_do_not_hold_up_the_rest(house: Stage, trials: Trials, clock: Path) -> None:
    for trial in trials.of(*Kind):
        house.answer_slowly()
        trial.wait_for_a_random_moment()
        trial.strike()
        house.kill("worker")
        trial.killed += PROCESSES
        _move_leases(trial, HOUR)
        house.start_worker()


def _move_leases(trial: Trial, by: timedelta) -> None:
    """Pretend that the database's clock jumped, by its distance to what was written under the old one."""
    dispatches = [batch.dispatch for batch in trial.batches.values()]
    Chunk.objects.filter(dispatch__in=dispatches, state="leased").update(lease_until=F("lease_until") + by)
