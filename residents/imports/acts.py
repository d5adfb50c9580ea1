"""What an officer may have done with an import. Each act holds only in the states that it names, once."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from residents.imports import queue, undoing
from residents.imports.tally import Tally
from residents.models import STOPPABLE, ImportJob, ImportState


class CannotChange(Exception):
    """The import stands elsewhere by now: somebody was quicker."""


class WasReached(Exception):
    """Something was sent or planned to ``people`` of those whom the import enrolled: it cannot be undone."""

    def __init__(self, people: int) -> None:
        super().__init__(people)
        self.people = people

    def __str__(self) -> str:
        return ngettext(
            "This import cannot be undone: something was sent or planned to %(count)s of its people.",
            "This import cannot be undone: something was sent or planned to %(count)s of its people.",
            self.people,
        ) % {"count": f"{self.people:,}"}


def check(job: ImportJob) -> None:
    """Rehearse it: count what enrolling would do; nothing is written about anybody."""
    _start(job, {ImportState.MAPPING}, ImportState.CHECKING, next_page=0, expected={})


def choose_again(job: ImportJob) -> None:
    """Go back to the columns; what was counted so far is forgotten."""
    _move(job, {ImportState.CHECKING, ImportState.CHECKED}, ImportState.MAPPING, next_page=0, expected={})


def run(job: ImportJob) -> None:
    """Enrol everybody in it that can be."""
    _start(job, {ImportState.CHECKED}, ImportState.RUNNING, next_page=0, outcome={})


def pause(job: ImportJob) -> None:
    """Enrol nobody more until somebody says so."""
    _move(job, {ImportState.RUNNING}, ImportState.PAUSED)


def resume(job: ImportJob) -> None:
    """Go on where it paused."""
    _start(job, {ImportState.PAUSED}, ImportState.RUNNING, began_with=Tally.of(job.outcome).rows)


def cancel(job: ImportJob) -> None:
    """Enrol nobody more; whom it enrolled stays, until it is undone. Rows that were not enrolled are let go of."""
    _move(job, STOPPABLE, ImportState.CANCELLED, finished_at=timezone.now())
    # Not in one transaction: a worker that holds a page waits for the import's row, to find that it was cancelled.
    job.pages.update(rows=None, fresh=[])


def undo(job: ImportJob, *, by: User | None) -> None:
    """Have everybody whom it enrolled leave again. Raise WasReached."""
    people = undoing.reached_of(job)
    if people:
        raise WasReached(people)
    ended = {ImportState.FINISHED, ImportState.CANCELLED}
    _start(job, ended, ImportState.UNDOING, undone_by=by, undone=0, kept=0, undone_through=0, finished_at=None)


def _start(job: ImportJob, leaves: Collection[ImportState], state: ImportState, **values: Any) -> None:
    _move(job, leaves, state, **{"began_at": timezone.now(), "began_with": 0, **values})
    transaction.on_commit(lambda: queue.enqueue(job.pk))


def _move(job: ImportJob, leaves: Collection[ImportState], state: ImportState, **values: Any) -> None:
    """Change the state in one statement that only one can win; raise CannotChange for the others."""
    held = ImportJob.objects.filter(pk=job.pk, state__in=leaves)
    now = timezone.now()
    if not held.update(state=state, touched_at=now, moved_at=now, **values):
        raise CannotChange
    job.refresh_from_db()
