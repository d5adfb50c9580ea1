"""Claiming: a chunk is leased to one worker, and each window is marked before the provider is called.

Who wins is decided by PostgreSQL: one UPDATE takes a chunk that is ready, raises its epoch, and the loser gets
no row. Every later statement names the epoch and renews the lease; no row means that the lease is lost (or the
dispatch is paused or cancelled), and the worker stops. The clock is the database's, so workers' clocks do not matter.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from residents.encryption import EncryptedTextField
from residents.models import ContactPoint


@dataclass(frozen=True, slots=True)
class Lease:
    """A worker's right to one chunk, until somebody else's epoch is higher."""

    chunk_id: int
    epoch: int
    dispatch_id: int
    channel: str
    lo: int
    hi: int


@dataclass(frozen=True, slots=True)
class Marked:
    """A delivery marked as about to be sent, with its address decrypted."""

    delivery_id: int
    recipient: int
    tries: int
    address: str


_CLAIM = """
UPDATE deliveries_chunk AS c
   SET state = 'leased', epoch = c.epoch + 1, lease_until = now() + %(lease)s * interval '1 second',
       held_by = %(worker)s, trouble = ''
  FROM deliveries_dispatch AS d
 WHERE c.id = %(chunk)s AND c.state = 'ready' AND (c.not_before IS NULL OR c.not_before <= now())
   AND d.id = c.dispatch_id AND d.state = 'sending'
RETURNING c.id, c.epoch, c.dispatch_id, c.channel, c.lo, c.hi
"""

# Consent, subscription, contact and suppression are checked again here, at the last moment before the provider
# is called: what a resident took back since the planning is skipped with its reason (promise 5).
_MARK = """
WITH lease AS (
  UPDATE deliveries_chunk AS c SET lease_until = now() + %(lease)s * interval '1 second'
    FROM deliveries_dispatch AS d
   WHERE c.id = %(chunk)s AND c.epoch = %(epoch)s AND c.state = 'leased'
     AND d.id = c.dispatch_id AND d.state = 'sending'
  RETURNING d.service, d.required_consents
), picked AS (
  SELECT v.id, k.address,
         CASE WHEN r.id IS NULL OR r.consents & lease.required_consents <> lease.required_consents THEN 'no_consent'
              WHEN NOT EXISTS (SELECT FROM residents_subscription AS s WHERE s.resident_id = v.resident_id
                               AND s.service = lease.service AND s.channel = v.channel) THEN 'not_subscribed'
              WHEN k.id IS NULL OR k.stopped_at IS NOT NULL THEN 'contact_stopped'
              WHEN k.verified_at IS NULL THEN 'contact_unverified'
              WHEN EXISTS (SELECT FROM deliveries_suppression AS x WHERE x.channel = v.channel
                           AND x.address_hash = k.address_hash) THEN 'suppressed'
         END AS reason
    FROM lease, deliveries_delivery AS v
    LEFT JOIN residents_resident AS r ON r.id = v.resident_id
    LEFT JOIN residents_contactpoint AS k ON k.id = v.contact_id
   WHERE v.dispatch_id = %(dispatch)s AND v.channel = %(channel)s AND v.id BETWEEN %(lo)s AND %(hi)s
     AND v.state = 'queued' AND (v.not_before IS NULL OR v.not_before <= now())
   ORDER BY v.id LIMIT %(window)s
     FOR UPDATE OF v
)
UPDATE deliveries_delivery AS v
   SET state = CASE WHEN p.reason IS NULL THEN 'sending' ELSE 'skipped' END,
       code = coalesce(p.reason, ''), epoch = %(epoch)s
  FROM picked AS p
 WHERE v.id = p.id
RETURNING v.id, v.recipient, v.tries, CASE WHEN p.reason IS NULL THEN p.address END
"""

# Whatever was not handed over goes back: nothing is marked that no provider has seen. A dispatch that was cancelled
# meanwhile cancels it (here, in recording and in the sweeper): nobody would come for it any more.
_UNMARK = """
UPDATE deliveries_delivery AS v SET state = CASE WHEN d.state = 'cancelled' THEN 'cancelled' ELSE 'queued' END
  FROM deliveries_dispatch AS d
 WHERE v.id = ANY(%(ids)s) AND v.state = 'sending' AND v.epoch = %(epoch)s AND d.id = v.dispatch_id
"""

_RELEASE = """
UPDATE deliveries_chunk AS c
   SET (state, not_before) = (
         SELECT CASE WHEN count(*) = 0 THEN 'done' ELSE 'ready' END,
                greatest(min(v.not_before), now() + %(delay)s * interval '1 second')
           FROM deliveries_delivery AS v
          WHERE v.dispatch_id = c.dispatch_id AND v.channel = c.channel AND v.id BETWEEN c.lo AND c.hi
            AND v.state IN ('queued', 'sending')),
       lease_until = NULL, held_by = '', enqueued_at = NULL, trouble = %(trouble)s
 WHERE c.id = %(chunk)s AND c.epoch = %(epoch)s AND c.state = 'leased'
RETURNING c.state
"""


def claim(chunk_id: int, *, worker: str) -> Lease | None:
    """Lease a chunk that is ready and whose dispatch is sending; None when another worker was first."""
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, {"chunk": chunk_id, "worker": worker[:120], "lease": settings.DELIVERY_LEASE_SECONDS})
        row = cursor.fetchone()
    return Lease(*row) if row else None


def mark_window(lease: Lease) -> list[Marked] | None:
    """Mark the next window as about to be sent and return it; None when there is nothing more, or no right to it.

    What may no longer be sent is skipped with its reason and does not appear; an all-skipped window is an empty list.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _MARK,
            {
                "chunk": lease.chunk_id,
                "epoch": lease.epoch,
                "dispatch": lease.dispatch_id,
                "channel": lease.channel,
                "lo": lease.lo,
                "hi": lease.hi,
                "window": settings.DELIVERY_WINDOW,
                "lease": settings.DELIVERY_LEASE_SECONDS,
            },
        )
        rows = cursor.fetchall()
    if not rows:
        return None
    return [Marked(row[0], row[1], row[2], _ADDRESS.open(row[3])) for row in rows if row[3] is not None]


def unmark(lease: Lease, delivery_ids: Sequence[int]) -> None:
    """Give back deliveries that were marked but certainly not handed over."""
    if delivery_ids:
        with connection.cursor() as cursor:
            cursor.execute(_UNMARK, {"ids": list(delivery_ids), "epoch": lease.epoch})


def release(lease: Lease, *, delay: float = 0, trouble: str = "") -> bool:
    """End the lease: the chunk is done, or ready again after ``delay`` seconds. Return whether it is done."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _RELEASE,
            {"chunk": lease.chunk_id, "epoch": lease.epoch, "delay": delay, "trouble": trouble[:200]},
        )
        row = cursor.fetchone()
    return bool(row and row[0] == "done")


_ADDRESS: EncryptedTextField = ContactPoint._meta.get_field("address")
