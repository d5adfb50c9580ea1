"""What the rooms above know about contacts: they register who can say which of them do not answer any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from residents.models import ContactPoint


class Source(Protocol):
    """Knows of contacts to which messages failed for good, and what is planned to go there."""

    def failing(self, contacts: Sequence[ContactPoint]) -> Mapping[int, datetime]:
        """Return, of these contacts, the number of each to which nothing gets through → since when."""
        ...

    def planned(self, contacts: Sequence[ContactPoint]) -> Mapping[int, datetime]:
        """Return, of these contacts, the number of each to which a message is planned → when the next goes."""
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


def planned(contacts: Sequence[ContactPoint]) -> dict[int, datetime]:
    """Return when the next message is planned to go to each of these contacts, as far as one is."""
    found: dict[int, datetime] = {}
    for source in _sources.values():
        for contact, at in source.planned(contacts).items():
            found[contact] = min(at, found.get(contact, at))
    return found
