"""Waiting for a batch on the command line, with a worker of its own where none is running."""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from celery import current_app
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError
from tqdm import tqdm

from deliveries import sweeper
from deliveries.models import Dispatch
from deliveries.progress import Progress, progress_of
from deliveries.states import DeliveryState, DispatchState, HeldBecause
from notices.models import Batch

LOOK_EVERY = 0.5  # seconds


def wait_until_sent(batch: Batch, *, say: Callable[[str], None], bar: bool) -> dict[str, int]:
    """Wait until no delivery of the batch is queued or being sent; return the counts by state.

    Some are queued still where sending has paused itself (``held_because``), for that may last until a person decides.
    The sweeper runs here too, so a missing beat delays nothing. Interrupting the wait loses nothing: workers go on.
    """
    with _worker(say):
        progress = progress_of(batch.dispatch)
        with tqdm(total=progress.total(), unit=_("messages"), disable=None if bar else True) as shown:
            said: tuple[str, ...] = ()
            while (progress := progress_of(batch.dispatch)).in_flight:
                shown.update(progress.total() - progress.in_flight - shown.n)
                if progress.troubles != said:
                    said = progress.troubles
                    for trouble in said:
                        say(_("Waiting: %(trouble)s") % {"trouble": trouble})
                if held_because(batch):
                    break
                sweeper.sweep()
                time.sleep(LOOK_EVERY)
            shown.update(progress.total() - shown.n)
    sweeper.sweep()
    return by_state(progress)


def held_because(batch: Batch) -> HeldBecause | None:
    """Return why the batch's sending has paused by itself; None where it goes on, or a person paused it."""
    state, because = Dispatch.objects.values_list("state", "held_because").get(pk=batch.dispatch_id)
    return HeldBecause(because) if state == DispatchState.PAUSED and because not in ("", HeldBecause.PERSON) else None


def by_state(progress: Progress) -> dict[str, int]:
    return {state.value: count for state in DeliveryState if (count := progress.in_states({state}))}


def worker_is_running() -> bool:
    """Ask the workers; one that is busy answers too."""
    try:
        return bool(current_app.control.inspect(timeout=1.5).ping())
    except OperationalError:
        return False


@contextlib.contextmanager
def _worker(say: Callable[[str], None]) -> Iterator[None]:
    """Run a worker for as long as the block, unless one is running already."""
    if worker_is_running():
        yield
        return
    say(_("No worker is running: starting one for this batch."))
    process = start_worker()
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def start_worker(**popen: Any) -> subprocess.Popen[bytes]:
    """Start a worker process that serves every queue and says nothing."""
    command = [
        sys.executable,
        "-m",
        "celery",
        "-A",
        "config",
        "worker",
        "--concurrency",
        "2",
        "--loglevel",
        "WARNING",
    ]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **popen}
    return subprocess.Popen([*command, "--hostname", f"own-{os.getpid()}@%h"], **quiet)
