"""What the monthly review finds, at each threshold and just below it; and that it costs the same for many lines."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.lines import lines
from accounts.models import AccessLogEntry
from accounts.months import Month
from accounts.unusual import Kind, unusual
from tests import people
from tests.accounts.lines import line, many_users

pytestmark = pytest.mark.django_db
OCTOBER = Month(date(2026, 10, 1))
THURSDAY = (2026, 10, 15, 10, 0)


def _found(name: str) -> Kind:
    return next(kind for kind in unusual(OCTOBER) if kind.name == name)


def _lines(kind: Kind) -> list[AccessLogEntry]:
    return list(lines(kind.findings[0].wanted))


def test_nothing_is_found_in_a_month_without_lines() -> None:
    assert [kind.count for kind in unusual(OCTOBER)] == [0] * 6


@pytest.mark.parametrize(
    ("before", "now", "found"), [(300, 300, True), (301, 300, False), (0, 299, False), (0, 300, True)]
)
def test_who_looked_at_more_people_than_usual_for_them(before, now, found) -> None:
    officer = people.officer()
    line((2026, 8, 5, 10), officer, people=before, subject="batch:1")
    line(THURSDAY, officer, people=now, subject="batch:2")

    assert bool(_found("more_people").count) is found


@pytest.mark.parametrize(
    ("at", "off"),
    [
        ((2026, 10, 15, 6, 59), True),
        ((2026, 10, 15, 7, 0), False),
        ((2026, 10, 15, 20, 59), False),
        ((2026, 10, 15, 21, 0), True),
        ((2026, 10, 17, 12), True),  # a Saturday
        ((2026, 10, 9, 12), True),  # Hangul Day
    ],
)
def test_who_looked_at_night_and_on_days_off(at, off) -> None:
    officer = people.officer()
    wanted = [line(at, officer, subject=f"resident:{number}") for number in range(3)]
    line(THURSDAY, officer)

    kind = _found("off_hours")

    assert bool(kind.count) is off
    assert not off or {one.pk for one in _lines(kind)} == {one.pk for one in wanted}


def test_many_single_records_without_doing_anything(settings) -> None:
    settings.ACCESS_REVIEW_WITHOUT_ACT = 3
    officer, approver = people.officer(), people.approver()
    for number in range(3):
        line(THURSDAY, officer, subject=f"resident:{number}")
        line(THURSDAY, approver, subject=f"resident:{number}")
    line(THURSDAY, approver, action="rights_request_answered", subject="resident:2")
    line(THURSDAY, officer, subject="batch:1")

    kind = _found("without_act")

    assert [one.user for one in kind.findings] == [officer.pk]
    assert len(_lines(kind)) == 3


def test_a_file_taken_without_a_purpose_stands_before_those_with_one() -> None:
    officer = people.officer()
    without = line(THURSDAY, officer, action="download_rows", subject="batch:1", purpose="")
    line(THURSDAY, officer, action="download_rows", subject="batch:1", purpose="확인")
    line(THURSDAY, officer, action="batch_rows", subject="batch:1", purpose="")

    assert [one.pk for one in _lines(_found("without_purpose"))] == [without.pk]
    assert len(_lines(_found("downloads"))) == 2


def test_the_same_person_looked_at_by_many(settings) -> None:
    settings.ACCESS_REVIEW_LOOKERS = 2
    officer = people.officer()
    for user in (officer, officer, people.approver()):
        line(THURSDAY, user, subject="resident:7")
    line(THURSDAY, officer, subject="resident:8")
    line(THURSDAY, officer, subject="resident:8")

    kind = _found("by_many")

    assert [one.wanted.subject for one in kind.findings] == ["resident:7"]
    assert len(_lines(kind)) == 3


def test_months_before_and_after_do_not_count(settings) -> None:
    settings.ACCESS_REVIEW_LOOKERS = 1
    officer = people.officer()
    line((2026, 9, 30, 23, 59, 59), officer, action="download_rows", purpose="")
    line((2026, 11, 1, 0, 0), officer, action="download_rows", purpose="")

    assert [kind.count for kind in unusual(OCTOBER)] == [0] * 6


def test_many_lines_take_as_many_queries_as_few(settings) -> None:
    settings.ACCESS_REVIEW_OFF_HOURS = settings.ACCESS_REVIEW_LOOKERS = 1

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            unusual(OCTOBER)
        return len(seen)

    line((2026, 10, 15, 3), people.officer())
    few = queries()
    for number, user in enumerate(many_users(12)):
        line((2026, 10, 15, 3), user, subject=f"resident:{number}", people=500)

    assert queries() == few
