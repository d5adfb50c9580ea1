"""Throwing a draft away, and fetching it back: a click that can be undone asks nothing first."""

from campaigns.models import Campaign, CampaignState


def remove(campaign: Campaign) -> bool:
    """Take a draft off the list; return whether it was one."""
    drafts = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.DRAFT)
    return bool(drafts.update(state=CampaignState.CANCELLED))


def restore(campaign: Campaign) -> bool:
    """Fetch back what was thrown away; what was sent once stays as it is."""
    removed = Campaign.objects.filter(pk=campaign.pk, state=CampaignState.CANCELLED, dispatches=None)
    return bool(removed.filter(pk__in=removed.values("pk")).update(state=CampaignState.DRAFT))
