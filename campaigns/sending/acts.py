"""What may be done with a campaign under way: pause, resume, stop, correct."""

from accounts.models import User
from campaigns.models import Campaign


def pause(campaign: Campaign, *, by: User | None, reason: str = "") -> None:
    """Stop what is not yet in a provider's hands, until somebody resumes. Raise CampaignRefused."""


def resume(campaign: Campaign, *, by: User | None) -> None:
    """Let a paused campaign go on. Raise CampaignRefused."""


def stop(campaign: Campaign, *, by: User | None, reason: str = "") -> int:
    """End it for good; return how many messages will therefore not go out. Raise CampaignRefused."""
    return 0


def correct(campaign: Campaign, *, by: User | None) -> Campaign:
    """Stop it, and begin a correction to exactly those who got it. Raise CampaignRefused."""
    raise NotImplementedError
