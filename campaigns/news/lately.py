"""What news were sent to a resident lately, and why to them: what they chose, and whom it was for."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.audiences.tree import TreeRefused, parse, words
from campaigns.digests.letters import title_of
from campaigns.models import AudienceVersion, Campaign
from deliveries.models import Delivery
from deliveries.states import WENT_OUT, DeliveryChannel
from residents.interest_labels import interest_label

MOST = 10
NEWS = ("campaigns", "digests")  # sources of dispatches; a notice that goes "behind the others" is none of them


@dataclass(frozen=True, slots=True)
class Received:
    """One piece of news that went to a resident: what, when, over which channel, and the reasons in words."""

    title: str
    at: datetime
    channel: str
    reasons: list[str]


def received(resident_id: int) -> list[Received]:
    """Return what went out to this resident, the newest first."""
    rows = (
        Delivery.objects.filter(resident=resident_id, state__in=WENT_OUT, dispatch__source__in=NEWS)
        .select_related("dispatch__campaign_part__campaign__audience", "dispatch__campaign_part__campaign__interest")
        .select_related("dispatch__digest_part__issue")
        .order_by("-accepted_at", "-id")[:MOST]
    )
    return [_received(row) for row in rows if row.accepted_at]


def _received(row: Delivery) -> Received:
    channel = str(DeliveryChannel(row.channel).label)
    assert row.accepted_at is not None  # noqa: S101  # those without were left out
    part = getattr(row.dispatch, "campaign_part", None)
    if part is None:
        title = title_of(row.dispatch.digest_part.issue.day)
        return Received(title, row.accepted_at, channel, [_("You wanted a digest each week.")])
    campaign: Campaign = part.campaign
    return Received(campaign.subject or campaign.title, row.accepted_at, channel, _reasons(campaign))


def _reasons(campaign: Campaign) -> list[str]:
    reasons = []
    if campaign.interest is not None:
        name = interest_label(campaign.interest.name)
        reasons.append(_("You are interested in: %(interest)s") % {"interest": name})
    if campaign.audience is not None and (said := _said(campaign.audience)):
        reasons.append(_("It was for: %(audience)s") % {"audience": said})
    return reasons or [_("You receive news of the district.")]


def _said(audience: AudienceVersion) -> str:
    """Return whom it was for in words; nothing where what was asked then can be asked no more."""
    try:
        return words(parse(audience.tree))
    except TreeRefused:
        return ""
