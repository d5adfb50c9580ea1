"""What the cockpit shows against a plain recount, and what it does not show against whoever would compute it."""

from collections import Counter
from datetime import date, timedelta
from math import ceil

import pytest

from residents.cockpit.figures import cockpit
from residents.cockpit.tables import MASKED, all_tables
from residents.models import Household, Resident
from tests.residents.cockpit.recount import DAY, Recount, district, population

pytestmark = pytest.mark.django_db
SMALL = range(1, 5)


@pytest.fixture
def shown(settings):
    """The figures of a district of which nothing is masked."""
    settings.SMALL_CELL = 1
    district(11)
    population()
    return cockpit(DAY)


@pytest.fixture
def hidden():
    """The figures of a district in which much is small."""
    district(12, residents=300)
    population()
    return cockpit(DAY)


def dongs_of(places: Counter) -> Counter:
    counts: Counter = Counter()
    for (dong, _), count in places.items():
        counts[dong] += count
    return counts


def test_the_rates_of_the_district_are_those_of_the_recount(shown):
    plain, whole = Recount(), shown.places.district
    reached, headed = plain.households().total(), plain.households(heads=True).total()

    assert (whole.residents, whole.households) == (17 * 3 * 40, 17 * 3 * 25)
    assert (whole.people, whole.reached, whole.headed) == (len(plain.people), reached, headed)
    assert whole.people_rate == pytest.approx(100 * len(plain.people) / 2040)
    assert whole.reached_rate == pytest.approx(100 * reached / 1275)
    assert whole.headed_rate == pytest.approx(100 * headed / 1275)
    assert whole.unreachable == sum(plain.ways(one) == "none" for one in plain.people)
    assert shown.children == len(plain.all) - len(plain.people)
    assert shown.gap == pytest.approx(50 - 100 * reached / 1275)


def test_the_rates_of_each_dong_and_tong_are_those_of_the_recount(shown):
    plain = Recount()
    people, reached = plain.by(plain.place), plain.households()
    headed = plain.households(heads=True)
    unreachable = Counter(plain.place(one) for one in plain.people if plain.ways(one) == "none")

    for dong in shown.places.dongs:
        code = dong.dong
        assert (dong.residents, dong.households) == (120, 75)
        assert dong.people == dongs_of(people)[code] and dong.reached == dongs_of(reached)[code]
        assert dong.headed == dongs_of(headed)[code] and dong.unreachable == dongs_of(unreachable)[code]
        for tong in shown.places.tongs[code]:
            place = code, tong.tong
            assert (tong.people, tong.reached, tong.headed) == (people[place], reached[place], headed[place])
            assert tong.unreachable == unreachable[place]
            assert tong.households == (25 if tong.tong else None)
            assert tong.reached_rate == (pytest.approx(4 * reached[place]) if tong.tong else None)


def test_the_parts_are_those_of_the_recount(shown):
    plain = Recount()

    assert shown.routes == plain.by(lambda one: one.route)
    assert shown.bands == plain.by(plain.band)
    assert shown.sexes == plain.by(lambda one: one.sex)
    assert shown.reach == plain.by(plain.ways)
    assert {name: ways for name, (ways, _) in shown.services.items()} == plain.services()
    assert {name: total for name, (_, total) in shown.services.items()} == {
        name: ways.total() for name, ways in plain.services().items()
    }


def test_the_trend_and_the_forecast_are_those_of_the_recount(shown):
    plain = Recount()
    for week in shown.weeks:
        assert week.reached == plain.reached_on(week.end)
        assert week.rate == pytest.approx(100 * plain.reached_on(week.end) / 1275)
    reached = {weeks: plain.reached_on(DAY) - plain.reached_on(DAY - timedelta(weeks=weeks)) for weeks in (4, 12)}
    missing = ceil(1275 / 2) - plain.reached_on(DAY)

    assert (shown.forecast.needed, shown.forecast.missing) == (638, missing)
    assert [(pace.weeks, pace.gain) for pace in shown.forecast.paces] == [(n, gain / n) for n, gain in reached.items()]
    for pace in shown.forecast.paces:
        if reached[pace.weeks] > 0:
            assert pace.day == DAY + timedelta(days=ceil(missing * 7 * pace.weeks / reached[pace.weeks]))


