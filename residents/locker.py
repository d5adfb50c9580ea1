"""The locker: every paper that the office has for a resident. The rooms above register where theirs lie.

So my page lists tax bills and lectures without knowing what they are.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.utils import timezone

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: ``due`` is the day by which something has to be done, ``needs_me`` whether that is still to do.

    ``data`` is what a file of the resident's data says about it.
    """

    kind: "StrPromise"
    title: str
    received_at: datetime
    due: date | None
    due_text: str
    state: "StrPromise | str"
    tone: str
    needs_me: bool
    url: str
    data: dict[str, Any]


class Drawer(Protocol):
    """Where the papers of one kind lie."""

    def papers_of(self, resident_id: int) -> Sequence[Paper]:
        """Return all papers of this resident."""
        ...


@dataclass(frozen=True, slots=True)
class Month:
    """The papers that came in one month; ``first`` is its first day."""

    first: date
    papers: list[Paper]


_drawers: dict[str, Drawer] = {}


def register_drawer(name: str, drawer: Drawer) -> None:
    """Have the locker look into ``drawer`` too; called from ``AppConfig.ready``."""
    _drawers[name] = drawer


def papers_of(resident_id: int) -> list[Paper]:
    """Return all papers of a resident, the newest first."""
    found = [paper for drawer in _drawers.values() for paper in drawer.papers_of(resident_id)]
    return sorted(found, key=lambda paper: paper.received_at, reverse=True)


def waiting_for_me(papers: Sequence[Paper]) -> list[Paper]:
    """Return the papers on which something is still to do, what is due first standing first."""
    return sorted((paper for paper in papers if paper.needs_me), key=lambda paper: paper.due or date.max)


def by_month(papers: Sequence[Paper]) -> list[Month]:
    """Put papers, the newest first, into the months in which they came."""
    months: dict[date, list[Paper]] = {}
    for paper in papers:
        months.setdefault(timezone.localtime(paper.received_at).date().replace(day=1), []).append(paper)
    return [Month(first, inside) for first, inside in months.items()]
