"""Reading the log page by page, and taking it as a file."""

from datetime import date
from io import BytesIO

import pytest
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
