"""Falling over: a message that will not arrive is followed by one over the resident's next channel.

The next channel is the first in ``DELIVERY_CHANNEL_ORDER`` that the dispatch has content for, that the resident chose
for this service, with a contact that may be used, and that was not tried before. What is queued here is checked once
more at the claim, as every delivery is. With no next channel, or too late for one, the room above turns to paper.
"""

from collections.abc import Sequence
from itertools import groupby

from django.conf import settings
from django.db import connection, transaction

from deliveries.dispatches import reopen
from deliveries.models import Dispatch

# Two channels of one resident may fail at the same moment. Each of the two transactions would see the other message
# as still under way, and neither would go on. So they take turns, and finishing waits for them too. A weaker lock
# than FOR UPDATE: the foreign keys of chunks and events need not wait.
_TAKE_TURNS = """
SELECT d.id
  FROM deliveries_dispatch AS d
 WHERE d.id IN (SELECT v.dispatch_id FROM deliveries_delivery AS v WHERE v.id = ANY(%(ids)s))
   AND d.state IN ('sending', 'paused', 'finished')
   AND d.started_at > now() - %(hours)s * interval '1 hour'
   AND (SELECT count(*) FROM deliveries_content AS c WHERE c.dispatch_id = d.id) > 1
 ORDER BY d.id
   FOR NO KEY UPDATE
"""

# 알림톡 reaches the mobile number of the SMS channel. Where the provider itself fell back to SMS, SMS was tried.
_QUEUE = """
WITH lost AS (
  SELECT DISTINCT v.dispatch_id, v.recipient, v.resident_id, d.service
    FROM deliveries_delivery AS v
    JOIN deliveries_dispatch AS d ON d.id = v.dispatch_id
    JOIN residents_resident AS r ON r.id = v.resident_id AND r.consents & d.required_consents = d.required_consents
         AND (r.quiet_until IS NULL OR r.quiet_until <= (now() AT TIME ZONE 'Asia/Seoul')::date)
   WHERE v.id = ANY(%(ids)s) AND d.id = ANY(%(dispatches)s) AND v.state IN ('failed', 'bounced', 'skipped')
     AND NOT EXISTS (SELECT FROM deliveries_delivery AS x
                      WHERE x.dispatch_id = v.dispatch_id AND x.recipient = v.recipient
                        AND x.state NOT IN ('failed', 'bounced', 'skipped', 'cancelled'))
), next AS (
  SELECT DISTINCT ON (l.dispatch_id, l.recipient)
         l.dispatch_id, o.channel, l.recipient, l.resident_id, k.id AS contact_id
    FROM lost AS l
    CROSS JOIN LATERAL (SELECT channel, place, CASE channel WHEN 'alimtalk' THEN 'sms' ELSE channel END AS reach
                          FROM unnest(%(order)s::text[]) WITH ORDINALITY AS u (channel, place)) AS o
    JOIN deliveries_content AS c ON c.dispatch_id = l.dispatch_id AND c.channel = o.channel
    JOIN residents_subscription AS s
      ON s.resident_id = l.resident_id AND s.service = l.service AND s.channel = o.reach
    JOIN residents_contactpoint AS k
      ON k.resident_id = l.resident_id AND k.channel = o.reach
     AND k.verified_at IS NOT NULL AND k.stopped_at IS NULL
   WHERE NOT EXISTS (SELECT FROM deliveries_suppression AS x
                      WHERE x.channel = k.channel AND x.address_hash = k.address_hash)
     AND NOT EXISTS (SELECT FROM deliveries_delivery AS x
                      WHERE x.dispatch_id = l.dispatch_id AND x.recipient = l.recipient
                        AND o.channel IN (x.channel, x.final_channel))
   ORDER BY l.dispatch_id, l.recipient, o.place
)
INSERT INTO deliveries_delivery
       (dispatch_id, channel, recipient, resident_id, contact_id, state, epoch, tries, code, provider_id, final_channel)
SELECT dispatch_id, channel, recipient, resident_id, contact_id, 'queued', 0, 0, '', '', ''
  FROM next
 ORDER BY dispatch_id, channel, recipient
ON CONFLICT (dispatch_id, recipient, channel) DO NOTHING
RETURNING dispatch_id, channel, id
"""

# Newer ids than any of the dispatch's other chunks, so that no two chunks overlap.
_CHUNKS = """
INSERT INTO deliveries_chunk (dispatch_id, channel, lo, hi, state, epoch, held_by, trouble, canary, doubtful)
SELECT dispatch_id, channel, min(id), max(id), 'ready', 0, '', '', false, false
  FROM (SELECT dispatch_id, channel, id, row_number() OVER (PARTITION BY dispatch_id, channel ORDER BY id) - 1 AS place
          FROM deliveries_delivery WHERE id = ANY(%(ids)s)) AS v
 GROUP BY dispatch_id, channel, place / %(size)s
"""


@transaction.atomic
def to_next_channel(delivery_ids: Sequence[int]) -> int:
    """Queue a message over the next channel for each of these that failed, bounced or was skipped; return how many.

    Call it in the transaction that records the failure, so that nobody sees the one without the other. A recipient
    who has another message of the dispatch under way gets none. Calling it again adds nothing.
    """
    if not delivery_ids:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_TURNS, {"ids": list(delivery_ids), "hours": settings.DELIVERY_FALLOVER_HOURS})
        dispatches = [row[0] for row in cursor.fetchall()]
        if not dispatches:
            return 0
        cursor.execute(
            _QUEUE,
            {"ids": list(delivery_ids), "dispatches": dispatches, "order": list(settings.DELIVERY_CHANNEL_ORDER)},
        )
        queued = sorted(cursor.fetchall())
        cursor.execute(_CHUNKS, {"ids": [row[2] for row in queued], "size": settings.DELIVERY_CHUNK})
    _reopen(queued)
    return len(queued)


def _reopen(queued: Sequence[tuple[int, str, int]]) -> None:
    """Take a dispatch up again that had finished."""
    for dispatch_id, rows in groupby(queued, key=lambda row: row[0]):
        count = sum(1 for _ in rows)
        reopen(Dispatch(pk=dispatch_id), reason=f"{count} messages fall over to another channel")
