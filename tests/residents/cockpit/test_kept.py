"""What is kept of a day is what count() says, is shown with its moment, and no longer than it may be."""

from datetime import timedelta

import pytest
from django.utils import timezone

from residents.cockpit.counts import count
from residents.cockpit.figures import cockpit
from residents.cockpit.headline import as_of
from residents.cockpit.kept import KEPT, count_anew, counted, forget
from residents.models import KeptCounts, Resident
from residents.tasks import count_for_the_cockpit
from tests.residents.cockpit.recount import DAY, district, population

pytestmark = pytest.mark.django_db


def age_by(minutes: timedelta) -> None:
    for one in KeptCounts.objects.all():
        KeptCounts.objects.filter(pk=one.pk).update(counted_at=one.counted_at - minutes)


@pytest.mark.parametrize("seed", [31, 32])
@pytest.mark.parametrize("from_age", [0, 19])
def test_kept_figures_equal_those_counted(seed, from_age):
    district(seed)
    fresh = count_anew(DAY, from_age=from_age)
    kept = counted(DAY, from_age=from_age)
    plain = count(DAY, from_age=from_age)
    plain.counted_at = fresh.counted_at

    assert KeptCounts.objects.count() == 1
    assert kept == fresh == plain
    assert kept.people and kept.gains and kept.went and kept.services and kept.counted_at == fresh.counted_at


def test_a_look_soon_after_sees_what_was_counted_and_when(django_assert_num_queries):
    district(33, residents=50)
    first = counted(DAY, from_age=19)
    Resident.objects.update(route="paper")
    with django_assert_num_queries(1):
        assert counted(DAY, from_age=19) == first
    assert counted(DAY, from_age=19).counted_at == first.counted_at


def test_what_is_older_is_counted_anew_and_kept_in_its_place():
    district(34, residents=50)
    counted(DAY, from_age=19)
    age_by(KEPT)
    Resident.objects.update(route="paper")

    assert set(counted(DAY, from_age=19).routes) == {"paper"}
    assert KeptCounts.objects.count() == 1


def test_another_age_and_other_bands_are_other_figures(settings):
    district(35, residents=50)
    first = counted(DAY, from_age=19)
    assert counted(DAY, from_age=0).people.total() > first.people.total()
    settings.AGE_BANDS = [65]
    assert max(counted(DAY, from_age=19).bands) == 1 < max(first.bands)


def test_of_two_counts_the_later_one_stays(monkeypatch):
    district(36, residents=30)
    late = count_anew(DAY, from_age=19)
    monkeypatch.setattr("residents.cockpit.counts.timezone.now", lambda: late.counted_at - timedelta(seconds=9))
    count_anew(DAY, from_age=19)
    monkeypatch.undo()
    assert KeptCounts.objects.get().counted_at == late.counted_at


def test_beat_counts_today_for_the_next_reader_and_forgets_the_rest(django_assert_num_queries):
    population(from_age=14)
    district(37, residents=30)
    counted(DAY, from_age=3)
    age_by(KEPT)
    count_for_the_cockpit()
    kept = KeptCounts.objects.get()

    assert (kept.day, kept.asked["from_age"]) == (timezone.localdate(), 14)
    assert cockpit(timezone.localdate()).counted_at == kept.counted_at
    assert forget() == 0
    age_by(KEPT)
    assert forget() == 1


def test_the_moment_is_said_and_with_an_earlier_day_both():
    today = timezone.localdate()
    clock = timezone.localtime().strftime("%Y")
    now, earlier = as_of(cockpit(today)), as_of(cockpit(today - timedelta(days=30)))
    assert clock in now and ":" in now
    assert ":" in earlier and earlier.count("(") == 2
