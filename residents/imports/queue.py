"""Handing imports to the workers: by a task that carries the import's number, and found again when that was lost."""

import logging
from datetime import timedelta

from celery import current_app
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from residents.models import AT_WORK, ImportJob

logger = logging.getLogger(__name__)

QUEUE = "imports"


def enqueue(job_id: int) -> None:
    """Have a worker go on with an import. A queue that cannot be reached costs nothing: ``sweep`` finds it again."""
    ImportJob.objects.filter(pk=job_id).update(touched_at=timezone.now())
    try:
        current_app.send_task("residents.run_import", (job_id,), queue=QUEUE)
    except OperationalError as error:
        logger.warning("the queue cannot be reached (%s); the sweep will try again", type(error).__name__)


def sweep() -> int:
    """Enqueue the imports that nobody has moved for a while: their message or their worker was lost. Return how many.

    Once too often is harmless: whoever comes second finds the page locked, or done.
    """
    since = timezone.now() - timedelta(seconds=settings.IMPORT_ENQUEUE_AGAIN_SECONDS)
    ahead = timezone.now() + timedelta(seconds=settings.IMPORT_ENQUEUE_AGAIN_SECONDS)  # the clock was set back
    at_work = ImportJob.objects.filter(state__in=AT_WORK)
    lost = list(at_work.exclude(touched_at__range=(since, ahead)).values_list("pk", flat=True))
    for job_id in lost:
        enqueue(job_id)
    return len(lost)
