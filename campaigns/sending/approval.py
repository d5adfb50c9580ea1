"""Submitting, approving, sending back: what the approver saw is what goes out.

Frozen are the texts, the manner and what the audience asks, and how many people that was. People come and go while
somebody reads: some more or fewer are as good as the same (``DRIFT_PERCENT``), beyond that somebody looks again.
"""

import hashlib
import json
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Campaign, CampaignState, CampaignStep
from campaigns.sending import besthour, planning, recipients
from campaigns.sending.faults import faults_of
from campaigns.sending.law import rules_of
from campaigns.sending.letters import contents_of
from campaigns.sending.recipients import Reckoning
from campaigns.sending.refusals import CampaignRefused
from campaigns.sending.steps import note

DRIFT_PERCENT = 5  # and never fewer than some people: in a small audience one more is many percent
DRIFT_PEOPLE = 5


def needs_second_person(campaign: Campaign) -> bool:
    """Tell whether somebody else than who submitted has to approve: many readers, or an advertisement."""
    people = int(campaign.counted.get("recipients", 0))
    return rules_of(campaign.is_advertisement).always_second_person or people > settings.CAMPAIGN_APPROVAL_ABOVE


@transaction.atomic
def submit(campaign: Campaign, *, by: User | None) -> None:
    """Count, freeze and hand a draft to who approves; raise CampaignRefused where something lacks.

    Where no second person is needed, whoever submitted may approve it right away.
    """
    current = _locked(campaign)
    if current.state != CampaignState.DRAFT:
        raise CampaignRefused("not_a_draft", _("This was submitted already."))
    if faults := faults_of(current):
        raise CampaignRefused("faults", faults[0].text)
    at = besthour.start_of(current)
    reckoning = recipients.reckon(current, at=at)
    if not reckoning.recipients:
        raise CampaignRefused("nobody", _("Nobody would get it. Look at who is asked for, and why they do not get it."))
    _refuse_small(current, reckoning)
    _freeze(current, reckoning, at)
    current.state, current.submitted_by = CampaignState.AWAITING_APPROVAL, by
    current.save(update_fields=["counted", "frozen_hash", "state", "submitted_by"])
    note(current, CampaignStep.Kind.SUBMITTED, by=by)
    campaign.refresh_from_db()


def approve(campaign: Campaign, *, by: User | None, frozen: str) -> int:
    """Plan what was frozen as ``frozen`` and let it go out; return to how many people.

    Raise CampaignRefused where the approver may not, where it is something else than what the approver saw, or where
    the audience became another meanwhile: it is then counted and frozen anew, to be looked at again.
    """
    with transaction.atomic():
        current = _locked(campaign)
        _refuse_unless_frozen(current, by, frozen)
        planning.in_turn()  # before counting: what is planned meanwhile may use up budgets
        at = besthour.start_of(current)
        reckoning = recipients.reckon(current, at=at)
        drifted = _drifted(current, reckoning)
        if drifted:
            _freeze(current, reckoning, at)
            current.save(update_fields=["counted", "frozen_hash"])
        else:
            people = _plan(current, reckoning, at, by)
    campaign.refresh_from_db()
    if drifted:
        raise CampaignRefused(
            "audience_changed", _("Who gets it changed since it was submitted. Look at the numbers again.")
        )
    return people


@transaction.atomic
def send_back(campaign: Campaign, *, by: User | None, reason: str) -> None:
    """Make a draft again of what awaits approval, and say what should be changed. Raise CampaignRefused."""
    current = _locked(campaign)
    if current.state != CampaignState.AWAITING_APPROVAL:
        raise CampaignRefused("not_awaiting", _("This does not await approval."))
    current.state, current.frozen_hash = CampaignState.DRAFT, ""
    current.save(update_fields=["state", "frozen_hash"])
    note(current, CampaignStep.Kind.SENT_BACK, by=by, text=reason)
    campaign.refresh_from_db()


def frozen_hash(campaign: Campaign, people: int) -> str:
    """Hash what is approved: whom the audience asks for and how many they are, every text, and the manner.

    But for the address of the site, at which texts and links begin: it may change while something waits.
    """
    said = {
        "audience": campaign.audience.tree if campaign.audience is not None else None,
        "corrects": campaign.corrects_id,
        "people": people,
        "advertisement": campaign.is_advertisement,
        "channels": campaign.channels,
        "subjects": [campaign.subject, campaign.subject_b],
        "contents": {
            str(channel): [content.subject, content.text, content.html, content.template_id, content.template_values]
            for channel, content in contents_of(campaign).items()
        },
        "manner": [
            campaign.send_at.isoformat() if campaign.send_at else "",
            campaign.at_best_hour,
            campaign.canary,
            campaign.trial_percent,
        ],
    }
    read = json.dumps(said, sort_keys=True, ensure_ascii=False).replace(settings.SITE_URL, "")
    return hashlib.sha256(read.encode()).hexdigest()


def _locked(campaign: Campaign) -> Campaign:
    found: Campaign = (
        Campaign.objects.select_for_update(of=("self",))
        .select_related("audience", "event", "survey")
        .get(pk=campaign.pk)
    )
    return found


def _freeze(campaign: Campaign, reckoning: Reckoning, at: datetime) -> None:
    campaign.counted = {**reckoning.as_json(), "at": at.isoformat()}
    campaign.frozen_hash = frozen_hash(campaign, reckoning.matching)


def _refuse_small(campaign: Campaign, reckoning: Reckoning) -> None:
    """Few readers could be told one by one: then the office says why, and it is kept with the audience."""
    if campaign.audience is None or campaign.audience.small_because:
        return
    if reckoning.recipients < settings.AUDIENCE_SMALL:
        raise CampaignRefused("small", _("Very few people get it. Write why, where you chose who gets it."))


def _refuse_unless_frozen(campaign: Campaign, by: User | None, frozen: str) -> None:
    if campaign.state != CampaignState.AWAITING_APPROVAL:
        raise CampaignRefused("not_awaiting", _("This does not await approval."))
    itself = by is None or by.pk in (campaign.submitted_by_id, campaign.created_by_id)
    if itself and needs_second_person(campaign) and not settings.SELF_APPROVAL:
        raise CampaignRefused("second_person", _("A second person has to approve: not the one who wrote it."))
    if frozen != campaign.frozen_hash or frozen_hash(campaign, int(campaign.counted["matching"])) != frozen:
        raise CampaignRefused("changed", _("It is not what it was when you opened the page. Look at it again."))
    if faults := faults_of(campaign):
        raise CampaignRefused("faults", faults[0].text)


def _drifted(campaign: Campaign, reckoning: Reckoning) -> bool:
    before = int(campaign.counted["recipients"])
    return abs(reckoning.recipients - before) > max(DRIFT_PEOPLE, before * DRIFT_PERCENT // 100)


def _plan(campaign: Campaign, reckoning: Reckoning, at: datetime, by: User | None) -> int:
    planned = planning.plan(campaign, at=at, by=by)
    if not planned.people:
        raise CampaignRefused("nobody", _("Nobody would get it. Look at who is asked for, and why they do not get it."))
    campaign.counted = {**reckoning.as_json(), "at": at.isoformat(), "planned": planned.people}
    campaign.state, campaign.approved_by, campaign.approved_at = CampaignState.PLANNED, by, timezone.now()
    campaign.save(update_fields=["counted", "state", "approved_by", "approved_at"])
    # Of a trial a share is planned now; approved are all who get the one subject or the other.
    people = reckoning.recipients if campaign.trial_percent else planned.people
    note(campaign, CampaignStep.Kind.APPROVED, by=by, text=str(people))
    return people
