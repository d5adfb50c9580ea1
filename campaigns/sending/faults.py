"""What a draft still lacks before it may be submitted."""

from dataclasses import dataclass
from typing import Any

from campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Fault:
    """Something to be mended: the field of the draft where, and how."""

    field: str
    text: Any


def faults_of(campaign: Campaign) -> list[Fault]:
    """Return what keeps ``campaign`` from being submitted, in the order of the page; nothing where nothing does."""
    return []
