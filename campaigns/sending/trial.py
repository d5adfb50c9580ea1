"""The trial of two subjects: a share of the readers gets the one or the other, and the better goes to everybody else.

Better is the one whose links are followed by more of its readers; whether somebody opened a mail is not looked at, and
cannot be known without a tracking pixel. Of two that are as good the first is taken, and it is said.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Campaign, CampaignDispatch, CampaignState, CampaignStep, Click, Part
from campaigns.sending import besthour, planning
from campaigns.sending.refusals import CampaignRefused
from campaigns.sending.steps import note
from deliveries.models import Delivery
from deliveries.states import WENT_OUT, DeliveryChannel, DispatchState

_TRIED = (Part.A, Part.B)


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two subjects: how many readers it went out to by email, and how many of them followed a link."""

    part: Part
    subject: str
    sent: int
    clicked: int

    @property
    def percent(self) -> float:
        return 100 * self.clicked / self.sent if self.sent else 0.0


@dataclass(frozen=True, slots=True)
class Trial:
    """How the trial stands; ``decides_at`` is when the better one is chosen by itself, None before it began."""

    a: Side
    b: Side
    decides_at: datetime | None

    @property
    def is_tie(self) -> bool:
        # As fractions: 1 of 3 and 2 of 6 are as good.
        return self.a.clicked * max(self.b.sent, 1) == self.b.clicked * max(self.a.sent, 1)

    @property
    def winner(self) -> Side:
        return self.b if self.b.clicked * max(self.a.sent, 1) > self.a.clicked * max(self.b.sent, 1) else self.a


def trial_of(campaign: Campaign) -> Trial | None:
    """Return how the trial of ``campaign`` stands; None where it has none."""
    parts = {one.part: one for one in campaign.dispatches.select_related("dispatch").filter(part__in=_TRIED)}
    if len(parts) < len(_TRIED):
        return None
    begun = [one.dispatch.started_at for one in parts.values()]
    hours = timedelta(hours=settings.CAMPAIGN_TRIAL_HOURS)
    return Trial(
        _side(parts[Part.A], campaign.subject),
        _side(parts[Part.B], campaign.subject_b),
        decides_at=None if None in begun else max(at for at in begun if at is not None) + hours,
    )


def decide_all(*, now: datetime | None = None) -> int:
    """Decide every trial whose time is over; return how many. One that is paused waits for a person."""
    now = now or timezone.now()
    decided = 0
    for campaign in Campaign.objects.filter(undecided()):
        trial = trial_of(campaign)
        if trial is None or trial.decides_at is None or trial.decides_at > now or not _runs(campaign):
            continue
        try:
            decide(campaign, by=None)
        except CampaignRefused:
            continue  # somebody was first
        decided += 1
    return decided


def waits(campaign: Campaign) -> bool:
    """Tell whether a trial of ``campaign`` is to be decided still."""
    return Campaign.objects.filter(undecided(), pk=campaign.pk).exists()


def undecided() -> Q:
    """Return the condition of campaigns with a trial to be decided: both parts, none cancelled, and no rest ever."""
    parts = CampaignDispatch.objects.filter(campaign=OuterRef("pk"))
    going = parts.exclude(dispatch__state=DispatchState.CANCELLED)
    return Q(
        Exists(going.filter(part=Part.A)),
        Exists(going.filter(part=Part.B)),
        ~Exists(parts.filter(part=Part.REST)),
        ~Q(counted__contains={"trial": {"stopped": True}}),
        state=CampaignState.PLANNED,
    )


@transaction.atomic
def decide(campaign: Campaign, *, by: User | None, part: Part | str | None = None) -> int:
    """Plan the rest with the better subject, or with that of ``part``; return how many people. Raise CampaignRefused.

    A person may decide at any time; what was paused or stopped has to be resumed first.
    """
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    trial = trial_of(campaign)
    if trial is None or not waits(campaign) or not _runs(campaign):
        raise CampaignRefused("no_trial", _("There is no trial to decide: it was decided, paused or stopped."))
    side = {Part.A: trial.a, Part.B: trial.b}[Part(part)] if part else trial.winner
    at = timezone.now()
    at = besthour.by_day(at) if planning.mobile_among(campaign) else at
    planned = planning.plan_rest(campaign, subject=side.subject, at=at, by=by)
    campaign.counted["trial"] = {
        "winner": side.part.value,
        "tie": trial.is_tie and part is None,
        "by_person": part is not None,
        **{one.part.value: {"sent": one.sent, "clicked": one.clicked} for one in (trial.a, trial.b)},
    }
    campaign.save(update_fields=["counted"])
    figures = f"A {trial.a.clicked}/{trial.a.sent}, B {trial.b.clicked}/{trial.b.sent} → {side.part.upper()}"
    note(campaign, CampaignStep.Kind.DECIDED, by=by, text=f"{figures} ({_why(trial, by_person=part is not None)})")
    return planned.people


def _why(trial: Trial, *, by_person: bool) -> str:
    if by_person:
        return str(_("chosen by a person"))
    return str(_("as good as each other: the first")) if trial.is_tie else str(_("more of its readers followed a link"))


def _runs(campaign: Campaign) -> bool:
    """Tell whether both parts go out or have gone out."""
    states = set(campaign.dispatches.filter(part__in=_TRIED).values_list("dispatch__state", flat=True))
    return states <= {DispatchState.SCHEDULED, DispatchState.SENDING, DispatchState.FINISHED}


def _side(part: CampaignDispatch, subject: str) -> Side:
    sent = Delivery.objects.filter(dispatch=part.dispatch_id, channel=DeliveryChannel.EMAIL, state__in=WENT_OUT)
    clicked = Click.objects.filter(
        link__campaign=part.campaign_id,
        channel=DeliveryChannel.EMAIL,
        resident_number__in=sent.values("recipient"),
    )
    return Side(Part(part.part), subject, sent.count(), clicked.values("resident_number").distinct().count())
