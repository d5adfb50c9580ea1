"""PostgreSQL ends at once in the middle of a batch, and comes back."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.faults.kinds import PROCESSES, Kind
from tests.faults.table import fault
from tests.faults.trials import Trials
from tests.own_postgres import OwnPostgres, own_postgres
from tests.stage import Stage, stage_in


@pytest.fixture(scope="module")
def postgres(django_db_blocker: Any) -> Iterator[OwnPostgres]:
    with django_db_blocker.unblock(), own_postgres() as server:
        yield server


@pytest.fixture(scope="module")
def house(postgres: OwnPostgres, planning_small: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A house around a PostgreSQL that may be ended."""
    with stage_in(tmp_path_factory.mktemp("house")) as stage:
        stage.start_simulators()
        stage.start_workers()
        yield stage


@fault("PostgreSQL restarted (immediate) in the middle: {kind}", kinds=Kind)
def test_what_could_not_be_recorded_is_in_doubt_and_the_rest_goes_out(
    postgres: OwnPostgres, house: Stage, trials: Trials
) -> None:
    for trial in trials.of(*Kind):
        house.answer_slowly()
        trial.wait_for_a_random_moment()
        trial.strike()
        postgres.end_immediately()
        postgres.start()
        trial.killed += PROCESSES
