"""Sotong's own run: a planned dispatch goes out by real workers, and its rows say when it was over."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.db import connection

from config.bench import place
from config.bench.contest import Run, Stopwatch
from config.bench.district import new_dispatch
from config.bench.failure import BenchFailed
from config.celery import app
from deliveries import dispatches, sweeper
from deliveries.models import Chunk, Delivery, Dispatch
from deliveries.planning import plan
from notices.letters import write_contents
from notices.models import Batch

# The same people as the batch's recipients, over one channel.
AUDIENCE = """
SELECT k.channel, n.id, r.resident_id, k.id
  FROM notices_notice AS n
  JOIN notices_registerrow AS r ON r.id = n.row_id
  JOIN residents_contactpoint AS k ON k.resident_id = r.resident_id AND k.channel = %(channel)s
 WHERE n.batch_id = %(batch)s AND n.id <= %(most)s
"""


def planned(batch: Batch, *, channel: str, messages: int, statutory: bool) -> Dispatch:
    """Plan a dispatch of the batch anew, alone in its table, as it stands after an approval."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE deliveries_delivery, deliveries_chunk")
    dispatch = new_dispatch(statutory=statutory)
    Batch.objects.filter(pk=batch.pk).update(dispatch=dispatch)
    batch.refresh_from_db()
    write_contents(batch)
    plan(dispatch, AUDIENCE, {"channel": channel, "batch": batch.pk, "most": messages})
    dispatches.submit(dispatch, by=None)
    dispatches.schedule(dispatch, at=dispatch.created_at, by=None)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) deliveries_delivery")
        cursor.execute("CHECKPOINT") if _may_checkpoint() else None
    return dispatch


@contextlib.contextmanager
def workers(log: Path, *, processes: int = 2, environment: dict[str, str] | None = None) -> Iterator[list[int]]:
    """Run Sotong's worker; yield the roots of what is ours."""
    arguments = ("-A", "config", "worker", "--concurrency", str(processes), "--loglevel", "WARNING")
    own = {"DJANGO_SETTINGS_MODULE": "config.settings", **(environment or {})}
    with place.worker(*arguments, environment=own, log=log) as process:
        _wait_until_it_answers(log)
        yield [process.pid, *place.ours()]


def send(dispatch: Dispatch, roots: list[int], *, look: Callable[[], None] = lambda: None) -> Run:
    """Start a planned dispatch, wait until it is over, and return its run, from the start to the last acceptance."""
    watch = Stopwatch(lambda: roots)
    messages = Delivery.objects.filter(dispatch=dispatch).count()
    watch.start()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        begun = cursor.fetchone()[0]
    dispatches.start(dispatch)
    sweeper.sweep()
    swept = time.monotonic()
    while Chunk.objects.filter(dispatch=dispatch).exclude(state="done").exists():
        time.sleep(0.1)
        look()
        if time.monotonic() - swept > 2:
            sweeper.sweep()
            swept = time.monotonic()
    run = watch.stop(messages)
    accepted = Delivery.objects.filter(dispatch=dispatch, state="accepted")
    last = accepted.order_by("-accepted_at").values_list("accepted_at", flat=True).first()
    if last is None or accepted.count() != messages:
        states = list(Delivery.objects.filter(dispatch=dispatch).values_list("state", "code").distinct()[:5])
        raise BenchFailed(f"{accepted.count()} of {messages} accepted: {states}")
    return Run(messages, (last - begun).total_seconds(), run.cpu, run.foreign)


def _wait_until_it_answers(log: Path, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while not app.control.ping(timeout=0.3):
        if time.monotonic() > deadline:
            raise BenchFailed(f"the worker did not start\n{log.read_text()[-2000:]}")


def _may_checkpoint() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_has_role(current_user, 'pg_checkpoint', 'member')")
        return bool(cursor.fetchone()[0])
