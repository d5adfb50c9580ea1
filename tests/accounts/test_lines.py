"""Reading the log page by page, and taking it as a file."""

from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import holidays
import pytest
from django.db import connection
from django.utils import timezone
from python_calamine import CalamineWorkbook

from accounts import lines
from accounts.lines import Wanted
from accounts.log_file import write_lines
from tests import people
from tests.accounts.lines import line

pytestmark = pytest.mark.django_db
OCTOBER = Wanted(date(2026, 10, 1), date(2026, 10, 31))


def test_page_after_page_shows_every_line_once_also_of_one_moment(monkeypatch) -> None:
    monkeypatch.setattr(lines, "LINES_PER_PAGE", 2)
    written = [line((2026, 10, day, 10), None).pk for day in (1, 2, 2, 2, 3, 31)]
    seen, last, more = [], None, True

    while more:
        page, more = lines.page_after(lines.lines(OCTOBER), last)
        seen, last = seen + [one.pk for one in page], page[-1]

    assert seen == written[::-1]


def test_lines_are_narrowed_down_by_who_whose_what_and_why() -> None:
    officer = people.officer()
    wanted = line((2026, 10, 1, 0), officer, subject="resident:7", purpose="열람 3")
    line((2026, 10, 31, 23, 59), None, subject="resident:8", action="batch_rows", purpose="")
    line((2026, 11, 1, 0), officer, subject="resident:7", purpose="열람 3")

    for what in ({"user": officer.pk}, {"subject": "resident:7"}, {"action": "rights_request"}, {"words": "열람"}):
        found = lines.lines(Wanted(OCTOBER.begin, OCTOBER.end, **what))
        assert [one.pk for one in found] == [wanted.pk], what
    assert lines.lines(OCTOBER).count() == 2


def test_the_file_holds_the_lines_as_text_and_never_a_formula() -> None:
    line((2026, 10, 1, 9, 5), people.officer(), purpose="=1+1", people=12)
    file = BytesIO()

    assert write_lines(lines.lines(OCTOBER), file) == 1

    file.seek(0)
    row = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()[1]
    assert (row[0], row[1], row[4]) == ("2026-10-01 09:05:00", "officer", "192.0.2.7")
    assert row[7:] == [12, "=1+1"]


def test_the_periods_off_hours_are_those_of_a_plain_look_at_each_hour(settings) -> None:
    """Half past every hour of four months with Chuseok and the new year in them, looked at one by one."""
    settings.ACCESS_REVIEW_DAY_BEGINS, settings.ACCESS_REVIEW_DAY_ENDS = 7, 21
    wanted = Wanted(date(2026, 9, 10), date(2027, 1, 10))
    begin, end = wanted.period()
    days_off = set(holidays.country_holidays("KR", years=[2026, 2027]))
    moments = [begin + timedelta(hours=number, minutes=30) for number in range((end - begin).days * 24)]
    plain = [
        at
        for at in map(timezone.localtime, moments)
        if not 7 <= at.hour < 21 or at.isoweekday() > 5 or at.date() in days_off
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_accesslogentry (at, action, subject, people, purpose)"
            " SELECT at, 'x', 'x:1', 1, '' FROM unnest(%s) AS at",
            [moments],
        )

    found = lines.lines(replace(wanted, marks=frozenset({"off_hours"})))
    assert list(found.order_by("at").values_list("at", flat=True)) == plain
