"""Where a dispatch's values per recipient come from: the rooms above register themselves here.

So a delivery row stays slim, a task carries ids only, and ``deliveries`` needs no import of what it sends.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from deliveries.content import Values


class Source(Protocol):
    """Gives the values that the places in a dispatch's content stand for."""

    def values_for(self, dispatch_id: int, recipients: Sequence[int]) -> Mapping[int, Values]:
        """Return the values of each recipient, by recipient; one that is absent cannot be rendered."""
        ...


_sources: dict[str, Source] = {}


def register_source(name: str, source: Source) -> None:
    """Make ``source`` answer for dispatches that name it; called from ``AppConfig.ready``."""
    _sources[name] = source


def source_of(name: str) -> Source:
    return _sources[name]
