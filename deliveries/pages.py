"""Where a dispatch is shown: the rooms above register who knows, for they own the pages and who may open them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from accounts.models import User


@dataclass(frozen=True, slots=True)
class DispatchPage:
    """Whose a dispatch is, and the address of its page; the address is empty for who may not open it."""

    whose: str
    url: str


class Pages(Protocol):
    """Knows the pages of the dispatches of one source."""

    def pages_for(self, user: User, dispatch_ids: Sequence[int]) -> Mapping[int, DispatchPage]:
        """Return the pages of those dispatches that are this source's, by dispatch, with a fixed number of queries."""
        ...


_known: dict[str, Pages] = {}


def register_pages(source: str, pages: Pages) -> None:
    """Let ``pages`` answer for dispatches of ``source``; called from ``AppConfig.ready``."""
    _known[source] = pages


def pages_of(user: User, dispatches: Iterable[tuple[int, str]]) -> dict[int, DispatchPage]:
    """Return the pages of dispatches given as (id, source); one that nobody shows is absent."""
    by_source: dict[str, list[int]] = {}
    for dispatch_id, source in dispatches:
        by_source.setdefault(source, []).append(dispatch_id)
    found: dict[int, DispatchPage] = {}
    for source, ids in by_source.items():
        if source in _known:
            found |= _known[source].pages_for(user, ids)
    return found


Departments = Callable[[Sequence[int]], Mapping[int, str]]
_departments: dict[str, Departments] = {}


def register_departments(source: str, departments: Departments) -> None:
    """Let ``departments`` say whose dispatches of ``source`` are, by dispatch; called from ``AppConfig.ready``."""
    _departments[source] = departments


def department_of(dispatch_id: int, source: str) -> str:
    """Return whose a dispatch is; nothing where nobody says."""
    return _departments[source]([dispatch_id]).get(dispatch_id, "") if source in _departments else ""
