"""The one picture of a campaign under way: a bar that only grows to the right, rate, time left, losses by reason."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import Campaign
from campaigns.sending.progress import Line, Progress, progress_of
from campaigns.sending.trial import Side, Trial, trial_of
from deliveries import times
from deliveries.lately import Lately
from deliveries.models import Dispatch
from deliveries.progress import progress_of as pace_of
from deliveries.states import DeliveryState, DispatchState, HeldBecause

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# From left to right: what is certain first, what is still to do last.
_BAR: "tuple[tuple[frozenset[str], str, StrPromise], ...]" = (
    (frozenset({DeliveryState.DELIVERED}), "success", gettext_lazy("Delivered")),
    (frozenset({DeliveryState.ACCEPTED}), "info", gettext_lazy("Accepted by the provider")),
    (frozenset({DeliveryState.FAILED, DeliveryState.BOUNCED}), "danger", gettext_lazy("Failed")),
    (frozenset({DeliveryState.UNKNOWN}), "warning", gettext_lazy("Unknown: being looked into")),
    (frozenset({DeliveryState.SKIPPED, DeliveryState.CANCELLED}), "neutral", gettext_lazy("Not sent")),
    (frozenset({DeliveryState.QUEUED, DeliveryState.SENDING}), "waiting", gettext_lazy("Waiting")),
)
_MOVES = frozenset({"scheduled", "sending", "paused", "trial"})
_LOST = frozenset({"failed", "bounced", "skipped", "cancelled", "unknown"})
FAST, SLOW = 2, 15  # seconds between two looks

_counted: Lately[tuple[Progress, float]] = Lately()


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of the bar, as ``components/progress.html`` draws it."""

    label: "StrPromise"
    tone: str
    count: int
    percent: float
    url: str = ""


@dataclass(frozen=True, slots=True)
class Moving:
    """What the page of a campaign shows while it goes out and afterwards; ``every``: seconds until the next look."""

    progress: Progress
    segments: list[Segment]
    losses: list[Line]
    done: int
    per_minute: int
    time_left: str
    held: str
    trial: Trial | None
    every: int | None
    stage: str
    tenth: int

    @property
    def sides(self) -> list[Side]:
        return [self.trial.a, self.trial.b] if self.trial else []


def moving(campaign: Campaign, *, fresh: bool = True) -> Moving:
    """Draw a campaign as it stands now; not ``fresh``, with counts of at most some seconds ago (``Lately``)."""
    dispatches = list(Dispatch.objects.filter(campaign_part__campaign=campaign).order_by("pk"))
    states = tuple((one.pk, one.state, one.held_because) for one in dispatches)
    progress, per_second = _counted.get(
        (campaign.pk, campaign.state, states), lambda: _count(campaign, dispatches), fresh=fresh
    )
    sending = progress.state in ("sending", "trial") and progress.waiting > 0
    left = progress.waiting / per_second if per_second and sending else None
    return Moving(
        progress=progress,
        segments=_segments(progress),
        losses=[line for line in progress.lines if line.state in _LOST and line.count],
        done=progress.total - progress.waiting,
        per_minute=round(per_second * 60) if sending else 0,
        time_left=times.left(left) if left else "",
        held=_held(dispatches, progress),
        trial=trial_of(campaign) if campaign.trial_percent else None,
        every=(FAST if sending or _begins(dispatches) else SLOW) if progress.state in _MOVES else None,
        stage=f"{progress.state}-{'-'.join(f'{state}{held}' for _pk, state, held in states)}",
        tenth=progress.percent // 10,
    )


def _begins(dispatches: list[Dispatch]) -> bool:
    """Tell whether one of them begins before a slow look would come again, or is just being taken up."""
    soon = timezone.now() + timedelta(seconds=SLOW)
    waiting = [one.scheduled_at for one in dispatches if one.state == DispatchState.SCHEDULED]
    return any(at is not None and at < soon for at in waiting)


def _count(campaign: Campaign, dispatches: list[Dispatch]) -> tuple[Progress, float]:
    under_way = [one for one in dispatches if one.state == DispatchState.SENDING]
    return progress_of(campaign), sum(pace_of(one).per_second for one in under_way)


def _segments(progress: Progress) -> list[Segment]:
    by_state: Counter[str] = Counter()
    for line in progress.lines:
        by_state[line.state] += line.count
    total = sum(by_state.values()) or 1
    return [
        Segment(label, tone, count, round(100 * count / total, 2))
        for states, tone, label in _BAR
        if (count := sum(by_state[state] for state in states))
    ]


def _held(dispatches: list[Dispatch], progress: Progress) -> str:
    """Say why it waits for a person, and what to do."""
    because = next((one.held_because for one in dispatches if one.state == DispatchState.PAUSED), "")
    waiting = {"count": f"{progress.waiting:,}"}
    words: dict[str, Any] = {
        HeldBecause.CANARY: _("The first part went out. Have somebody who got it show you the screen; %(count)s wait."),
        HeldBecause.LOSSES: _("It stopped by itself: too many messages were lost. Look at the reasons first."),
        HeldBecause.OVERDUE: _("Its time was over when it could be sent. Ask whether it is still right to send it."),
        HeldBecause.DOWNTIME: _("The service stood still while it was being sent. Ask whoever runs it, then go on."),
        HeldBecause.PERSON: _("It is paused. Nothing more goes out until somebody goes on; %(count)s wait."),
    }
    return words[because] % waiting if because else ""
