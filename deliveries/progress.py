"""How far a dispatch is, and how fast it goes: counts by channel and state, as they stand in the database now."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from deliveries.models import Chunk, Dispatch
from deliveries.states import IN_FLIGHT, WENT_OUT, DeliveryState

# One pass over the dispatch's deliveries, which of a million takes some tenths of a second. The rate is that of the
# last minute, or of the time since the first message of that minute where this is less.
_COUNTS = """
SELECT channel, state, count(*),
       count(*) FILTER (WHERE accepted_at > now() - interval '1 minute'),
       extract(epoch FROM now() - min(accepted_at) FILTER (WHERE accepted_at > now() - interval '1 minute')),
       max(accepted_at)
  FROM deliveries_delivery
 WHERE dispatch_id = %(dispatch)s
 GROUP BY channel, state
"""


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of deliveries by (channel, state), why chunks wait, if any do, and how fast it went just now.

    ``per_second`` counts messages accepted in the last minute, and is 0 when there were none; ``last_at`` is when the
    last one was.
    """

    counts: Counter[tuple[str, str]]
    troubles: tuple[str, ...]
    per_second: float = 0.0
    last_at: datetime | None = None

    def total(self, channel: str | None = None) -> int:
        return sum(count for (name, _), count in self.counts.items() if channel in (None, name))

    def in_states(self, states: frozenset[DeliveryState] | set[DeliveryState], channel: str | None = None) -> int:
        wanted = {state.value for state in states}
        return sum(count for (name, state), count in self.counts.items() if state in wanted and channel in (None, name))

    @property
    def in_flight(self) -> int:
        return self.in_states(IN_FLIGHT)

    @property
    def went_out(self) -> int:
        return self.in_states(WENT_OUT)

    @property
    def seconds_left(self) -> float | None:
        """Return how long the rest takes at the present rate; None while nothing moves or nothing is left."""
        return self.in_flight / self.per_second if self.per_second and self.in_flight else None


def progress_of(dispatch: Dispatch) -> Progress:
    """Count a dispatch as it stands now."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"dispatch": dispatch.pk})
        rows = cursor.fetchall()
    troubles = Chunk.objects.filter(dispatch=dispatch).exclude(trouble="").exclude(state="done")
    return Progress(
        counts=Counter({(channel, state): count for channel, state, count, *_ in rows}),
        troubles=tuple(troubles.order_by("trouble").values_list("trouble", flat=True).distinct()[:5]),
        per_second=_rate(sum(row[3] for row in rows), [float(row[4]) for row in rows if row[4] is not None]),
        last_at=max((row[5] for row in rows if row[5] is not None), default=None),
    )


def _rate(lately: int, ages: list[float]) -> float:
    """Return messages per second out of how many there were lately, and how long ago the first of them were."""
    return lately / max(*ages, 1.0) if ages else 0.0
