"""What a campaign's messages say."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from campaigns.models import Campaign

SAMPLE: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Preview:
    """A message as somebody will get it; ``html`` of an email only, ``bytes`` and ``kind`` of an SMS only."""

    subject: str
    text: str
    html: str = ""
    bytes: int = 0
    kind: str = ""
    warnings: tuple[Any, ...] = ()


def preview(campaign: Campaign, channel: str, *, values: Mapping[str, str] = SAMPLE) -> Preview:
    """Return the message over ``channel`` (email, sms or alimtalk) for a reader with these ``values``."""
    return Preview("", "")