def test_what_each_route_brought_and_who_left_is_that_of_the_recount(shown):
    plain = Recount()
    ever = [one for one in plain.ever if plain.is_counted(one)]
    for flow in shown.came.rows:
        days = [(DAY - one.enrolled_on).days for one in ever if one.route == flow.name]
        periods = {"month": range(28), "quarter": range(28, 84), "earlier": range(84, 9999)}
        assert flow.periods == {name: sum(day in period for day in days) for name, period in periods.items()}
        assert flow.total == len(days) and flow.per_week == flow.periods["month"] / 4
    for flow in shown.went.rows:
        days = [
            (DAY - (one.left_at + timedelta(hours=9)).date()).days
            for one in ever
            if plain.has_left(one) and one.left_because == flow.name
        ]
        assert flow.periods == {"late": sum(d < 84 for d in days), "earlier": sum(d >= 84 for d in days)}
    assert shown.came.total.total == len(ever)
    assert shown.went.total.total == len(ever) - len(plain.people)


def test_the_newest_figures_on_or_before_the_day_count():
    district(13, residents=20)
    population(as_of=date(2026, 10, 31), households=25)
    assert cockpit(date(2026, 10, 30)).population is None
    assert cockpit(date(2026, 10, 31)).places.district.households == 1275
    assert cockpit(DAY).population.as_of == date(2026, 10, 31)


def test_without_figures_there_are_counts_and_no_rates(settings):
    settings.SMALL_CELL = 1
    district(14, residents=60)
    found = cockpit(DAY)

    assert found.places.district.reached == Recount().households().total()
    assert found.places.district.reached_rate is None and found.forecast is None and found.gap is None
    assert all(dong.reached_rate is None for dong in found.places.dongs)


def test_an_empty_district_has_figures_too():
    population()
    found = cockpit(DAY)
    assert found.places.district.reached == 0 and found.weeks == [] and found.forecast.is_too_early
    assert all_tables(found)


def _given_away(total, cells) -> bool:
    """Tell whether the total and the cells that are shown leave one way only to fill a masked cell."""
    masked = sum(cell is None for cell in cells)
    return total is not None and masked == 1


def test_no_small_cell_is_shown_anywhere(hidden):
    cells = [
        cell
        for table in all_tables(hidden)
        for row in [*table.rows, table.total]
        for cell in row
        if cell.kind == "count" and cell.title not in ("Households", "Residents", "세대", "주민")
    ]

    assert any(cell.value == MASKED for cell in cells)
    assert [cell for cell in cells if cell.value in SMALL] == []


@pytest.mark.parametrize("measure", ["people", "reached", "headed", "unreachable"])
def test_no_masked_place_can_be_computed_from_its_total(hidden, measure):
    levels = [(hidden.places.district, hidden.places.dongs)]
    levels += [(dong, hidden.places.tongs[dong.dong]) for dong in hidden.places.dongs]
    for whole, parts in levels:
        total, cells = getattr(whole, measure), [getattr(part, measure) for part in parts]
        assert not _given_away(total, cells)
        assert total is not None or not any(cells), "the parts of a masked total would make it"


def test_who_left_by_a_route_cannot_be_computed_from_who_came_and_who_is_there(hidden):
    came = {flow.name: flow.total for flow in hidden.came.rows}
    for route, count in hidden.routes.items():
        if count is not None and came[route] is not None:
            assert came[route] - count not in SMALL


def test_nor_households_whose_head_is_not_enrolled(hidden):
    for place in [hidden.places.district, *hidden.places.dongs]:
        if place.reached is not None and place.headed is not None:
            assert place.reached - place.headed not in SMALL


def test_one_who_moves_counts_where_they_live_now(settings):
    settings.SMALL_CELL = 1
    district(15, residents=1)
    one = Resident.objects.get()
    Resident.objects.update(left_at=None, left_because="", enrolled_on=DAY, birth_year=1980)
    other = Household.objects.exclude(pk=one.household_id).create(
        dong_id="1120079000", tong=9, address="", address_hash=b"9" * 32
    )
    Resident.objects.update(household=other)

    found = cockpit(DAY)
    assert [dong.dong for dong in found.places.dongs if dong.people] == ["1120079000"]
