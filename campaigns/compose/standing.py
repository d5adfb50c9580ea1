"""How the department's campaigns stand, for the overview: a fixed number of statements, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Campaign, CampaignDispatch, CampaignState, Click
from campaigns.sending import trial
from deliveries.models import Delivery, Dispatch
from deliveries.states import IN_FLIGHT, LOST, WENT_OUT, DispatchState

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_WORDS: "dict[str, tuple[StrPromise, str]]" = {
    "draft": (_("Draft"), "neutral"),
    "awaiting": (_("Awaiting approval"), "warning"),
    "scheduled": (_("Goes out"), "info"),
    "sending": (_("Being sent"), "info"),
    "paused": (_("Stopped, waits for a person"), "danger"),
    "trial": (_("The two subjects are being tried"), "info"),
    "finished": (_("Sent"), "success"),
    "stopped": (_("Stopped"), "neutral"),
    "cancelled": (_("Cancelled"), "neutral"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One campaign of a list: how it stands, in words and with a tone, and what its messages became."""

    campaign: Campaign
    state: str
    label: Any
    tone: str
    when: datetime | None
    people: int
    went_out: int = 0
    failed: int = 0
    waiting: int = 0
    clicked: int = 0

    @property
    def percent(self) -> int:
        return 100 * (self.people - self.waiting) // self.people if self.people else 0


def not_removed(user: User) -> "QuerySet[Campaign]":
    """Return the department's campaigns without the drafts that were thrown away."""
    dispatched = CampaignDispatch.objects.filter(campaign=OuterRef("pk"))
    return (
        Campaign.objects.visible_to(user)
        .filter(~Q(state=CampaignState.CANCELLED) | Exists(dispatched))
        .select_related("created_by", "submitted_by", "saving", "saving__by")
    )


def standings(campaigns: Sequence[Campaign]) -> list[Standing]:
    """Say how each of them stands, with four statements."""
    keys = [one.pk for one in campaigns]
    parts: dict[int, list[Dispatch]] = {}
    undecided = set(Campaign.objects.filter(trial.undecided(), pk__in=keys).values_list("pk", flat=True))
    for part in CampaignDispatch.objects.filter(campaign__in=keys).select_related("dispatch"):
        parts.setdefault(part.campaign_id, []).append(part.dispatch)
    counts = _messages(keys) if parts else {}
    clicks = _clicks(keys) if parts else {}
    return [
        _standing(
            one,
            parts.get(one.pk, []),
            counts.get(one.pk, {}),
            clicked=clicks.get(one.pk, 0),
            is_tried=one.pk in undecided,
        )
        for one in campaigns
    ]


def _standing(
    campaign: Campaign, dispatches: list[Dispatch], counts: dict[str, int], *, clicked: int, is_tried: bool
) -> Standing:
    state = state_of(campaign, [one.state for one in dispatches], is_tried=is_tried)
    label, tone = _WORDS[state]
    started = min((one.started_at for one in dispatches if one.started_at), default=None)
    due = min((one.scheduled_at for one in dispatches if one.scheduled_at), default=campaign.send_at)
    return Standing(
        campaign=campaign,
        state=state,
        label=label,
        tone=tone,
        when=started or due,
        people=sum(counts.values()) or int(campaign.counted.get("recipients", 0)),
        went_out=_of(counts, WENT_OUT),
        failed=_of(counts, LOST),
        waiting=_of(counts, IN_FLIGHT),
        clicked=clicked,
    )


def state_of(campaign: Campaign, states: list[str], *, is_tried: bool = False) -> str:
    """Return how a campaign stands out of the states of its dispatches: what needs a person comes first.

    ``is_tried``: its trial is not decided, so most of its readers wait even where both parts went out.
    """
    if not states or campaign.state != CampaignState.PLANNED:
        return {"draft": "draft", "awaiting": "awaiting", "cancelled": "cancelled"}.get(campaign.state, "scheduled")
    for state, said in (
        (DispatchState.PAUSED, "paused"),
        (DispatchState.SENDING, "sending"),
        (DispatchState.SCHEDULED, "scheduled"),
    ):
        if state in states:
            return said
    if is_tried:
        return "trial"
    stopped = DispatchState.CANCELLED in states or campaign.counted.get("trial", {}).get("stopped")
    return "stopped" if stopped else "finished"


def badge(state: str) -> "tuple[StrPromise, str]":
    """Return the words and the tone of a state."""
    return _WORDS.get(state, (_("Being sent"), "info"))


def _of(counts: dict[str, int], states: Any) -> int:
    return sum(counts.get(state, 0) for state in states)


def _messages(keys: list[int]) -> dict[int, dict[str, int]]:
    rows = (
        Delivery.objects.filter(dispatch__campaign_part__campaign__in=keys)
        .values_list("dispatch__campaign_part__campaign", "state")
        .annotate(count=Count("pk"))
        .order_by()
    )
    counts: dict[int, dict[str, int]] = {}
    for campaign, state, count in rows:
        counts.setdefault(campaign, {})[state] = count
    return counts


def _clicks(keys: list[int]) -> dict[int, int]:
    people = Count("resident_number", distinct=True)
    rows = Click.objects.filter(link__campaign__in=keys).values_list("link__campaign").annotate(people=people)
    return dict(rows.order_by())
