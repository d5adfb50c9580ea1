"""Letting go of the rows of files: those that nobody went on with, and rejected ones, long enough to be mended."""

from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from residents.models import AT_WORK, ImportJob, ImportPage, ImportState


def forget() -> int:
    """Empty the pages of imports that nobody has moved for ``IMPORT_ROWS_DAYS``; return how many pages.

    One that was not started, or stands still in between, is cancelled with it: without its rows it cannot go on.
    """
    before = timezone.now() - timedelta(days=settings.IMPORT_ROWS_DAYS)
    old = ImportJob.objects.filter(touched_at__lt=before) | ImportJob.objects.filter(
        touched_at=None, uploaded_at__lt=before
    )
    old = old.exclude(state__in=AT_WORK)
    waiting = {ImportState.MAPPING, ImportState.CHECKED, ImportState.PAUSED}
    filled = ImportPage.objects.exclude(rows__isnull=True, rejected__isnull=True)
    numbers = list(old.filter(Q(state__in=waiting) | Q(pk__in=filled.values("job"))).values_list("pk", flat=True))
    ImportJob.objects.filter(pk__in=numbers, state__in=waiting).update(
        state=ImportState.CANCELLED, finished_at=timezone.now()
    )
    return filled.filter(job__in=numbers).update(rows=None, rejected=None, fresh=[])
