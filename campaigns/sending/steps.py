"""What was done with a campaign, by whom, and what they said: lines that stay."""

from accounts.models import User
from campaigns.models import Campaign, CampaignStep


def note(campaign: Campaign, kind: CampaignStep.Kind, *, by: User | None, text: str = "") -> None:
    CampaignStep.objects.create(campaign=campaign, kind=kind, by=by, text=text[:200])
