"""Putting chunk ids into the queues. A queue that cannot be reached costs nothing: the sweeper comes again."""

import logging
from collections.abc import Sequence

from celery import current_app
from django.utils import timezone
from kombu.exceptions import OperationalError

from deliveries.models import Chunk

logger = logging.getLogger(__name__)


def enqueue(chunks: Sequence[tuple[int, str]]) -> int:
    """Enqueue chunks given as (id, channel); return how many reached the queue."""
    done: list[int] = []
    try:
        for chunk_id, channel in chunks:
            current_app.send_task("deliveries.send_chunk", (chunk_id,), queue=channel)
            done.append(chunk_id)
    except OperationalError as error:
        logger.warning("the queue cannot be reached (%s); the sweeper will try again", type(error).__name__)
    Chunk.objects.filter(pk__in=done).update(enqueued_at=timezone.now())
    return len(done)
