"""Calendar files hold to RFC 5545, whatever a register says."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents.calendar_file import Event, write


def lines(file: bytes) -> list[str]:
    """The lines as a calendar program reads them, unfolded (3.1)."""
    return file.decode().replace("\r\n ", "").split("\r\n")


def test_a_day_is_a_whole_day_with_an_end_that_is_not_part_of_it():
    read = lines(write(Event("1@x", date(2026, 12, 31), "재산세")))

    assert {"DTSTART;VALUE=DATE:20261231", "DTEND;VALUE=DATE:20270101", "SUMMARY:재산세"} <= set(read)
    assert (read[0], read[-2], read[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")


def test_a_moment_is_in_korean_time_wherever_it_was_noted():
    read = lines(write(Event("1@x", datetime(2026, 12, 15, 5, tzinfo=UTC), "교육")))

    assert "DTSTART;TZID=Asia/Seoul:20261215T140000" in read
    assert "DTEND;TZID=Asia/Seoul:20261215T150000" in read
    assert "TZID:Asia/Seoul" in read


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a;b,c", "a\\;b\\,c"),
        ("a\\n", "a\\\\n"),
        ("a\nb", "a\\nb"),
        ("a\r\nEND:VEVENT", "a\\nEND:VEVENT"),
        ("a\x00b", "ab"),
    ],
)
def test_what_has_a_meaning_is_escaped(text, written):
    assert f"SUMMARY:{written}" in lines(write(Event("1@x", date(2026, 12, 31), text)))


@given(st.text(max_size=400))
def test_no_text_begins_a_line_of_its_own_or_makes_one_too_long(text):
    file = write(Event("1@x", date(2026, 12, 31), text, description=text, location=text))

    physical = file.split(b"\r\n")
    assert max(map(len, physical)) <= 75
    assert not any(b"\n" in line or b"\r" in line for line in physical)
    assert sum(line.startswith("BEGIN:") for line in lines(file)) == 5  # calendar, zone, standard time, event, alarm
    for line in physical:
        line.decode()  # never cut inside a character
