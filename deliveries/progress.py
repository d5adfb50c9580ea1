"""How far a dispatch is: counts by channel and state, as they stand in the database now."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count

from deliveries.models import Chunk, Delivery, Dispatch
from deliveries.states import IN_FLIGHT, WENT_OUT, DeliveryState


@dataclass(frozen=True, slots=True)
class Progress:
    """Counts of deliveries by (channel, state), and why chunks wait, if any do."""

    counts: Counter[tuple[str, str]]
    troubles: tuple[str, ...]

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


def progress_of(dispatch: Dispatch) -> Progress:
    rows = Delivery.objects.filter(dispatch=dispatch).values_list("channel", "state").annotate(count=Count("id"))
    troubles = Chunk.objects.filter(dispatch=dispatch).exclude(trouble="").exclude(state="done")
    return Progress(
        counts=Counter({(channel, state): count for channel, state, count in rows.order_by()}),
        troubles=tuple(troubles.order_by("trouble").values_list("trouble", flat=True).distinct()[:5]),
    )
