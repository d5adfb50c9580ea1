"""SMS and 알림톡 in doubt: the answer never came, and the provider has no idempotency key, so it is asked first.

If its list names our reference, the message went in and its report applies. If the whole list, read some
time after the request ended, does not, then the message certainly was not taken, and goes back to be sent.
Email in doubt has nobody to ask and is settled by a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

DOUBTS_AT_ONCE = 500
SETTLE_SECONDS = 120
ASK_AGAIN_SECONDS = 600
# The provider dates messages by its own clock.
CLOCK_MARGIN = timedelta(hours=1)

# A new doubt has no ``not_before``. It is asked after at once, and again when its absence from the provider's
# list means something: the request ended before the doubt was first seen.
_DOUBTS = """
WITH picked AS (
  SELECT v.id, d.token, coalesce(d.started_at, d.created_at) AS began, v.not_before IS NOT NULL AS ripe
    FROM deliveries_chunk AS c
    JOIN deliveries_dispatch AS d ON d.id = c.dispatch_id
    JOIN deliveries_delivery AS v
      ON v.dispatch_id = c.dispatch_id AND v.channel = c.channel AND v.id BETWEEN c.lo AND c.hi
   WHERE c.doubtful AND c.channel <> 'email' AND v.state = 'unknown'
     AND (v.not_before IS NULL OR v.not_before <= now())
     AND (v.sent_through_id IS NULL OR v.sent_through_id = ANY(%(providers)s))
     AND (d.finished_at IS NULL OR d.finished_at > now() - interval '3 days')
   ORDER BY v.not_before NULLS FIRST, v.id
   LIMIT %(batch)s
     FOR UPDATE OF v SKIP LOCKED
)
UPDATE deliveries_delivery AS v
   SET not_before = now() + %(settle)s * interval '1 second'
  FROM picked AS p
 WHERE v.id = p.id
RETURNING p.id, p.token, p.began, p.ripe, v.sent_through_id
"""

# A leased chunk is left for later: its worker's release counts what is queued, and must not miss these.
_CHUNKS = """
SELECT c.id
  FROM deliveries_chunk AS c
  JOIN deliveries_dispatch AS d ON d.id = c.dispatch_id AND d.state IN ('sending', 'paused')
 WHERE c.doubtful AND c.state <> 'leased' AND EXISTS (
   SELECT FROM deliveries_delivery AS v
    WHERE v.id = ANY(%(ids)s) AND v.dispatch_id = c.dispatch_id AND v.channel = c.channel
      AND v.id BETWEEN c.lo AND c.hi)
 ORDER BY c.id
   FOR UPDATE OF c
"""

_QUEUE = """
UPDATE deliveries_delivery AS v
   SET state = 'queued', code = '', provider_id = '', sent_through_id = NULL, not_before = NULL
  FROM deliveries_chunk AS c
 WHERE c.id = ANY(%(chunks)s) AND v.id = ANY(%(ids)s) AND v.state = 'unknown'
   AND v.dispatch_id = c.dispatch_id AND v.channel = c.channel AND v.id BETWEEN c.lo AND c.hi
RETURNING c.id
"""

_READY = """
UPDATE deliveries_chunk SET state = 'ready', not_before = NULL, enqueued_at = NULL WHERE id = ANY(%(chunks)s)
"""

# What cannot go back yet (its dispatch is over, its chunk is held) makes room for others.
_LATER = """
UPDATE deliveries_delivery SET not_before = now() + %(again)s * interval '1 second'
 WHERE id = ANY(%(ids)s) AND state = 'unknown'
"""

# The lock first: who makes a message unknown holds its chunk's row, so none appears between this and the look.
_DOUBTFUL = """
SELECT id FROM deliveries_chunk WHERE doubtful AND state <> 'leased' ORDER BY id FOR UPDATE SKIP LOCKED
"""

_CLEAR = """
UPDATE deliveries_chunk AS c SET doubtful = false
 WHERE c.id = ANY(%(chunks)s) AND NOT EXISTS (
   SELECT FROM deliveries_delivery AS v
    WHERE v.dispatch_id = c.dispatch_id AND v.channel = c.channel AND v.id BETWEEN c.lo AND c.hi
      AND v.state = 'unknown' OFFSET 0)
"""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A delivery in doubt; ``ripe`` when the provider would have listed the message by now.

    ``sent_through``: the provider that may have it; None where that was not noted, and it may be any.
    """

    delivery_id: int
    reference: str
    started_at: datetime
    ripe: bool
    sent_through: int | None


def doubts(providers: Sequence[int]) -> list[Doubt]:
    """Return SMS in doubt that these providers may have, those asked after longest ago first."""
    with connection.cursor() as cursor:
        cursor.execute(_DOUBTS, {"settle": SETTLE_SECONDS, "batch": DOUBTS_AT_ONCE, "providers": list(providers)})
        rows = cursor.fetchall()
    return [Doubt(row[0], f"{row[1]}.{row[0]}", *row[2:]) for row in rows]


def since(doubted: Sequence[Doubt]) -> datetime:
    """Return when the earliest of them may have been sent, by a clock that is not ours."""
    return min(doubt.started_at for doubt in doubted) - CLOCK_MARGIN


@transaction.atomic
def send_again(absent: Sequence[Doubt]) -> int:
    """Queue again what the provider certainly has not got; return how many. The sweeper does the rest."""
    ids = [doubt.delivery_id for doubt in absent if doubt.ripe]
    if not ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_CHUNKS, {"ids": ids})
        chunks = [row[0] for row in cursor.fetchall()]
        cursor.execute(_QUEUE, {"ids": ids, "chunks": chunks})
        touched = [row[0] for row in cursor.fetchall()]
        cursor.execute(_READY, {"chunks": sorted(set(touched))})
        cursor.execute(_LATER, {"ids": ids, "again": ASK_AGAIN_SECONDS})
    return len(touched)


@transaction.atomic
def clear_settled() -> int:
    """Take the mark of doubt off chunks in which nothing is unknown any more; return how many.

    The mark only says where to look. Whoever settles a doubt, a report for one, need not know of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DOUBTFUL)
        cursor.execute(_CLEAR, {"chunks": [row[0] for row in cursor.fetchall()]})
        return int(cursor.rowcount)
