from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents.dates import read_birth_date, read_date, read_datetime
from tests.residents.refusals import refused

KST = ZoneInfo("Asia/Seoul")
TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "cell",
    ["1985-02-17", "1985.02.17", "1985. 2. 17.", "1985.2.17.", "1985/2/17", "19850217", "1985년 2월 17일",
     "1985년02월17일",
     "1985 년 2 월 17 일", "１９８５．２．１７", "1985–02–17", " 1985-02-17 ", 19850217, 19850217.0, 31095, 31095.0,
     date(1985, 2, 17), datetime(1985, 2, 17), "1985-02-17(일)", "1985. 2. 17. (일요일)"],
)  # fmt: skip
def test_a_birth_date_is_read_in_every_usual_spelling(cell):
    assert read_birth_date(cell, today=TODAY) == date(1985, 2, 17)


def test_the_day_and_month_of_a_korean_date_may_have_two_digits():
    assert read_birth_date("1988년 11월 30일", today=TODAY) == date(1988, 11, 30)


@pytest.mark.parametrize(
    "cell",
    ["85.02.17", "850217", "85-2-17", "'85. 2. 17.", "19999999", "1988.13.41", "1987-02-29", "2026-11-24", "1899-12-31",
     "", None, "모름", "-", "1985", "1985-02", "198502171", "17-02-1985", "1985-02-17 생", "1985-02-17-1",
     "양력 1985-02-17", True, 0, -1, 850217],
)  # fmt: skip
def test_a_birth_date_with_two_digits_or_that_never_was_is_refused(cell):
    assert refused(read_birth_date, cell, today=TODAY) == "bad_birth_date"


def test_a_child_may_have_been_born_today():
    assert read_birth_date("2026-11-23", today=TODAY) == TODAY


@given(st.dates(date(1900, 3, 1), TODAY))
def test_a_spreadsheet_serial_is_the_date_that_the_spreadsheet_shows(day):
    assert read_birth_date((day - date(1899, 12, 30)).days, today=TODAY) == day


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(["%Y-%m-%d", "%Y.%m.%d.", "%Y. %m. %d.", "%Y년 %m월 %d일"]))
def test_every_day_reads_back_in_every_spelling(day, spelling):
    assert read_birth_date(day.strftime(spelling), today=TODAY) == day


@pytest.mark.parametrize("cell", ["2026-07-31", "2026. 7. 31.(금)", "2026년 7월 31일", 20260731, "2026.7.31까지"])
def test_a_due_date_may_say_its_weekday_and_until(cell):
    assert read_date(cell) == date(2026, 7, 31)


@pytest.mark.parametrize("cell", ["7월 31일", "", None, "2026-13-01", "말일", "2026-06-31"])
def test_what_is_no_date_is_refused(cell):
    assert refused(read_date, cell) == "bad_date"


@pytest.mark.parametrize(
    "cell",
    ["2026-12-15 14:00", "2026.12.15. 14:00", "2026-12-15T14:00:00", "2026년 12월 15일 오후 2시",
     "2026. 12. 15.(화) 14:00",
     "2026년 12월 15일(화) 오후 2:00", "2026-12-15 2:00 PM", "2026-12-15 14시 00분", "20261215 14:00",
     "2026-12-15 14시", datetime(2026, 12, 15, 14), 46371 + 14 / 24, "2026-12-15 14:00~18:00"],
)  # fmt: skip
def test_a_time_is_read_in_kst_in_every_usual_spelling(cell):
    assert read_datetime(cell) == datetime(2026, 12, 15, 14, tzinfo=KST)


@pytest.mark.parametrize(("cell", "hour"), [("2026-12-15 오전 12:30", 0), ("2026-12-15 오후 12:30", 12),
                                            ("2026-12-15 12:30 AM", 0), ("2026-12-15 오전 9:30", 9)])  # fmt: skip
def test_noon_and_midnight_are_told_apart(cell, hour):
    assert read_datetime(cell).hour == hour


@pytest.mark.parametrize(
    "cell",
    ["2026-12-15", "미정", "2026-12-15 미정", "2026-12-15 25:00", "2026-12-15 14:61", "", None, date(2026, 12, 15)],
)
def test_a_date_without_a_time_is_refused_where_a_time_is_owed(cell):
    assert refused(read_datetime, cell) == "bad_datetime"


@pytest.mark.parametrize("cell", [46371, 46371.0, datetime(2026, 12, 15)])
def test_a_spreadsheet_date_without_a_time_is_not_taken_for_midnight(cell):
    assert refused(read_datetime, cell) == "bad_datetime"
