"""Scale: from ten thousand to a million, from one worker process to two; memory of the workers and of Redis."""

import os
from collections.abc import Callable
from typing import Any

import redis

from config import embedded
from config.bench import engine, machine, place
from config.bench.contest import Run
from config.bench.options import Options
from notices.models import Batch

SMALL = 10_000


def measure(batch: Batch, options: Options, *, say: Callable[[str], None]) -> dict[str, Any]:
    """Send a small and a large dispatch with the same workers, and one with one worker; campaign email all."""
    port = place.free_port()
    os.environ["EMAIL_URL"] = f"smtp://{place.HOST}:{port}"
    with place.sink(port):
        small, large, memory, queue = _grow(batch, options)
        say(f"{SMALL:,}: {small.per_second:,.0f}/s; {options.messages:,}: {large.per_second:,.0f}/s")
        one = _sotong(batch, options, processes=1)
        two = _sotong(batch, options, processes=2)
        say(f"one worker: {one.per_second:,.0f}/s; two: {two.per_second:,.0f}/s")
    return {
        "large_vs_small": round(large.per_second / small.per_second, 3),
        "two_vs_one": round(two.per_second / one.per_second, 2),
        "worker_mib_small": memory[0],
        "worker_mib_large": memory[1],
        "redis_mib_per_20000": round(queue / 2**20 / (options.messages / 20_000), 4),
        "_runs": {
            "small": small.per_second,
            "large": large.per_second,
            "one": one.per_second,
            "two": two.per_second,
            "foreign": [run.foreign for run in (small, large, one, two)],
        },
    }


def _grow(batch: Batch, options: Options) -> tuple[Run, Run, tuple[float, float], int]:
    """Return both runs, the largest worker's memory after each in MiB, and by how many bytes Redis grew at most."""
    server = redis.Redis.from_url(embedded.redis_url())
    with engine.workers(options.log) as roots:
        engine.send(engine.planned(batch, channel="email", messages=2_000, statutory=False), roots)
        runs = [
            engine.send(engine.planned(batch, channel="email", messages=SMALL, statutory=False), roots)
            for _ in range(5)
        ]
        small = sorted(runs, key=lambda run: run.per_second)[2]
        before, least = _largest(roots), _used(server)
        most = [least]
        dispatch = engine.planned(batch, channel="email", messages=options.messages, statutory=False)
        large = engine.send(dispatch, roots, look=lambda: most.append(_used(server)))
        return small, large, (before, _largest(roots)), max(most) - least


def _sotong(batch: Batch, options: Options, *, processes: int) -> Run:
    with engine.workers(options.log, processes=processes) as roots:
        engine.send(engine.planned(batch, channel="email", messages=2_000, statutory=False), roots)
        messages = min(options.messages, 100_000)
        return engine.send(engine.planned(batch, channel="email", messages=messages, statutory=False), roots)


def _used(server: Any) -> int:
    return int(server.info("memory")["used_memory"])


def _largest(roots: list[int]) -> float:
    return round(max(machine.resident_bytes(roots[:1]).values()) / 2**20, 1)
