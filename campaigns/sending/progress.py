"""How far a campaign is, for its page: what became of its messages, over all of its dispatches, and why."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.models import Campaign, CampaignState, Part
from campaigns.sending import acts, trial
from deliveries.models import Chunk, Dispatch
from deliveries.states import IN_FLIGHT, WENT_OUT, ChunkState, DeliveryState, DispatchState, HeldBecause

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_COUNTS = """
SELECT channel, state, CASE WHEN state IN ('skipped', 'failed', 'bounced') THEN code ELSE '' END, count(*)
  FROM deliveries_delivery WHERE dispatch_id = ANY(%(dispatches)s)
 GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""

# Why a message was skipped when it was taken up (``deliveries.windows``): something changed since the planning.
REASONS: "dict[str, StrPromise]" = {
    "no_consent": _("Withdrew the consent since"),
    "not_subscribed": _("Opted out since"),
    "quiet_until": _("Do not want to be written to for now"),
    "contact_stopped": _("The address or number is no longer in use"),
    "contact_unverified": _("The address or number is not confirmed"),
    "suppressed": _("The address or number takes nothing more"),
}
# What comes first is said of the whole.
_OVERALL = (
    (DispatchState.SENDING, "sending", _("Being sent")),
    (DispatchState.PAUSED, "paused", _("Paused")),
    (DispatchState.SCHEDULED, "scheduled", _("Scheduled")),
)


@dataclass(frozen=True, slots=True)
class Line:
    """So many messages are in this state over this channel.

    ``reason``, as stored: why they were skipped, or the provider's code of those that were lost.
    """

    channel: str
    state: str
    reason: str
    count: int
    words: str


@dataclass(frozen=True, slots=True)
class PartOf:
    """One dispatch of the campaign; ``held_because`` says in words why it waits for a person, else it is empty."""

    part: Part
    dispatch: Dispatch
    held_because: str


@dataclass(frozen=True, slots=True)
class Progress:
    """``state``: draft, awaiting, cancelled, scheduled, sending, paused, trial, finished or stopped; ``words`` say it.

    ``total`` are messages planned so far, ``waiting`` those not handed over yet, ``went_out`` those a provider took.
    ``can`` holds what may be done now, of pause, resume, stop, correct and decide.
    """

    state: str
    words: Any
    total: int = 0
    waiting: int = 0
    went_out: int = 0
    lines: tuple[Line, ...] = ()
    troubles: tuple[str, ...] = ()
    parts: tuple[PartOf, ...] = ()
    can: frozenset[str] = frozenset()

    @property
    def percent(self) -> int:
        return 100 * (self.total - self.waiting) // self.total if self.total else 0


def progress_of(campaign: Campaign) -> Progress:
    """Count a campaign as it stands now, with a fixed number of queries."""
    parts = list(campaign.dispatches.select_related("dispatch").order_by("id"))
    states = {one.dispatch.state for one in parts}
    state, words = _overall(campaign, states)
    can = acts.may(campaign, states) | ({"decide"} if state == "trial" else set())
    if not parts:
        return Progress(state, words, can=can)
    ids = [one.dispatch_id for one in parts]
    lines = _lines(ids)
    troubles = Chunk.objects.filter(dispatch__in=ids).exclude(trouble="").exclude(state=ChunkState.DONE)
    return Progress(
        state=state,
        words=words,
        total=sum(line.count for line in lines),
        waiting=_count(lines, IN_FLIGHT),
        went_out=_count(lines, WENT_OUT),
        lines=tuple(lines),
        troubles=tuple(troubles.order_by("trouble").values_list("trouble", flat=True).distinct()[:5]),
        parts=tuple(
            PartOf(
                Part(one.part),
                one.dispatch,
                str(HeldBecause(one.dispatch.held_because).label) if one.dispatch.held_because else "",
            )
            for one in parts
        ),
        can=can,
    )


def _overall(campaign: Campaign, states: set[str]) -> tuple[str, Any]:
    if campaign.state != CampaignState.PLANNED:
        return campaign.state, campaign.get_state_display()
    for state, name, words in _OVERALL:
        if state in states:
            return name, words
    if trial.waits(campaign):
        return "trial", _("The two subjects are being tried")
    stopped = DispatchState.CANCELLED in states or campaign.counted.get("trial", {}).get("stopped")
    return ("stopped", _("Stopped")) if stopped else ("finished", pgettext_lazy("a campaign", "Sent"))


def _lines(dispatches: list[int]) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"dispatches": dispatches})
        return [
            Line(channel, state, reason, count, _words(state, reason))
            for channel, state, reason, count in cursor.fetchall()
        ]


def _words(state: str, reason: str) -> str:
    label = str(DeliveryState(state).label)
    return str(REASONS.get(reason, reason or label)) if state == DeliveryState.SKIPPED else label


def _count(lines: list[Line], states: frozenset[DeliveryState]) -> int:
    wanted = {state.value for state in states}
    return sum(line.count for line in lines if line.state in wanted)
