"""How far a campaign is, for its page."""

from dataclasses import dataclass, field
from typing import Any

from campaigns.models import Campaign


@dataclass(frozen=True, slots=True)
class Line:
    """So many messages are in this state, over this channel, for this reason (empty: none)."""

    channel: str
    state: str
    reason: str
    count: int
    words: Any = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """``state`` is one of draft, awaiting, scheduled, sending, paused, trial, finished, stopped, cancelled."""

    state: str
    words: Any
    total: int = 0
    waiting: int = 0
    went_out: int = 0
    lines: tuple[Line, ...] = ()
    troubles: tuple[str, ...] = ()
    parts: tuple[Any, ...] = ()
    can: frozenset[str] = field(default_factory=frozenset)  # of pause, resume, stop, correct, decide

    @property
    def percent(self) -> int:
        return 100 * (self.total - self.waiting) // self.total if self.total else 0


def progress_of(campaign: Campaign) -> Progress:
    """Count a campaign as it stands now, with a fixed number of queries."""
    return Progress(campaign.state, campaign.get_state_display())
