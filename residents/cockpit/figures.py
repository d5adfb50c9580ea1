"""All figures of the cockpit on one day, masked: what the page, the report and the workbook show alike."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings

from residents.cockpit.counts import Counts
from residents.cockpit.forecast import PACES, Forecast, forecast
from residents.cockpit.kept import counted
from residents.cockpit.masking import is_small, masked, masked_rows, shown
from residents.cockpit.places import Places, percent, places
from residents.cockpit.population import from_age_of, population_on
from residents.cockpit.savings import Saving, savings
from residents.district import district_name
from residents.models import Population

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# How many weeks ago each period of a table begins and ends. Withdrawals are few: finer ones would all be masked.
CAME_IN = {"month": (0, PACES[0]), "quarter": (PACES[0], PACES[1]), "earlier": (PACES[1], 10_000)}
WENT_IN = {"late": (0, PACES[1]), "earlier": (PACES[1], 10_000)}


@dataclass(frozen=True, slots=True)
class Week:
    """How many households were reached at the end of a week; None: too few to be said."""

    end: date
    reached: int | None
    rate: float | None


@dataclass(frozen=True, slots=True)
class Flow:
    """Who came by one route or left for one reason, by period; masked alike."""

    name: str
    periods: dict[str, int | None]
    total: int | None

    @property
    def per_week(self) -> float | None:
        """The mean of the last 4 weeks, where they are a period of the table."""
        month = self.periods.get("month")
        return None if month is None else month / PACES[0]


@dataclass(frozen=True, slots=True)
class Flows:
    """All routes or reasons of a table, with its totals."""

    rows: list[Flow]
    total: Flow


@dataclass(frozen=True, slots=True)
class ShownSaving:
    """What is shown of one type of notice: None where it is masked; ``won`` also where no costs are named."""

    label: "StrPromise"
    opened: int | None
    confirmed: int | None
    letters: int
    visits: int
    won: int | None


@dataclass(frozen=True, slots=True)
class Cockpit:
    """Everything the cockpit says. Parts of a whole are by their key; a count that is None is masked."""

    day: date
    counted_at: datetime
    population: Population | None
    goal: float
    places: Places
    weeks: list[Week]
    forecast: Forecast | None
    routes: dict[str, int | None]
    reach: dict[str, int | None]
    bands: dict[int, int | None]
    sexes: dict[str, int | None]
    children: int | None
    services: dict[str, tuple[dict[str, int | None], int | None]]  # by the ways chosen, and in all
    came: Flows
    went: Flows
    savings: list[ShownSaving]
    savings_since: date

    @property
    def gap(self) -> float | None:
        """How many percentage points the rate is below the goal; below zero when it is above."""
        rate = self.places.district.reached_rate
        return None if rate is None else self.goal - rate


def cockpit(day: date) -> Cockpit:
    """Return the figures of ``day``, counted lately, over the newest residents and households known on it."""
    population = population_on(day)
    counts = counted(day, from_age=from_age_of(population))
    places_ = places(counts, population, district=district_name())
    households = places_.district.households
    since = date(day.year, 1, 1)
    came, went = _flows(counts.came, CAME_IN), _flows(counts.went, WENT_IN)
    return Cockpit(
        day=day,
        counted_at=counts.counted_at,
        population=population,
        goal=settings.ENROLMENT_GOAL_PERCENT,
        places=places_,
        weeks=_weeks(counts, households),
        forecast=_forecast(counts, households),
        routes=masked(counts.routes, besides=_few_who_left(counts)),
        reach=masked(counts.reach),
        bands=dict(sorted(masked(counts.bands).items())),
        sexes=masked(counts.sexes),
        children=shown(counts.children),
        services={service: _ways(ways) for service, ways in counts.services.items()},
        came=came,
        went=went,
        savings=[_shown_saving(one) for one in savings(since, day)],
        savings_since=since,
    )


def _few_who_left(counts: Counts) -> set[str]:
    """Return the routes of which all but a few are still there: who came is shown, so the few could be computed."""
    return {route for route, weeks in counts.came.items() if is_small(sum(weeks.values()) - counts.routes[route])}


def _ways(ways: Counter[str]) -> tuple[dict[str, int | None], int | None]:
    total = shown(ways.total())
    return (dict.fromkeys(ways), None) if total is None else (masked(ways), total)


def _shown_saving(one: Saving) -> ShownSaving:
    opened, confirmed = shown(one.counted.opened), shown(one.counted.confirmed)
    return ShownSaving(one.counted.label, opened, confirmed, one.letters, one.visits, one.won)


def _weeks(counts: Counts, households: int | None) -> list[Week]:
    weeks, reached = [], 0
    for ago in counts.weeks:
        reached += counts.gains[ago]
        said = shown(reached)
        weeks.append(Week(counts.end_of(ago), said, percent(said, households)))
    return weeks


def _forecast(counts: Counts, households: int | None) -> Forecast | None:
    """Foresee the goal from the weeks since the first enrolment; without denominators there is no goal.

    The week of the first enrolment is left out: it may not have been a whole one.
    """
    if not households:
        return None
    return forecast(
        [counts.gains[ago] for ago in counts.weeks[1:]],
        reached=sum(counts.households.values()),
        of=households,
        goal_percent=settings.ENROLMENT_GOAL_PERCENT,
        today=counts.day,
    )


def _flows(weekly: Mapping[str, Counter[int]], periods: Mapping[str, tuple[int, int]]) -> Flows:
    """Mask a table of routes or reasons by periods, all of whose totals are shown."""
    rows = {
        name: [sum(people for ago, people in weeks.items() if begin <= ago < end) for begin, end in periods.values()]
        for name, weeks in weekly.items()
    }
    totals = masked({name: sum(row) for name, row in rows.items()})
    cells = masked_rows(rows, besides={name for name, total in totals.items() if total is None})
    columns = {period: sum(row[at] for row in rows.values()) for at, period in enumerate(periods)}
    whole = shown(sum(columns.values()))
    heads: Mapping[str, int | None] = masked(columns) if whole is not None else dict.fromkeys(columns)
    ordered = sorted(rows, key=lambda name: (-sum(rows[name]), name))
    return Flows(
        [Flow(name, dict(zip(periods, cells[name], strict=True)), totals[name]) for name in ordered],
        Flow("", dict(heads), whole),
    )
