"""The one picture of a batch under way: counts by state that only grow to the right, rate and time left."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliveries import times
from deliveries.lately import Lately
from deliveries.models import Dispatch
from deliveries.progress import Progress, progress_of
from deliveries.provider_health import ProviderHealth, provider_health
from deliveries.states import DeliveryState, DispatchState
from notices.models import Batch, Notice
from notices.rows import MESSAGE_SETS
from notices.standing import Held, People, ended, held, people_of

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# The bar from left to right: what is certain first, what is still to do last. The second is a name of MESSAGE_SETS
# where the people behind the count can be looked at.
_BAR: tuple[tuple[frozenset[DeliveryState], str, str, "StrPromise"], ...] = (
    (frozenset({DeliveryState.DELIVERED}), "", "success", _("Delivered")),
    (frozenset({DeliveryState.ACCEPTED}), "", "info", _("Accepted by the provider")),
    (MESSAGE_SETS["failed"], "failed", "danger", _("Failed")),
    (MESSAGE_SETS["unknown"], "unknown", "warning", _("Unknown: being looked into")),
    (MESSAGE_SETS["unsent"], "unsent", "neutral", _("Not sent")),
    (MESSAGE_SETS["waiting"], "", "waiting", _("Waiting")),
)
_ENDED = (DispatchState.FINISHED, DispatchState.CANCELLED)
FAST, SLOW = 2, 15  # seconds between two looks: while it sends, and while it waits for a person or its time


class _Counted(NamedTuple):
    """What costs a scan of the batch."""

    progress: Progress
    notices: dict[str, int]
    people: People | None


_counted: Lately[_Counted] = Lately()


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar; ``url`` leads to the people behind it, where that helps."""

    label: "StrPromise"
    tone: str
    count: int
    percent: float
    url: str


@dataclass(frozen=True, slots=True)
class Picture:
    """What the batch page shows while and after it sends.

    ``every``: seconds until the page looks again; None when nothing moves any more. ``stage`` and ``tenth`` change
    when the buttons and the sentence that is read out have to.
    """

    segments: list[Segment]
    total: int
    done: int
    waiting: int
    percent: int
    per_minute: int
    time_left: str
    ends_at: str
    providers: list[ProviderHealth]
    troubles: list[str]
    held: Held | None
    ended: str
    opened: int
    confirmed: int
    open: int
    unknown: int
    every: int | None
    stage: str
    tenth: int


def picture_of(batch: Batch, *, fresh: bool = True) -> Picture:
    """Draw the batch as it stands now; not ``fresh``, with counts of at most some seconds ago (``Lately``)."""
    dispatch = batch.dispatch
    progress, notices, people = _counted.get(
        (dispatch.pk, dispatch.state, dispatch.held_because), lambda: _count(batch), fresh=fresh
    )
    total, done = progress.total(), progress.total() - progress.in_flight
    unknown = progress.in_states({DeliveryState.UNKNOWN})
    moving = dispatch.state == DispatchState.SENDING
    providers = provider_health(_channels(progress)) if progress.in_flight else []
    known = moving and not any(provider.away for provider in providers)  # else nobody can tell how long it takes
    left = progress.seconds_left if known else None
    return Picture(
        segments=_segments(batch, progress),
        total=total,
        done=done,
        waiting=progress.in_flight,
        percent=100 * done // total if total else 0,
        per_minute=round(progress.per_second * 60) if moving and progress.in_flight else 0,
        time_left=times.left(left) if left else "",
        ends_at=times.day_and_clock(times.done_at(left), today=timezone.now()) if left and left > 90 else "",
        providers=providers,
        troubles=_troubles(progress, providers),
        held=held(dispatch, progress),
        ended=ended(batch, people) if people else "",
        unknown=unknown,
        every=_every(dispatch, progress),
        stage=f"{dispatch.state}-{dispatch.held_because}-{'doubt' if unknown else ''}",
        tenth=10 * done // total if total else 0,
        **notices,
    )


def _count(batch: Batch) -> _Counted:
    notices = Notice.objects.filter(batch=batch).aggregate(
        opened=Count("id", filter=Q(opened_at__isnull=False)),
        confirmed=Count("id", filter=Q(confirmed_at__isnull=False)),
        open=Count("id", filter=Q(state=Notice.State.OPEN)),
    )
    people = people_of(batch) if batch.dispatch.state in _ENDED else None
    return _Counted(progress_of(batch.dispatch), notices, people)


def _segments(batch: Batch, progress: Progress) -> list[Segment]:
    total = progress.total() or 1
    rows = reverse("staff:rows", args=[batch.pk])
    return [
        Segment(label, tone, count, round(100 * count / total, 2), f"{rows}?message={people}" if people else "")
        for states, people, tone, label in _BAR
        if (count := progress.in_states(states))
    ]


def _channels(progress: Progress) -> set[str]:
    return {channel for channel, _state in progress.counts}


def _every(dispatch: Dispatch, progress: Progress) -> int | None:
    """A dispatch that waits for its hour or for a person is looked at too, for others may let it go on."""
    if dispatch.state == DispatchState.SENDING:
        return FAST if progress.in_flight else SLOW
    if dispatch.state == DispatchState.SCHEDULED and dispatch.scheduled_at:
        return FAST if (dispatch.scheduled_at - timezone.now()).total_seconds() < 2 * SLOW else SLOW
    return SLOW if dispatch.state == DispatchState.PAUSED else None


def _troubles(progress: Progress, providers: list[ProviderHealth]) -> list[str]:
    """Return why chunks wait, but for what a provider that is away explains already."""
    said = {"quiet hours": gettext("No SMS at night: they go out in the morning.")}
    explained = {one.trouble for one in providers if one.away}
    return [said.get(trouble, trouble) for trouble in progress.troubles if trouble not in explained]
