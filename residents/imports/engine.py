"""Working an import off, page by page: first the rehearsal, then the enrolling; both read and decide by the same code.

A page is one transaction, and the checkpoint moves in it. A worker killed at any instant has done a page wholly or not
at all, and whoever comes next goes on with the page that the checkpoint names. Two workers never do the same page: the
first holds its row, the second leaves it alone, and a checkpoint that moved meanwhile undoes the transaction.
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone, translation

from residents.enrolment import enrol, new_ones
from residents.enrolment_files import read_page
from residents.imports import columns, undoing
from residents.imports.sealed_rows import close_rejected, open_rows
from residents.imports.tally import Tally
from residents.models import AT_WORK, ImportJob, ImportPage, ImportState


class _Stopped(Exception):
    """Somebody paused or cancelled meanwhile, or another worker did this page: nothing of it is to be written."""


def work(job_id: int) -> bool:
    """Do what a slice of some seconds allows; return whether there is more that this worker may go on with."""
    until = time.monotonic() + settings.IMPORT_SLICE_SECONDS
    more = True
    while more and time.monotonic() < until:
        more = step(job_id)
    return more


def step(job_id: int) -> bool:
    """Do one page of what the import is at; return whether there is more for this worker to do."""
    job = ImportJob.objects.filter(pk=job_id, state__in=AT_WORK).first()
    if job is None:
        return False
    if job.state == ImportState.UNDOING:
        return undoing.step(job)
    try:
        with translation.override(job.language), transaction.atomic():
            return _page(job.pk, ImportState(job.state))
    except _Stopped:
        return False


def _page(job_id: int, state: ImportState) -> bool:
    page = _claimed(job_id, state)
    job = ImportJob.objects.get(pk=job_id)
    rows = columns.body_rows(job, open_rows(bytes(page.rows or b"")))
    done = _rehearse if state == ImportState.CHECKING else _enrol
    counted = done(job, page, rows)
    ends = job.next_page + 1 >= job.pages_count
    # Begun anew meanwhile, perhaps with other columns, it is another work on the same pages.
    same = ImportJob.objects.filter(pk=job_id, state=state, next_page=page.number, began_at=job.began_at)
    moved = same.update(
        next_page=0 if ends and state == ImportState.CHECKING else page.number + 1,
        touched_at=timezone.now(),
        moved_at=timezone.now(),
        **counted,
        **(_ended(state) if ends else {}),
    )
    if not moved:
        raise _Stopped
    return not ends


def _claimed(job_id: int, state: ImportState) -> ImportPage:
    """Return the page that is next, its row locked; raise _Stopped when another worker has it, or had it."""
    at = ImportJob.objects.filter(pk=job_id, state=state).values("next_page")
    page = ImportPage.objects.select_for_update(skip_locked=True).filter(job=job_id, number__in=at).first()
    # The lock may have come free with the commit of whoever did this page: by now the checkpoint says so.
    if page is None or not ImportJob.objects.filter(pk=job_id, state=state, next_page=page.number).exists():
        raise _Stopped
    return page


def _rehearse(job: ImportJob, page: ImportPage, rows: "columns.Rows") -> dict[str, object]:
    """Count what enrolling this page would do, and remember its new forms for the pages behind it."""
    enrolments, rejected = read_page(rows)
    fresh = new_ones(enrolments, seen=_seen_before(job.pk, page.number))
    ImportPage.objects.filter(pk=page.pk).update(fresh=[enrolments[at].hashes[0] for at in fresh])
    tally = Tally.of(job.expected if page.number else {})
    tally.add((enrolments[at] for at in fresh), duplicates=len(enrolments) - len(fresh), rejected=rejected)
    return {"expected": tally.as_json()}


def _enrol(job: ImportJob, page: ImportPage, rows: "columns.Rows") -> dict[str, object]:
    """Enrol this page; of its rows only those that were rejected are still kept afterwards."""
    enrolments, rejected = read_page(rows)
    ids = enrol(enrolments, imported_by=job.pk)
    ImportPage.objects.filter(pk=page.pk).update(rows=None, rejected=close_rejected(rejected), fresh=[])
    created = [item for item, pk in zip(enrolments, ids, strict=True) if pk is not None]
    tally = Tally.of(job.outcome)
    tally.add(created, duplicates=len(enrolments) - len(created), rejected=rejected)
    return {"outcome": tally.as_json()}


def _ended(state: ImportState) -> dict[str, object]:
    if state == ImportState.CHECKING:
        return {"state": ImportState.CHECKED}
    return {"state": ImportState.FINISHED, "finished_at": timezone.now()}


_SEEN = """
SELECT DISTINCT seen FROM residents_importpage AS page, unnest(page.fresh) AS seen
 WHERE page.job_id = %s AND page.number < %s AND seen = ANY(%s)
"""


def _seen_before(job_id: int, number: int) -> Callable[[set[bytes]], set[bytes]]:
    """Return what finds, of some hashes, those of new forms on earlier pages; memory holds none of the others."""

    def seen(hashes: set[bytes]) -> set[bytes]:
        with connection.cursor() as cursor:
            cursor.execute(_SEEN, [job_id, number, list(hashes)])
            return {bytes(row[0]) for row in cursor.fetchall()}

    return seen
