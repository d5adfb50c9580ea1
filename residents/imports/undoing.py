"""Taking a whole import back: page by page those leave whom it enrolled, and what it wrote of them is destroyed.

Refused as a whole while anything was sent or planned to one of them. Whoever did more here since, or got something
while this was under way, stays enrolled and is counted: that is their own enrolment by now.
"""

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from residents.enrolment import hold_enrolments
from residents.leaving_together import have_only_enrolled, leave_together
from residents.models import ImportJob, ImportState, LeftBecause, Resident
from residents.reached import reached_among

PAGE = 500


def step(job: ImportJob) -> bool:
    """Undo one page; return whether there is more for this worker to do."""
    with transaction.atomic():
        held = ImportJob.objects.select_for_update(skip_locked=True).filter(pk=job.pk, state=ImportState.UNDOING)
        current = held.first()
        if current is None:
            return False
        hold_enrolments()
        ids = _page(current)
        if not ids:
            held.update(state=ImportState.UNDONE, finished_at=timezone.now(), moved_at=timezone.now())
            return False
        going = _going(ids)
        leave_together(going, because=LeftBecause.IMPORT_UNDONE, by=current.undone_by)
        held.update(
            undone=F("undone") + len(going),
            kept=F("kept") + len(ids) - len(going),
            undone_through=ids[-1],
            touched_at=timezone.now(),
            moved_at=timezone.now(),
        )
    return True


def enrolled_by(job: ImportJob) -> "QuerySet[Resident]":
    """Return those whom the import enrolled and who have not left."""
    return Resident.objects.filter(imported_by=job, left_at=None)


def reached_of(job: ImportJob) -> int:
    """Return how many of its people had anything sent or planned to them."""
    return reached_among(enrolled_by(job)).count()


def _page(job: ImportJob) -> list[int]:
    """Return the next of its people, their rows locked, so that nobody changes them meanwhile."""
    rows = enrolled_by(job).filter(pk__gt=job.undone_through).order_by("pk").select_for_update(of=("self",))
    return [resident.pk for resident in rows.only("pk")[:PAGE]]


def _going(ids: list[int]) -> list[int]:
    reached = set(reached_among(Resident.objects.filter(pk__in=ids)).values_list("pk", flat=True))
    return sorted(have_only_enrolled(ids) - reached)
