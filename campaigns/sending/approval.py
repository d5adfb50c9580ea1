"""Submitting, approving, sending back."""

from accounts.models import User
from campaigns.models import Campaign


def needs_second_person(campaign: Campaign) -> bool:
    """Tell whether somebody else than its author has to approve it."""
    return True


def submit(campaign: Campaign, *, by: User | None) -> None:
    """Freeze a draft and hand it to who approves; raise CampaignRefused where something lacks."""


def approve(campaign: Campaign, *, by: User | None, frozen: str) -> int:
    """Plan what was frozen as ``frozen`` and let it go out; return to how many people. Raise CampaignRefused."""
    return 0


def send_back(campaign: Campaign, *, by: User | None, reason: str) -> None:
    """Make a draft again of what awaits approval."""
