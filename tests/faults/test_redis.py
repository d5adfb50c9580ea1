"""Redis flushed, restarted, gone: it holds hints, and nothing is lost with it."""

import os
import time
from collections.abc import Iterator

import pytest

from tests.faults.kinds import Kind
from tests.faults.table import fault
from tests.faults.trials import Trials
from tests.own_redis import OwnRedis, own_redis
from tests.stage import Stage

GONE_SECONDS = 60 if os.environ.get("FAULT_TRIALS") else 6


@pytest.fixture(scope="module", autouse=True)
def redis(house: Stage) -> Iterator[OwnRedis]:
    """The Redis of everything that runs in the house."""
    with own_redis() as server:
        house.environment["REDIS_URL"] = server.url
        house.start_simulators()
        house.start_workers()
        yield server
        house.processes.stop()


def flush(redis: OwnRedis) -> None:
    redis.flush()


def restart(redis: OwnRedis) -> None:
    redis.kill()
    redis.start()


def be_gone(redis: OwnRedis) -> None:
    redis.kill()
    time.sleep(GONE_SECONDS)
    redis.start()


WHAT = {"flushed": flush, "restarted empty": restart, "gone for a minute": be_gone}


@fault("Redis {what} in the middle: {kind}", what=WHAT, kinds=[Kind.STATUTORY, Kind.SMS])
def test_what_redis_forgets_the_database_knows(house: Stage, trials: Trials, redis: OwnRedis, what: str) -> None:
    for trial in trials.of(Kind.STATUTORY, Kind.SMS):
        house.answer_slowly()
        trial.wait_for_a_random_moment()
        trial.strike()
        WHAT[what](redis)
