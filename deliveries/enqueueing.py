"""Feeding the queues: a few chunks at a time, what is waited for first, and dispatches in turn.

PostgreSQL says what is ready; a queue holds only as much as keeps the workers busy, so that what comes later but goes
first, or a second dispatch, waits seconds and not hours. A queue that cannot be reached costs nothing: the
chunk is found again.
"""

import logging
from dataclasses import dataclass

from celery import current_app
from django.conf import settings
from kombu.exceptions import OperationalError

from deliveries.models import Chunk
from deliveries.prepared import Prepared
from deliveries.states import ChunkState, DeliveryChannel, Lane

logger = logging.getLogger(__name__)

URGENT_QUEUE = "urgent"
QUEUE_OF = {DeliveryChannel.EMAIL: "email", DeliveryChannel.SMS: "sms", DeliveryChannel.ALIMTALK: "sms"}
# Within all its queues a worker looks at a lower number first (kombu's Redis transport keeps a list for each).
PRIORITY_OF = {Lane.URGENT: 0, Lane.NOTICE: 3, Lane.CAMPAIGN: 6}

# A queue holds ``most`` chunks of a lane, or twice as many as workers have in hand, and is filled up when half of that
# is gone; what is urgent is never counted. The next place goes to the dispatch that has the fewest in hand.
# Whoever feeds at the same moment meets locked rows and leaves them alone; nobody waits, nothing is enqueued twice.
_FEED = Prepared(
    "sotong_feed",
    ("text[]", "text[]", "text", "int", "interval", "interval"),
    """
WITH sending AS MATERIALIZED (
  SELECT d.id, d.lane, d.canary > 0 AND d.canary_passed_at IS NULL AS canary_only, q.channel,
         CASE WHEN d.lane = 'urgent' THEN $3 ELSE q.queue END AS queue
    FROM deliveries_dispatch AS d, unnest($1, $2) AS q (channel, queue)
   WHERE d.state = 'sending'
     AND NOT EXISTS (SELECT FROM deliveries_heartbeat AS h
                      WHERE h.name = 'sweep' AND h.at < now() - $6)
), in_hand AS MATERIALIZED (
  SELECT s.id, s.channel, s.lane, s.queue, count(*) FILTER (WHERE c.state = 'leased') AS leased,
         count(*) FILTER (WHERE c.state = 'ready' AND c.enqueued_at > now() - $5) AS enqueued
    FROM sending AS s
    JOIN deliveries_chunk AS c ON c.dispatch_id = s.id AND c.channel = s.channel AND c.enqueued_at IS NOT NULL
   GROUP BY s.id, s.channel, s.lane, s.queue
), held AS (
  SELECT lane, queue, sum(enqueued) AS enqueued, greatest($4, 2 * sum(leased)) AS most
    FROM in_hand GROUP BY lane, queue
), room AS MATERIALIZED (
  SELECT s.*, CASE WHEN s.lane = 'urgent' THEN 1e9
                   WHEN h.enqueued IS NULL THEN $4
                   WHEN 2 * h.enqueued > h.most THEN 0
                   ELSE h.most - h.enqueued END::bigint AS places
    FROM sending AS s LEFT JOIN held AS h ON h.lane = s.lane AND h.queue = s.queue
), ready AS (
  SELECT c.id, r.id AS dispatch_id, r.lane, r.queue, r.places,
         coalesce(i.leased + i.enqueued, 0) + row_number() OVER (PARTITION BY r.id, r.channel ORDER BY c.id) AS turn
    FROM room AS r
    LEFT JOIN in_hand AS i ON i.id = r.id AND i.channel = r.channel
   CROSS JOIN LATERAL (
         SELECT c.id FROM deliveries_chunk AS c
          WHERE c.dispatch_id = r.id AND c.channel = r.channel AND c.state = 'ready'
            AND (c.not_before IS NULL OR c.not_before <= now())
            AND (c.enqueued_at IS NULL OR c.enqueued_at <= now() - $5)
            AND (c.canary OR NOT r.canary_only)
          ORDER BY c.id LIMIT r.places) AS c
   WHERE r.places > 0
), chosen AS (
  SELECT *, row_number() OVER (PARTITION BY lane, queue ORDER BY turn, dispatch_id, id) AS place FROM ready
), taken AS (
  SELECT c.id, n.lane, n.queue, n.place
    FROM chosen AS n JOIN deliveries_chunk AS c ON c.id = n.id
   WHERE n.place <= n.places AND c.state = 'ready'
     AND (c.enqueued_at IS NULL OR c.enqueued_at <= now() - $5)
   ORDER BY c.id
     FOR UPDATE OF c SKIP LOCKED
)
UPDATE deliveries_chunk AS c SET enqueued_at = now()
  FROM taken AS t WHERE c.id = t.id
RETURNING c.id, t.lane, t.queue, t.place
""",
)


@dataclass(frozen=True, slots=True)
class Fed:
    """A chunk, and where it is to stand."""

    chunk_id: int
    lane: str
    queue: str
    place: int


def feed() -> int:
    """Fill the queues up to what the workers need; return how many chunks reached one.

    Called by the sweeper, and by the task after each chunk. Where nothing is wanted it is one statement of about a
    millisecond. Enqueueing a chunk twice is harmless: a claim wins once.
    """
    rows = _FEED.rows(
        [channel.value for channel in QUEUE_OF],
        list(QUEUE_OF.values()),
        URGENT_QUEUE,
        settings.DELIVERY_ENQUEUED,
        settings.DELIVERY_ENQUEUE_AGAIN,
        settings.DOWNTIME,
    )
    fed = [Fed(*row) for row in rows]
    return _send(sorted(fed, key=lambda one: (PRIORITY_OF[Lane(one.lane)], one.place)))


def _send(fed: list[Fed]) -> int:
    for sent, one in enumerate(fed):
        try:
            current_app.send_task(
                "deliveries.send_chunk",
                (one.chunk_id,),
                queue=one.queue,
                priority=PRIORITY_OF[Lane(one.lane)],
            )
        except OperationalError as error:
            logger.warning("the queue cannot be reached (%s); the sweeper will try again", type(error).__name__)
            _take_back([left.chunk_id for left in fed[sent:]])
            return sent
    return len(fed)


def _take_back(chunk_ids: list[int]) -> None:
    Chunk.objects.filter(pk__in=chunk_ids, state=ChunkState.READY).update(enqueued_at=None)
