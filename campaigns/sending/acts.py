"""What may be done with a campaign under way: pause, resume, stop, correct."""

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Campaign, CampaignState, CampaignStep
from campaigns.sending import drafts, trial
from campaigns.sending.refusals import CampaignRefused
from campaigns.sending.steps import note
from deliveries import dispatches
from deliveries.models import Delivery, Dispatch
from deliveries.states import WENT_OUT, DeliveryState, DispatchState

CORRECTION = "[정정] "
_ENDED = frozenset({DispatchState.FINISHED, DispatchState.CANCELLED})


@transaction.atomic
def pause(campaign: Campaign, *, by: User | None, reason: str = "") -> None:
    """Stop what is not yet in a provider's hands, until somebody resumes. Raise CampaignRefused."""
    done = _each(campaign, {DispatchState.SENDING}, lambda one: dispatches.pause(one, by=by, reason=reason))
    if not done:
        raise CampaignRefused("not_sending", _("Nothing of it is being sent, so nothing can be paused."))
    note(campaign, CampaignStep.Kind.PAUSED, by=by, text=reason)


@transaction.atomic
def resume(campaign: Campaign, *, by: User | None) -> None:
    """Let a paused campaign go on, and what waits behind its first part. Raise CampaignRefused."""
    done = _each(campaign, {DispatchState.PAUSED}, lambda one: dispatches.resume(one, by=by))
    if not done:
        raise CampaignRefused("not_paused", _("It is not paused."))
    note(campaign, CampaignStep.Kind.RESUMED, by=by)


@transaction.atomic
def stop(campaign: Campaign, *, by: User | None, reason: str = "") -> int:
    """End it for good; return how many messages will therefore not go out. Raise CampaignRefused.

    What was planned stays planned, with its dispatches cancelled: they say how far it came.
    """
    current = _locked(campaign)
    if current.state in (CampaignState.DRAFT, CampaignState.AWAITING_APPROVAL):
        Campaign.objects.filter(pk=campaign.pk).update(state=CampaignState.CANCELLED)
        stopped = 0
    else:
        stopped = _stop_dispatches(current, by=by, reason=reason)
    note(current, CampaignStep.Kind.STOPPED, by=by, text=reason)
    campaign.refresh_from_db()
    return stopped


@transaction.atomic
def correct(campaign: Campaign, *, by: User | None) -> Campaign:
    """Begin a correction, to exactly those who got ``campaign`` or may have got it. Raise CampaignRefused.

    Whom it goes to stands only when all of ``campaign`` went out or was stopped. A correction is held to everything but
    the budget of the week. There is one at a time.
    """
    current = _locked(campaign)
    states = set(current.dispatches.values_list("dispatch__state", flat=True))
    if states - {DispatchState.SCHEDULED} and not _is_over(current, states):
        raise CampaignRefused(
            "under_way",
            _("It still goes out. Stop it first, or wait for its end: a correction goes to whoever got it."),
        )
    if not _somebody_may_have(current):
        raise CampaignRefused("not_sent", _("Nothing of it was sent, so there is nothing to correct."))
    open_ones = (CampaignState.DRAFT, CampaignState.AWAITING_APPROVAL)
    if found := current.corrections.filter(state__in=open_ones).first():
        return found
    made = drafts.again(
        current,
        by=by,
        corrects=current,
        audience=None,
        canary=0,
        title=f"{CORRECTION}{_bare(current.title)}"[:120],
        subject=f"{CORRECTION}{_bare(current.subject)}"[:120],
        sms=f"{CORRECTION}{_bare(current.sms)}" if current.sms else "",
    )
    note(current, CampaignStep.Kind.CORRECTED, by=by)
    return made


def may(campaign: Campaign, states: set[str]) -> frozenset[str]:
    """Return what may be done with ``campaign``, whose dispatches are in ``states``."""
    if campaign.state in (CampaignState.DRAFT, CampaignState.AWAITING_APPROVAL):
        return frozenset({"stop"})
    if campaign.state != CampaignState.PLANNED:
        return frozenset()
    can = set()
    if DispatchState.SENDING in states:
        can.add("pause")
    if DispatchState.PAUSED in states:
        can.add("resume")
    if not _is_over(campaign, states):
        can.add("stop")
    elif _somebody_may_have(campaign):
        can.add("correct")
    return frozenset(can)


def _is_over(campaign: Campaign, states: set[str]) -> bool:
    """Tell whether all of it went out or was stopped, where its dispatches are in ``states``."""
    return states <= _ENDED and not trial.waits(campaign)


def _somebody_may_have(campaign: Campaign) -> bool:
    return Delivery.objects.filter(
        dispatch__campaign_part__campaign=campaign, state__in=WENT_OUT | {DeliveryState.SENDING, DeliveryState.UNKNOWN}
    ).exists()


def _stop_dispatches(campaign: Campaign, *, by: User | None, reason: str) -> int:
    """Cancel what is not over; of a trial that waits to be decided both parts, so that no rest follows."""
    states = set(DispatchState) - _ENDED
    stopped: list[int] = []
    _each(campaign, states, lambda one: stopped.append(dispatches.cancel(one, by=by, reason=reason)))
    waited = trial.waits(campaign) or bool(stopped)
    if not waited:
        raise CampaignRefused("over", _("It is over: everything went out or was stopped."))
    if campaign.trial_percent and "winner" not in campaign.counted.get("trial", {}):
        campaign.counted["trial"] = {"winner": "", "stopped": True}
        campaign.save(update_fields=["counted"])
    return sum(stopped)


def _each(campaign: Campaign, states: set[DispatchState], act: Callable[[Dispatch], object]) -> int:
    """Do ``act`` to each of the campaign's dispatches that is in one of ``states``; return how many."""
    _locked(campaign)
    found = [one.dispatch for one in campaign.dispatches.select_related("dispatch").order_by("id")]
    done = 0
    for dispatch in found:
        if dispatch.state not in states:
            continue
        try:
            act(dispatch)
        except dispatches.CannotChange:
            continue  # it went on meanwhile
        done += 1
    return done


def _locked(campaign: Campaign) -> Campaign:
    found: Campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    return found


def _bare(text: str) -> str:
    return text.removeprefix(CORRECTION)
