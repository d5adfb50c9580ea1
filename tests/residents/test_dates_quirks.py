from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents.dates import KST, read_birth_date, read_date, read_datetime
from residents.unreadable import UnreadableValue

TODAY = date(2026, 11, 23)
DAYS = st.dates(date(1900, 3, 1), date(2100, 12, 31))
SPELLINGS = [
    "{0:%Y-%m-%d}", "{0:%Y/%m/%d}", "{0:%Y.%m.%d}", "{0:%Y%m%d}", "{0.year}. {0.month}. {0.day}.",
    "{0.year}.{0.month}.{0.day}", "{0.year}년 {0.month}월 {0.day}일", "{0.year}년{0.month:02}월{0.day:02}일",
    " {0.year} - {0.month} - {0.day} ", "'{0:%Y-%m-%d}", "{0:%Y-%m-%d} 00:00:00", "{0:%Y-%m-%d}T00:00:00",
    "{0:%Y-%m-%d}(화)",
    "{0.year}. {0.month}. {0.day}.(화요일)",
    "{0:%Y–%m–%d}",
]  # fmt: skip


@given(DAYS, st.sampled_from(SPELLINGS))
def test_every_spelling_reads_as_the_day_it_means(day: date, spelling: str) -> None:
    assert read_date(spelling.format(day)) == day


@given(DAYS)
def test_dates_and_numbers_of_spreadsheets_read_as_the_day_they_mean(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    digits = float(f"{day:%Y%m%d}")
    moment = datetime(day.year, day.month, day.day)
    assert [read_date(cell) for cell in (day, moment, serial, float(serial), digits, int(digits))] == [day] * 6


def test_full_width_digits_are_digits() -> None:
    assert read_date("２０２６．０７．３１") == date(2026, 7, 31)


@pytest.mark.parametrize("cell", ["2026.7.31.까지", "2026년 7월 31일(금)까지", "2026-07-31 한"])
def test_a_due_date_may_say_until(cell: str) -> None:
    assert read_date(cell) == date(2026, 7, 31)


@pytest.mark.parametrize(
    "cell",
    [None, "", "미정", "모름", True, "26-07-31", "2026-02-30", "2026-13-01", "2026-07", "202607",
     "2026-07-16 ~ 2026-07-31",
     "2026-07-31 또는 8-1", "20260731123", "0206-07-31", "2026-07-311", -5.0, 3.0, float("nan"),
     float("inf"), 850217.0],
)  # fmt: skip
def test_what_is_no_single_date_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_date(cell)
    assert refusal.value.code == "bad_date"


@pytest.mark.parametrize(
    "cell",
    ["1985. 2. 17.", "19850217", 19850217.0, "1985.2.17.(양)", 31095.0],
)
def test_birth_dates_are_read(cell: object) -> None:
    assert read_birth_date(cell, today=TODAY) == date(1985, 2, 17)


@pytest.mark.parametrize(
    "cell",
    ["", None, "850217", "85.2.17", "85-02-17", "1985.2.17(음)", "1899-12-31", "2026-11-24", "2027-01-01",
     "1985", "1985-02",
     "1985-02-30", "850217-1******", date(2027, 1, 1), date(1850, 1, 1), "1985-02-17생", "unknown"],
)  # fmt: skip
def test_unclear_and_impossible_birth_dates_are_refused_saying_what_to_write(cell: object) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_birth_date(cell, today=TODAY)
    assert refusal.value.code == "bad_birth_date"
    assert "1980-01-31" in str(refusal.value.reason)


def test_somebody_born_today_has_a_birth_date() -> None:
    assert read_birth_date("2026-11-23", today=TODAY) == TODAY


@pytest.mark.parametrize(
    "cell",
    ["2026-12-15 14:00", "2026. 12. 15. 14:00", "2026. 12. 15.(화) 14:00", "2026년 12월 15일 오후 2시",
     "2026년 12월 15일(화) 14시",
     "2026-12-15T14:00:00", "2026-12-15T14:00:00+09:00", "2026-12-15T05:00:00Z", "2026.12.15 14:00:00",
     "2026/12/15 오후 2:00",
     "2026-12-15 2:00 PM", "20261215 14:00", "2026-12-15 14시 00분", "2026-12-15 14:00~18:00",
     "2026-12-15 14:00 ~ 2026-12-15 18:00",
     "2026-12-15, 14:00", "２０２６-12-15　14：00", datetime(2026, 12, 15, 14, 0),
     datetime(2026, 12, 15, 5, 0, tzinfo=UTC), 46371 + 14 / 24],
)  # fmt: skip
def test_dates_with_a_time_are_read_in_korean_time(cell: object) -> None:
    assert read_datetime(cell) == datetime(2026, 12, 15, 14, 0, tzinfo=KST)


@pytest.mark.parametrize(
    ("cell", "hour"),
    [
        ("2026-12-15 오전 12:30", 0),
        ("2026-12-15 오후 12:30", 12),
        ("2026-12-15 오전 9:30", 9),
        ("2026-12-15 9:30", 9),
    ],
)
def test_noon_and_midnight_are_told_apart(cell: str, hour: int) -> None:
    assert read_datetime(cell) == datetime(2026, 12, 15, hour, 30, tzinfo=KST)


@pytest.mark.parametrize(
    "cell",
    [None, "", "미정", "2026-12-15", date(2026, 12, 15), datetime(2026, 12, 15), 46371.0, "26-12-15 14:00",
     "2026-12-15 25:00",
     "2026-12-15 14", "12월 15일 14시",
     "2026-12-15 오후", "2026-12-15 14:61", True, "2026-12-15 14:00 또는 16:00"],
)  # fmt: skip
def test_an_undecided_or_incomplete_time_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_datetime(cell)
    assert refusal.value.code == "bad_datetime"
