"""Every count of the cockpit against a plain recount over the same rows."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from residents.cockpit.counts import count
from tests.residents.cockpit.recount import DAY, KST, Recount, district

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[1, 2, 3])
def seed(request):
    district(request.param)
    return request.param


def test_people_are_counted_by_place_route_age_sex_and_by_how_they_are_reached(seed):
    counts, plain = count(DAY, from_age=19), Recount()

    assert len(plain.people) > 150 and len(plain.all) > len(plain.people)
    assert counts.people == plain.by(plain.place)
    assert counts.routes == plain.by(lambda one: one.route)
    assert counts.bands == plain.by(plain.band)
    assert counts.sexes == plain.by(lambda one: one.sex)
    assert counts.reach == plain.by(plain.ways)
    assert counts.children == len(plain.all) - len(plain.people)
    unreachable = Counter(plain.place(one) for one in plain.people if plain.ways(one) == "none")
    assert +counts.unreachable == unreachable


def test_households_are_counted_with_any_member_and_with_their_head(seed):
    counts, plain = count(DAY, from_age=19), Recount()

    assert counts.households == plain.households()
    assert +counts.headed == plain.households(heads=True)


def test_services_are_counted_by_the_ways_chosen(seed):
    assert count(DAY, from_age=19).services == Recount().services()


def test_the_trend_is_the_number_of_households_at_the_end_of_each_week(seed):
    counts, plain = count(DAY, from_age=19), Recount()
    reached = 0
    for ago in counts.weeks:
        reached += counts.gains[ago]
        assert reached == plain.reached_on(DAY - timedelta(weeks=ago)), ago
    assert reached == sum(counts.households.values())


def test_who_came_and_who_went_is_counted_by_week(seed):
    counts, plain = count(DAY, from_age=19), Recount()
    came, went = Counter(), Counter()
    for one in filter(plain.is_counted, plain.ever):
        came[one.route, (DAY - one.enrolled_on).days // 7] += 1
        if plain.has_left(one):
            went[one.left_because, (DAY - one.left_at.astimezone(KST).date()).days // 7] += 1

    assert Counter({(name, week): n for name, weeks in counts.came.items() for week, n in weeks.items()}) == came
    assert Counter({(name, week): n for name, weeks in counts.went.items() for week, n in weeks.items()}) == went
    assert "import_undone" not in counts.went
    assert came.total() - went.total() == len(plain.people)


@pytest.mark.parametrize("day", [date(2026, 9, 6), date(2026, 9, 7), date(2026, 6, 1)])
def test_an_earlier_day_is_counted_as_it_was(seed, day):
    counts, plain = count(day, from_age=0), Recount(day, from_age=0)

    assert sum(counts.people.values()) == len(plain.people) == len(plain.all)
    assert sum(counts.households.values()) == sum(counts.gains.values()) == plain.reached_on(day)


def test_it_takes_as_many_statements_for_ten_as_for_hundreds():
    district(4, residents=10)
    with CaptureQueriesContext(connection) as few:
        count(DAY, from_age=19)
    district(5, residents=300)
    with CaptureQueriesContext(connection) as many:
        count(DAY, from_age=19)

    assert len(few) == len(many) < 12
