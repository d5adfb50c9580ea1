"""How much of a dispatch is lost: bounced or failed, among what was handed over and came to something.

A person who lets a dispatch go on excuses the chunks that were begun until then (``Chunk.excused``): from there on only
what comes after counts, so that old losses do not halt it at once again.
"""

from dataclasses import dataclass

from django.db import connection

from deliveries.models import Dispatch

LOOKED_AT = 10  # chunks, which is some thousand messages

_COUNT = """
SELECT coalesce(sum(v.lost), 0)::bigint, coalesce(sum(v.decided), 0)::bigint,
       coalesce(extract(epoch FROM now() - max(v.last_at)), 1e9)
  FROM ({chunks}) AS c
 CROSS JOIN LATERAL (
   SELECT count(*) FILTER (WHERE v.state IN ('bounced', 'failed')) AS lost, count(*) AS decided,
          max(v.accepted_at) AS last_at
     FROM deliveries_delivery AS v
    WHERE v.dispatch_id = c.dispatch_id AND v.channel = c.channel AND v.id BETWEEN c.lo AND c.hi
      AND v.state IN ('accepted', 'delivered', 'bounced', 'failed')) AS v
"""
_BEGUN = """
SELECT dispatch_id, channel, lo, hi FROM deliveries_chunk
 WHERE dispatch_id = %(dispatch)s AND epoch > 0 AND NOT excused AND (canary OR NOT %(canary)s)
"""
_LATEST = _BEGUN + " ORDER BY id DESC LIMIT %(some)s"
_SOME = _BEGUN + " ORDER BY random() LIMIT %(some)s"


@dataclass(frozen=True, slots=True)
class Losses:
    """How many are lost of how many that came to something, and how many seconds ago the last one was accepted."""

    lost: int
    decided: int
    quiet_seconds: float

    @property
    def percent(self) -> float:
        return 100 * self.lost / self.decided if self.decided else 0.0


def losses_of(dispatch: Dispatch, *, canary: bool = False) -> Losses:
    """Count exactly; ``canary`` looks at its canary only. A million deliveries take some tenths of a second."""
    return _count(_BEGUN, dispatch, canary=canary)


def latest_losses_of(dispatch: Dispatch) -> Losses:
    """Count in the chunks that were begun last: what goes wrong from now on shows here before it shows in the whole."""
    return _count(_LATEST, dispatch, canary=False)


def glance_at(dispatch: Dispatch) -> Losses:
    """Count in a few chunks of any age, which costs some milliseconds however large the dispatch is."""
    return _count(_SOME, dispatch, canary=False)


def _count(chunks: str, dispatch: Dispatch, *, canary: bool) -> Losses:
    with connection.cursor() as cursor:
        cursor.execute(_COUNT.format(chunks=chunks), {"dispatch": dispatch.pk, "canary": canary, "some": LOOKED_AT})
        lost, decided, quiet = cursor.fetchone()
    return Losses(lost, decided, float(quiet))
