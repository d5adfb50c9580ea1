"""What is known of the sending right now, by query: the queues, the workers, the sweeper's beat, what is in doubt.

Every figure is one statement over what is not done yet, so the page costs the same with three dispatches and with
three thousand. The database's clock counts, as it does for the leases.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.utils.translation import pgettext

from deliveries.models import Heartbeat
from deliveries.provider_health import ProviderHealth, provider_health
from deliveries.queue_lengths import queue_lengths
from deliveries.states import DeliveryChannel, Lane


class Queue(NamedTuple):
    """Chunks of one channel and lane: to be taken now, in a worker's hands, later, held back by their dispatch.

    ``oldest``: for how many seconds the first of those to be taken now could have been.
    """

    channel: str
    lane: str
    ready: int
    leased: int
    later: int
    held: int
    oldest: float | None

    @property
    def channel_name(self) -> str:
        return str(DeliveryChannel(self.channel).label)

    @property
    def lane_name(self) -> str:
        return lane_name(self.lane)


class Worker(NamedTuple):
    """A worker with chunks in its hands, named machine:process."""

    name: str
    chunks: int


class Doubt(NamedTuple):
    """Messages of one dispatch and channel whose answer never came: SMS are asked after, email waits for a person."""

    dispatch: int
    source: str
    title: str
    channel: str
    messages: int

    @property
    def channel_name(self) -> str:
        return str(DeliveryChannel(self.channel).label)

    @property
    def waits_for_a_person(self) -> bool:
        return self.channel == DeliveryChannel.EMAIL


class Late(NamedTuple):
    """Codes and receipts that should have gone long ago; ``oldest`` in seconds."""

    messages: int
    oldest: float


class Trouble(NamedTuple):
    """Why chunks of a channel wait, in the worker's words."""

    channel: str
    said: str
    chunks: int


@dataclass(frozen=True, slots=True)
class Health:
    """All of it at one moment. ``beat`` is when the sweeper last ran, ``in_redis`` None when Redis does not answer."""

    providers: list[ProviderHealth]
    queues: list[Queue]
    in_redis: dict[str, int] | None
    workers: list[Worker]
    beat: datetime | None
    doubts: list[Doubt]
    troubles: list[Trouble]
    late: Late


def lane_name(lane: str) -> str:
    """Return what a lane is called where it stands for itself."""
    names = {
        Lane.URGENT: pgettext("lane", "Urgent"),
        Lane.NOTICE: pgettext("lane", "Notices"),
        Lane.CAMPAIGN: pgettext("lane", "Campaigns"),
    }
    return names[Lane(lane)]


_QUEUES = """
SELECT c.channel, d.lane,
       count(*) FILTER (WHERE d.state = 'sending' AND c.state = 'ready' AND coalesce(c.not_before, now()) <= now()),
       count(*) FILTER (WHERE c.state = 'leased'),
       count(*) FILTER (WHERE d.state = 'sending' AND c.state = 'ready' AND c.not_before > now()),
       count(*) FILTER (WHERE d.state <> 'sending' AND c.state = 'ready'),
       extract(epoch FROM now() - min(greatest(d.started_at, c.not_before)) FILTER (
         WHERE d.state = 'sending' AND c.state = 'ready' AND coalesce(c.not_before, now()) <= now()))::float
  FROM deliveries_dispatch AS d JOIN deliveries_chunk AS c ON c.dispatch_id = d.id AND c.state <> 'done'
 WHERE d.state IN ('scheduled', 'sending', 'paused')
 GROUP BY c.channel, d.lane
 ORDER BY c.channel, array_position(ARRAY['urgent', 'notice', 'campaign'], d.lane::text)
"""

_WORKERS = """
SELECT held_by, count(*) FROM deliveries_chunk
 WHERE state = 'leased' AND lease_until > now()
 GROUP BY held_by ORDER BY held_by LIMIT 50
"""

# A finished dispatch holds no doubt, so those are the only ones to look at.
_DOUBTS = """
SELECT d.id, d.source, d.title, c.channel, count(*)
  FROM deliveries_dispatch AS d
  JOIN deliveries_chunk AS c ON c.dispatch_id = d.id AND c.doubtful
  JOIN deliveries_delivery AS v ON v.dispatch_id = d.id AND v.channel = c.channel
                               AND v.id BETWEEN c.lo AND c.hi AND v.state = 'unknown'
 WHERE d.state IN ('sending', 'paused', 'cancelled')
 GROUP BY d.id, d.source, d.title, c.channel
 ORDER BY d.id, c.channel LIMIT 50
"""

_TROUBLES = """
SELECT c.channel, c.trouble, count(*)
  FROM deliveries_dispatch AS d JOIN deliveries_chunk AS c ON c.dispatch_id = d.id AND c.state <> 'done'
 WHERE d.state = 'sending' AND c.trouble NOT IN ('', 'quiet hours')
 GROUP BY c.channel, c.trouble
 ORDER BY count(*) DESC, c.channel LIMIT 10
"""

# They go within a second or two.
_LATE = """
SELECT count(*), coalesce(extract(epoch FROM now() - min(created_at)), 0)::float
  FROM deliveries_transactionalmessage
 WHERE state IN ('queued', 'sending') AND created_at < now() - interval '20 seconds'
"""


def health() -> Health:
    """Look at everything once."""
    return Health(
        providers=provider_health(),
        queues=[Queue(*row) for row in _rows(_QUEUES)],
        in_redis=queue_lengths(),
        workers=[Worker(*row) for row in _rows(_WORKERS)],
        beat=Heartbeat.objects.filter(name="sweep").values_list("at", flat=True).first(),
        doubts=[Doubt(*row) for row in _rows(_DOUBTS)],
        troubles=[Trouble(*row) for row in _rows(_TROUBLES)],
        late=Late(*_rows(_LATE)[0]),
    )


def _rows(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())
