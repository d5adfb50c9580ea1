"""What notices saved: confirmed reading in the period, and nothing that went on paper as well."""

from datetime import date, datetime

import pytest

from notices.models import Notice
from notices.savings import ReadNotices
from residents.cockpit.savings import Counted
from tests.notices.taking import approved
from tests.people import KST, resident

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 12, 1, 0, 30, tzinfo=KST)  # still November in UTC


@pytest.fixture
def notice():
    resident()
    return Notice.objects.get(batch=approved("local_tax"))


def counted(begin=date(2026, 12, 1), end=date(2026, 12, 31)):
    return [(one.opened, one.confirmed, one.by_visit) for one in ReadNotices().read_between(begin, end)]


def test_what_nobody_read_saves_nothing(notice):
    assert counted() == []


def test_reading_counts_on_its_day_in_seoul_and_by_type(notice):
    Notice.objects.update(opened_at=NIGHT)
    assert counted() == [(1, 0, False)]
    Notice.objects.update(confirmed_at=NIGHT)
    assert counted() == [(1, 1, False)]
    assert counted(end=date(2026, 12, 1)) == [(1, 1, False)]
    assert counted(date(2026, 1, 1), date(2026, 11, 30)) == []
    (one,) = ReadNotices().read_between(date(2026, 12, 1), date(2026, 12, 31))
    assert isinstance(one, Counted) and str(one.label)


@pytest.mark.parametrize("change", [{"to_paper_because": "not_me"}, {"state": "handed_over"}, {"state": "void"}])
def test_what_went_on_paper_as_well_saved_nothing(notice, change):
    Notice.objects.update(opened_at=NIGHT, confirmed_at=NIGHT, **change)
    assert counted() == []
