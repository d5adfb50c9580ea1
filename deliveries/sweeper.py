"""The sweeper: what is due starts, what was lost is found again. It reads the database and nothing else.

Redis holds hints only. A chunk whose task never reached a queue, was lost with Redis, or died with its worker, is
ready (or its lease ends) in PostgreSQL, and is enqueued from there. There is no time window that it can miss.
"""

import logging

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from deliveries import canary, enqueueing, overdue, transactional
from deliveries.dispatches import cancel_rest, finish_when_done
from deliveries.models import Chunk, Dispatch
from deliveries.states import ChunkState, DispatchState

logger = logging.getLogger(__name__)

# A lease that would end later than any lease does is from before the clock was set back.
# A dead worker's marked rows: campaign email may be repeated under its Message-ID, all else is unknown (promise 3).
_SETTLE = """
WITH dead AS MATERIALIZED (
  SELECT c.id, c.dispatch_id, c.channel, c.lo, c.hi FROM deliveries_chunk AS c
   WHERE c.state = 'leased'
     AND (c.lease_until < now() OR c.lease_until > now() + 2 * %(lease)s * interval '1 second')
   ORDER BY c.id
     FOR UPDATE OF c SKIP LOCKED
), settled AS (
  UPDATE deliveries_delivery AS v
     SET state = CASE WHEN d.statutory OR v.channel <> 'email' THEN 'unknown'
                      WHEN d.state = 'cancelled' THEN 'cancelled' ELSE 'queued' END, code = 'worker_lost',
         not_before = NULL
    FROM dead AS c JOIN deliveries_dispatch AS d ON d.id = c.dispatch_id
   WHERE v.dispatch_id = c.dispatch_id AND v.channel = c.channel AND v.id BETWEEN c.lo AND c.hi
     AND v.state = 'sending'
  RETURNING c.id, v.state
), freed AS (
  UPDATE deliveries_chunk AS c
     SET state = 'ready', epoch = c.epoch + 1, lease_until = NULL, held_by = '', enqueued_at = NULL,
         doubtful = c.doubtful OR EXISTS (SELECT FROM settled AS s WHERE s.id = c.id AND s.state = 'unknown')
    FROM dead WHERE c.id = dead.id
)
SELECT (SELECT count(*) FROM dead), (SELECT count(*) FROM settled)
"""


def sweep() -> None:
    """Hold what slept, start what is due, settle what died, finish what is done, judge canaries, feed what waits.

    Codes go first: somebody looks at a screen and waits for one.
    """
    transactional.sweep()
    overdue.beat()
    overdue.start_due_dispatches()
    settle_expired_leases()
    for dispatch in Dispatch.objects.filter(state=DispatchState.SENDING):
        finish_when_done(dispatch)
    canary.judge()
    cancel_what_is_left()
    enqueueing.feed()


def settle_expired_leases() -> tuple[int, int]:
    """Take chunks from workers whose lease ended; return how many chunks, and how many marked rows were settled."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SETTLE, {"lease": settings.DELIVERY_LEASE_SECONDS})
        chunks, rows = cursor.fetchone()
    if chunks:
        logger.warning("took %s chunks from workers that died; %s messages were in their hands", chunks, rows)
    return chunks, rows


def cancel_what_is_left() -> None:
    """Cancel what workers gave back of dispatches that were cancelled meanwhile."""
    ready = Exists(Chunk.objects.filter(dispatch=OuterRef("pk"), state=ChunkState.READY))
    for dispatch in Dispatch.objects.filter(ready, state=DispatchState.CANCELLED):
        cancel_rest(dispatch)
