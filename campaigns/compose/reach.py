"""Whom a draft reaches, as a number under the thumb; and the version of an audience that is made of what was chosen."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from campaigns.audiences import counting, saving
from campaigns.audiences.counting import Count
from campaigns.audiences.tree import TreeRefused, as_json, parse
from campaigns.models import AudienceVersion, Campaign, DraftSaving
from campaigns.sending import drafts
from campaigns.sending.recipients import reckon


def asked_of(campaign: Campaign) -> Any:
    """Return the tree that a draft stands at, or None where nobody was chosen yet."""
    saving_ = getattr(campaign, "saving", None)
    if saving_ is not None and saving_.tree is not None:
        return saving_.tree
    return campaign.audience.tree if campaign.audience else None


def count_of(campaign: Campaign) -> Count | None:
    """Count whom a draft reaches now; None where nobody was chosen, or what was chosen cannot be asked yet."""
    if campaign.corrects_id is not None and campaign.channels:
        found = reckon(campaign, at=timezone.now())
        return Count(found.matching, found.recipients, found.by_channel, found.excluded)
    tree = asked_of(campaign)
    if not tree:
        return None
    try:
        return counting.count(parse(tree), channels=campaign.channels or ["email", "sms"], at=timezone.now())
    except TreeRefused:
        return None


@transaction.atomic
def settle(campaign: Campaign, *, by: User) -> AudienceVersion | None:
    """Make a version of the audience that was chosen, where it differs from the campaign's; return it.

    Raise TreeRefused or TooSmall.
    """
    found = DraftSaving.objects.filter(campaign=campaign).first()
    if found is None or found.tree is None:
        return None
    if not found.tree.get("of"):
        if campaign.audience:
            drafts.change(campaign, by=by, audience=None)
        return None
    if campaign.audience and as_json(parse(found.tree)) == campaign.audience.tree:
        return None
    channels = tuple(campaign.channels) or saving.CHANNELS
    because = found.small_because
    version = saving.save(found.tree, by=by, at=timezone.now(), because=because, channels=channels)
    drafts.change(campaign, by=by, audience=version)
    return version
