"""Recording what the provider answered: one statement per window, which also renews the lease.

A delivery moves only from ``sending`` under the worker's own epoch, so a worker that lost its lease records
nothing, and a report that came first is not overwritten.
"""

from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction

from deliveries.claims import Lease
from deliveries.states import DeliveryState
from deliveries.transports.base import Outcome

_RECORD = """
WITH lease AS (
  UPDATE deliveries_chunk SET lease_until = now() + %(lease)s * interval '1 second'
   WHERE id = %(chunk)s AND epoch = %(epoch)s AND state = 'leased'
  RETURNING id
), moved AS (
  UPDATE deliveries_delivery AS v
     SET state = CASE WHEN o.state <> 'queued' THEN o.state
                      WHEN d.state = 'cancelled' THEN 'cancelled'
                      WHEN v.tries + 1 >= %(tries)s THEN 'failed' ELSE 'queued' END,
         provider_id = o.provider_id, code = o.code, tries = v.tries + 1,
         accepted_at = CASE WHEN o.state = 'accepted' THEN now() END,
         not_before = CASE WHEN o.state = 'queued'
                           THEN now() + least(%(backoff)s * 2 ^ v.tries, 3600) * interval '1 second' END
    FROM lease, unnest(%(ids)s, %(states)s, %(provider_ids)s, %(codes)s) AS o (id, state, provider_id, code),
         deliveries_dispatch AS d
   WHERE v.id = o.id AND d.id = v.dispatch_id AND v.state = 'sending' AND v.epoch = %(epoch)s
)
SELECT EXISTS (SELECT FROM lease)
"""


def record(lease: Lease, outcomes: Sequence[Outcome]) -> bool:
    """Write the outcomes and renew the lease; return False when the lease is lost (nothing was written)."""
    if not outcomes:
        return True
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            {
                "chunk": lease.chunk_id,
                "epoch": lease.epoch,
                "lease": settings.DELIVERY_LEASE_SECONDS,
                "tries": settings.DELIVERY_TRIES,
                "backoff": settings.DELIVERY_BACKOFF_SECONDS,
                "ids": [outcome.delivery_id for outcome in outcomes],
                "states": [DeliveryState(outcome.state).value for outcome in outcomes],
                "provider_ids": [outcome.provider_id[:80] for outcome in outcomes],
                "codes": [outcome.code[:60] for outcome in outcomes],
            },
        )
        return bool(cursor.fetchone()[0])
