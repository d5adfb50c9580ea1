"""A step that cannot be taken with a campaign."""

from typing import Any


class CampaignRefused(Exception):
    """The step cannot be taken; ``code`` is stable, ``reason`` says what would be right."""

    def __init__(self, code: str, reason: Any) -> None:
        super().__init__(str(reason))
        self.code, self.reason = code, reason
