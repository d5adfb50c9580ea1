"""The same chunks reach several workers: one of them sends them."""

import time

import pytest
from kombu import Connection

from tests.faults.kinds import Kind
from tests.faults.table import fault
from tests.faults.trials import Trials
from tests.stage import Stage, wait_until

OWN_WORK = {"housekeeping", "reports"}


@pytest.fixture(scope="module", autouse=True)
def _running(house: Stage) -> None:
    """What enqueues runs, what sends does not yet."""
    house.start_simulators()
    house.start_worker("keeper", "--queues", ",".join(sorted(OWN_WORK)))
    house.start_beat()


@fault("the same chunks given to two workers three times: {kind}", kinds=Kind)
def test_a_task_that_comes_again_finds_its_chunk_taken(house: Stage, trials: Trials) -> None:
    for trial in trials.of(*Kind):
        house.answer_slowly()
        wait_until(lambda: waiting(house), "chunks are enqueued")
        time.sleep(0.5)  # the enqueueing is under way
        repeat(house)
        for name in ("worker", "other"):
            house.start_worker(name, "--exclude-queues", ",".join(sorted(OWN_WORK)))
        trial.wait_until_over()
        for name in ("worker", "other"):
            house.processes.end(name)


def waiting(house: Stage) -> dict[str, list[bytes]]:
    """Return the tasks that wait in Redis for a worker that sends, by queue."""
    with Connection(house.environment["REDIS_URL"]) as queue:
        redis = queue.default_channel.client
        names = [key.decode() for key in redis.keys("*") if redis.type(key) == b"list"]
        return {name: redis.lrange(name, 0, -1) for name in names if name not in OWN_WORK}


def repeat(house: Stage) -> None:
    """Put every waiting task into its queue twice more."""
    with Connection(house.environment["REDIS_URL"]) as queue:
        for name, tasks in waiting(house).items():
            queue.default_channel.client.lpush(name, *tasks, *tasks)
