"""Claiming: a chunk is leased to one worker at a time; ``windows`` takes its messages.

Who wins is decided by PostgreSQL: one UPDATE takes a chunk that is ready, raises its epoch, and the loser gets
no row. Every later statement names the epoch and renews the lease; no row means that the lease is lost (or the
dispatch is paused or cancelled), and the worker stops. The clock is the database's, so workers' clocks do not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from deliveries.states import DeliveryChannel
from residents.models import Channel


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's right to one chunk, until somebody else's epoch is higher."""

    chunk_id: int
    epoch: int
    dispatch_id: int
    channel: str
    lo: int
    hi: int
    statutory: bool

    @property
    def marked(self) -> bool:
        """Whether a window is marked before the provider is called; campaign email may be repeated (promise 3)."""
        return self.statutory or self.channel != DeliveryChannel.EMAIL

    @property
    def contact_channel(self) -> str:
        """The resident's channel behind the message's: 알림톡 goes to the number of the SMS channel."""
        return Channel.EMAIL if self.channel == DeliveryChannel.EMAIL else Channel.SMS


# After a long gap nothing is claimed until the sweeper has seen it and let a person decide (``overdue``).
_CLAIM = """
UPDATE deliveries_chunk AS c
   SET state = 'leased', epoch = c.epoch + 1, lease_until = now() + %(lease)s * interval '1 second',
       held_by = %(worker)s, trouble = ''
  FROM deliveries_dispatch AS d
 WHERE c.id = %(chunk)s AND c.state = 'ready' AND (c.not_before IS NULL OR c.not_before <= now())
   AND d.id = c.dispatch_id AND d.state = 'sending'
   AND (c.canary OR d.canary = 0 OR d.canary_passed_at IS NOT NULL)
   AND NOT EXISTS (SELECT FROM deliveries_heartbeat AS h
                    WHERE h.name = 'sweep' AND h.at < now() - %(downtime)s * interval '1 second')
RETURNING c.id, c.epoch, c.dispatch_id, c.channel, c.lo, c.hi, d.statutory
"""

# Whatever was not handed over goes back: nothing is marked that no provider has seen. A dispatch that was cancelled
# meanwhile cancels it (here, in recording and in the sweeper): nobody would come for it any more.
_UNMARK = """
UPDATE deliveries_delivery AS v SET state = CASE WHEN d.state = 'cancelled' THEN 'cancelled' ELSE 'queued' END
  FROM deliveries_dispatch AS d
 WHERE v.id = ANY(%(ids)s) AND v.state = 'sending' AND v.epoch = %(epoch)s AND d.id = v.dispatch_id
"""

# Whoever lets go holds nothing in hand any more: a row still marked was taken by a statement whose answer got lost.
_RELEASE = """
WITH stray AS (
  UPDATE deliveries_delivery SET state = 'queued'
   WHERE dispatch_id = %(dispatch)s AND channel = %(channel)s AND id BETWEEN %(lo)s AND %(hi)s
     AND state = 'sending' AND epoch = %(epoch)s
     AND EXISTS (SELECT FROM deliveries_chunk WHERE id = %(chunk)s AND epoch = %(epoch)s AND state = 'leased')
)
UPDATE deliveries_chunk AS c
   SET (state, not_before) = (
         SELECT CASE WHEN count(*) = 0 THEN 'done' ELSE 'ready' END,
                greatest(min(coalesce(v.not_before, now())), now() + %(delay)s * interval '1 second')
           FROM deliveries_delivery AS v
          WHERE v.dispatch_id = %(dispatch)s AND v.channel = %(channel)s AND v.id BETWEEN %(lo)s AND %(hi)s
            AND v.state IN ('queued', 'sending')),
       lease_until = NULL, held_by = '', enqueued_at = NULL, trouble = %(trouble)s
 WHERE c.id = %(chunk)s AND c.epoch = %(epoch)s AND c.state = 'leased'
RETURNING c.state
"""


def claim(chunk_id: int, *, worker: str) -> Lease | None:
    """Lease a chunk that is ready and whose dispatch is sending; None when another worker was first."""
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "chunk": chunk_id,
                "worker": worker[:120],
                "lease": settings.DELIVERY_LEASE_SECONDS,
                "downtime": settings.DOWNTIME.total_seconds(),
            },
        )
        row = cursor.fetchone()
    return Lease(*row) if row else None


def unmark(lease: Lease, delivery_ids: Sequence[int]) -> None:
    """Give back deliveries that were marked but certainly not handed over."""
    if delivery_ids:
        with connection.cursor() as cursor:
            cursor.execute(_UNMARK, {"ids": list(delivery_ids), "epoch": lease.epoch})


def release(lease: Lease, *, delay: float = 0, trouble: str = "") -> bool:
    """End the lease: the chunk is done, or ready again after ``delay`` seconds. Return whether it is done."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RELEASE,
            {
                "chunk": lease.chunk_id,
                "epoch": lease.epoch,
                "dispatch": lease.dispatch_id,
                "channel": lease.channel,
                "lo": lease.lo,
                "hi": lease.hi,
                "delay": delay,
                "trouble": trouble[:200],
            },
        )
        row = cursor.fetchone()
    return bool(row and row[0] == "done")
