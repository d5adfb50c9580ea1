"""What the rooms above know about contacts: they register who can say which of them do not answer any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from residents.models import ContactPoint


class Source(Protocol):
    """Knows of contacts to which messages failed for good."""

    def failing(self, contacts: Sequence[ContactPoint]) -> Mapping[int, datetime]:
        """Return, of these contacts, the number of each to which nothing gets through → since when."""
        ...


_sources: dict[str, Source] = {}


def register_source(name: str, source: Source) -> None:
    """Have the call list ask ``source`` too; called from ``AppConfig.ready``."""
    _sources[name] = source


def failing(contacts: Sequence[ContactPoint]) -> dict[int, datetime]:
    """Return what any source says about these contacts."""
    found: dict[int, datetime] = {}
    for source in _sources.values():
        found.update(source.failing(contacts))
    return found
