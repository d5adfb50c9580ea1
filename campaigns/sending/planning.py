"""Planning a campaign: its dispatches, what they say, and a message for everybody who gets it, in one transaction.

Campaigns are planned one after the other (``LOCK``), whatever department plans them: otherwise two at once could both
spend the last of somebody's budget of the week.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from accounts.models import User
from campaigns.models import Campaign, CampaignDispatch, Part
from campaigns.sending import recipients
from campaigns.sending.law import rules_of
from campaigns.sending.letters import write_contents
from deliveries import dispatches
from deliveries.models import Dispatch
from deliveries.planning import plan as plan_deliveries
from deliveries.states import DeliveryChannel, Lane

LOCK = 0x63_61_6D_70  # “camp”: one planning at a time
SOURCE = "campaigns"

# Of a hundred, evenly and for each campaign anew: with whom one tries its subjects, the next does not. The first half
# of the share reads the first subject. Only readers of email are in the trial; everybody else waits for its outcome.
_PART = """
SELECT judged.* FROM ({audience}) AS judged (channel, recipient, resident_id, contact_id)
 WHERE {which}
"""
_IN_TRIAL = (
    "judged.channel = 'email' AND ('x' || substr(md5(%(part_campaign)s || ':' || judged.recipient), 1, 8))::bit(32)"
    "::bigint %% 10000"
)
# Who left the audience, opted out or was used up meanwhile is not asked for any more; who was in the trial has it.
_HAS_IT = """
NOT EXISTS (SELECT FROM deliveries_delivery AS v
             WHERE v.dispatch_id = ANY(%(part_dispatches)s) AND v.recipient = judged.recipient)
"""


@dataclass(frozen=True, slots=True)
class Planned:
    """How many people each dispatch reaches."""

    people: int
    dispatches: tuple[CampaignDispatch, ...]


def in_turn() -> None:
    """Wait until no other campaign is being planned; held to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


@transaction.atomic
def plan(campaign: Campaign, *, at: datetime, by: User | None) -> Planned:
    """Plan all of ``campaign``, or the two parts of its trial, to go out at ``at``."""
    in_turn()
    if not campaign.trial_percent:
        return _planned([_plan_part(campaign, Part.ALL, campaign.subject, at=at, by=by)])
    return _planned(
        [
            _plan_part(campaign, Part.A, campaign.subject, at=at, by=by),
            _plan_part(campaign, Part.B, campaign.subject_b, at=at, by=by),
        ]
    )


@transaction.atomic
def plan_rest(campaign: Campaign, *, subject: str, at: datetime, by: User | None) -> Planned:
    """Plan everybody who was not in the trial, with the subject that won."""
    in_turn()
    return _planned([_plan_part(campaign, Part.REST, subject, at=at, by=by)])


def _planned(parts: list[tuple[CampaignDispatch, int]]) -> Planned:
    return Planned(sum(people for _part, people in parts), tuple(part for part, _people in parts))


def _plan_part(
    campaign: Campaign, part: Part, subject: str, *, at: datetime, by: User | None
) -> tuple[CampaignDispatch, int]:
    dispatch = _dispatch_of(campaign, part)
    made = CampaignDispatch.objects.create(campaign=campaign, dispatch=dispatch, part=part)
    write_contents(campaign, dispatch, subject=subject)
    audience, parameters = _audience_of(campaign, part, at)
    dispatches.submit(dispatch, by=by)
    people = plan_deliveries(dispatch, audience, parameters)
    dispatches.schedule(dispatch, at=at, by=by, reason=f"campaign {campaign.pk}, {part}")
    return made, people


def _dispatch_of(campaign: Campaign, part: Part) -> Dispatch:
    rules = rules_of(campaign.is_advertisement)
    title = campaign.title if part == Part.ALL else f"{campaign.title} ({part.upper()})"
    return Dispatch.objects.create(
        title=title,
        source=SOURCE,
        service=rules.service,
        required_consents=rules.required_consents,
        statutory=False,
        quiet_hours=rules.quiet_hours,
        lane=Lane.CAMPAIGN,
        canary=campaign.canary,
    )


def _audience_of(campaign: Campaign, part: Part, at: datetime) -> tuple[str, dict[str, Any]]:
    audience, parameters = recipients.recipients(campaign, at=at)
    if part == Part.ALL:
        return audience, parameters
    if part == Part.REST:
        before = list(campaign.dispatches.exclude(part=Part.REST).values_list("dispatch", flat=True))
        return _PART.format(audience=audience, which=_HAS_IT), {**parameters, "part_dispatches": before}
    half = campaign.trial_percent * 50  # of ten thousand
    low, high = (0, half) if part == Part.A else (half, 2 * half)
    return _PART.format(audience=audience, which=f"{_IN_TRIAL} >= {low} AND {_IN_TRIAL} < {high}"), {
        **parameters,
        "part_campaign": str(campaign.pk),
    }


def mobile_among(campaign: Campaign) -> bool:
    """Tell whether quiet hours mean anything to it."""
    return bool({DeliveryChannel.SMS, DeliveryChannel.ALIMTALK} & set(campaign.channels))
