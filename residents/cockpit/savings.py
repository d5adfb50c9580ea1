"""What was saved, counted honestly: a notice whose addressee confirmed reading it, and which did not go on paper too.

The rooms above know what a notice is: they register a counter here, from ``AppConfig.ready``. What a letter or a visit
costs, only the office can say (SAVING_…_WON); where it has not said so, no amount is shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from django.conf import settings

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Counted:
    """Notices of one type: opened behind the identity check, and confirmed. ``by_visit``: else brought to the door."""

    label: "StrPromise"
    opened: int
    confirmed: int
    by_visit: bool


class Counter(Protocol):
    """Who counts the notices of one room."""

    def read_between(self, begin: date, end: date) -> Sequence[Counted]:
        """Count what was first opened, and what was confirmed, from ``begin`` to ``end``, both included."""
        ...


@dataclass(frozen=True, slots=True)
class Saving:
    """What the confirmed notices of one type saved; ``won`` is None where the office names no costs."""

    counted: Counted
    letters: int
    visits: int
    won: int | None


_counters: dict[str, Counter] = {}


def register_counter(name: str, counter: Counter) -> None:
    """Have ``counter`` asked too."""
    _counters[name] = counter


def savings(begin: date, end: date) -> list[Saving]:
    """Return what was saved in a period, by type of notice."""
    return [_saving(one) for counter in _counters.values() for one in counter.read_between(begin, end)]


def costs_are_named() -> bool:
    """Tell whether the office has said what its paper costs, and where that stands."""
    return bool(settings.SAVING_SOURCE) and any(
        (settings.SAVING_PAPER_WON, settings.SAVING_POSTAGE_WON, settings.SAVING_VISIT_WON)
    )


def _saving(counted: Counted) -> Saving:
    visits = counted.confirmed if counted.by_visit else 0
    letters = counted.confirmed - visits
    won = None
    if costs_are_named():
        won = counted.confirmed * settings.SAVING_PAPER_WON
        won += letters * settings.SAVING_POSTAGE_WON + visits * settings.SAVING_VISIT_WON
    return Saving(counted, letters, visits, won)
