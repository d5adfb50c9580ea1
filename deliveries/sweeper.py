"""The sweeper: what is due starts, what was lost is found again. It reads the database and nothing else.

Redis holds hints only. A chunk whose task never reached a queue, was lost with Redis, or died with its worker, is
ready (or its lease ends) in PostgreSQL, and is enqueued from there. There is no time window that it can miss.
"""

import logging

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from deliveries.dispatches import CannotChange, finish_when_done, start
from deliveries.enqueueing import enqueue
from deliveries.models import Chunk, Dispatch
from deliveries.states import ChunkState, DispatchState

logger = logging.getLogger(__name__)

# A dead worker's marked rows: campaign email may be repeated under its Message-ID, all else is unknown (promise 3).
_SETTLE = """
WITH dead AS (
  UPDATE deliveries_chunk AS c
     SET state = 'ready', epoch = c.epoch + 1, lease_until = NULL, held_by = '', enqueued_at = NULL
   WHERE c.state = 'leased' AND c.lease_until < now()
  RETURNING c.dispatch_id, c.channel, c.lo, c.hi
), settled AS (
  UPDATE deliveries_delivery AS v
     SET state = CASE WHEN d.statutory OR v.channel = 'sms' THEN 'unknown'
                      WHEN d.state = 'cancelled' THEN 'cancelled' ELSE 'queued' END, code = 'worker_lost',
         not_before = NULL
    FROM dead AS c JOIN deliveries_dispatch AS d ON d.id = c.dispatch_id
   WHERE v.dispatch_id = c.dispatch_id AND v.channel = c.channel AND v.id BETWEEN c.lo AND c.hi
     AND v.state = 'sending'
  RETURNING v.id
)
SELECT (SELECT count(*) FROM dead), (SELECT count(*) FROM settled)
"""


def sweep() -> None:
    """Start what is due, settle what died, enqueue what waits, finish what is done."""
    start_due_dispatches()
    settle_expired_leases()
    enqueue_ready_chunks()
    for dispatch in Dispatch.objects.filter(state=DispatchState.SENDING):
        finish_when_done(dispatch)


def start_due_dispatches() -> None:
    for dispatch in Dispatch.objects.filter(state=DispatchState.SCHEDULED, scheduled_at__lte=timezone.now()):
        try:
            start(dispatch)
        except CannotChange:
            continue  # another sweeper was first


def settle_expired_leases() -> tuple[int, int]:
    """Take chunks from workers whose lease ended; return how many chunks, and how many marked rows were settled."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SETTLE)
        chunks, rows = cursor.fetchone()
    if chunks:
        logger.warning("took %s chunks from workers that died; %s messages were in their hands", chunks, rows)
    return chunks, rows


def enqueue_ready_chunks() -> int:
    """Enqueue ready chunks that no queue holds; return how many. Enqueueing twice is harmless: a claim wins once."""
    now = timezone.now()
    waiting = (
        Chunk.objects.filter(state=ChunkState.READY, dispatch__state=DispatchState.SENDING)
        .exclude(not_before__gt=now)
        .exclude(enqueued_at__gt=now - settings.DELIVERY_ENQUEUE_AGAIN)
        .order_by("id")
        .values_list("id", "channel")
    )
    return enqueue(list(waiting))
