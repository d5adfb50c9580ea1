"""What news were sent to a resident lately, and why to them: what they chose, and whom it was for."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from campaigns.models import AudienceVersion, Campaign
from deliveries.models import Delivery
from deliveries.states import WENT_OUT, DeliveryChannel
from residents.interest_labels import interest_label

MOST = 10


@dataclass(frozen=True, slots=True)
class Received:
    """One piece of news that went to a resident: what, when, over which channel, and the reasons in words."""

    title: str
    at: datetime
    channel: str
    reasons: list[str]


_words_of: list[Callable[[AudienceVersion], str]] = []


def say_audiences_by(words_of: Callable[[AudienceVersion], str]) -> None:
    """Have audiences said in words by ``words_of``; called from ``AppConfig.ready``."""
    _words_of[:] = [words_of]


def received(resident_id: int) -> list[Received]:
    """Return what went out to this resident, the newest first."""
    rows = (
        Delivery.objects.filter(resident=resident_id, state__in=WENT_OUT, dispatch__lane="campaign")
        .select_related("dispatch__campaign_part__campaign__audience", "dispatch__campaign_part__campaign__interest")
        .select_related("dispatch__digest_part")
        .order_by("-accepted_at", "-id")[:MOST]
    )
    return [_received(row) for row in rows if row.accepted_at]


def _received(row: Delivery) -> Received:
    channel = str(DeliveryChannel(row.channel).label)
    assert row.accepted_at is not None  # noqa: S101  # those without were left out
    part = getattr(row.dispatch, "campaign_part", None)
    if part is None:
        return Received(row.dispatch.title, row.accepted_at, channel, [_("You wanted a digest each week.")])
    campaign: Campaign = part.campaign
    return Received(campaign.subject or campaign.title, row.accepted_at, channel, _reasons(campaign))


def _reasons(campaign: Campaign) -> list[str]:
    reasons = []
    if campaign.interest is not None:
        name = interest_label(campaign.interest.name)
        reasons.append(_("You are interested in: %(interest)s") % {"interest": name})
    if campaign.audience is not None and _words_of:
        reasons.append(_("It was for: %(audience)s") % {"audience": _words_of[0](campaign.audience)})
    return reasons or [_("You receive news of the district.")]
