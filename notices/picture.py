"""The one picture of a batch under way: counts by state that only grow to the right, rate and time left."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliveries.progress import Progress, progress_of
from deliveries.states import DeliveryState, DispatchState
from notices.models import Batch, Notice

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# The bar from left to right: what is certain first, what is still to do last.
_BAR: tuple[tuple[frozenset[DeliveryState], str, "StrPromise"], ...] = (
    (frozenset({DeliveryState.DELIVERED}), "success", _("Delivered")),
    (frozenset({DeliveryState.ACCEPTED}), "info", _("Accepted by the provider")),
    (frozenset({DeliveryState.FAILED, DeliveryState.BOUNCED}), "danger", _("Failed")),
    (frozenset({DeliveryState.UNKNOWN}), "warning", _("Unknown: being looked into")),
    (frozenset({DeliveryState.SKIPPED, DeliveryState.CANCELLED}), "neutral", _("Not sent")),
    (frozenset({DeliveryState.QUEUED, DeliveryState.SENDING}), "waiting", _("Waiting")),
)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar."""

    label: "StrPromise"
    tone: str
    count: int
    percent: float


@dataclass(frozen=True, slots=True)
class Picture:
    """What the batch page shows while and after it sends."""

    segments: list[Segment]
    total: int
    done: int
    percent: int
    per_minute: int
    seconds_left: int | None
    troubles: tuple[str, ...]
    opened: int
    confirmed: int
    open: int
    unknown: int
    moving: bool


def picture_of(batch: Batch) -> Picture:
    """Count the batch as it stands now."""
    progress = progress_of(batch.dispatch)
    notices = Notice.objects.filter(batch=batch).aggregate(
        opened=Count("id", filter=Q(opened_at__isnull=False)),
        confirmed=Count("id", filter=Q(confirmed_at__isnull=False)),
        open=Count("id", filter=Q(state=Notice.State.OPEN)),
    )
    total, done = progress.total(), progress.total() - progress.in_flight
    rate = _rate(batch, done)
    return Picture(
        segments=_segments(progress),
        total=total,
        done=done,
        percent=100 * done // total if total else 0,
        per_minute=round(rate * 60),
        seconds_left=round(progress.in_flight / rate) if rate and progress.in_flight else None,
        troubles=progress.troubles,
        unknown=progress.in_states({DeliveryState.UNKNOWN}),
        moving=batch.dispatch.state in (DispatchState.SCHEDULED, DispatchState.SENDING, DispatchState.PAUSED),
        **notices,
    )


def _segments(progress: Progress) -> list[Segment]:
    total = progress.total() or 1
    counted = [(label, tone, progress.in_states(states)) for states, tone, label in _BAR]
    return [Segment(label, tone, count, round(100 * count / total, 2)) for label, tone, count in counted if count]


def _rate(batch: Batch, done: int) -> float:
    """Return messages per second since the dispatch started; 0 before."""
    if not batch.dispatch.started_at:
        return 0
    seconds = ((batch.dispatch.finished_at or timezone.now()) - batch.dispatch.started_at).total_seconds()
    return done / max(seconds, 0.5)
