"""Dates and times in the spellings that Korean forms and spreadsheets use."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from residents.text import folded
from residents.unreadable import UnreadableValue

KST = ZoneInfo("Asia/Seoul")
OLDEST, LATEST = 1900, 2199

_WEEKDAY = re.compile(r"[(\[]\s*[월화수목금토일](요일)?\s*[)\]]|[월화수목금토일]요일")
_DATE = re.compile(
    r"'?(\d{4})\s*(?:[-./]|년)\s*(\d{1,2})\s*(?:[-./]|월)\s*(\d{1,2})(?!\d)\s*(?:[.]|일)?|'?(\d{4})(\d{2})(\d{2})(?!\d)",
    re.ASCII,
)
_AFTER_DATE = re.compile(r"[T\s]*(0?0:00(:00(\.0+)?)?)?\s*(까지|한|\(양력?\))?\s*")  # what a date may trail
_TIME = re.compile(
    r"[T ,]*(오전|오후|AM|PM)?\s*(\d{1,2})\s*(?::|시)\s*(?:(\d{1,2})\s*분?(?::\d{2}(?:\.\d+)?)?)?\s*(AM|PM)?"
    r"\s*(?:[~-].*|\D*)",  # an end (~ 16:00) and words may follow
    re.ASCII | re.IGNORECASE,
)
_EPOCH = datetime(1899, 12, 30)  # day 0 of spreadsheets' 1900 system, for every day after their false 29 Feb 1900
_SERIALS = range(61, 110_000)  # 1 March 1900 to 2201


def read_date(cell: Any) -> date:
    """Read a date: a spreadsheet date or serial, 2026-07-31, 2026.7.31., 20260731, 2026년 7월 31일(금)."""
    try:
        return _whole_date(cell)
    except ValueError as error:
        raise UnreadableValue("bad_date", _("The date cannot be read: write it as 2026-07-31.")) from error


def read_birth_date(cell: Any, *, today: date) -> date:
    """Read a birth date; two-digit years, lunar dates, the future and years before 1900 are refused."""
    try:
        birth = _whole_date(cell)
    except ValueError:
        birth = date.max
    if birth > today:
        raise UnreadableValue("bad_birth_date", _("The birth date cannot be read: write it as 1980-01-31."))
    return birth


def read_datetime(cell: Any) -> datetime:
    """Read a date with its time of day, in KST; a date without a time, midnight in a cell, is refused."""
    try:
        moment = _moment(cell)
    except ValueError as error:
        raise UnreadableValue(
            "bad_datetime", _("Date and time cannot be read: write them as 2026-12-15 14:00.")
        ) from error
    return moment.astimezone(KST) if moment.tzinfo else moment.replace(tzinfo=KST)


def _whole_date(cell: Any) -> date:
    """Return the date that a cell holds and nothing else but what a date may trail."""
    day, rest = _date_part(cell)
    if not _AFTER_DATE.fullmatch(rest) or not OLDEST <= day.year <= LATEST:
        raise ValueError("more than a date")
    return day


def _moment(cell: Any) -> datetime:
    if isinstance(cell, datetime) and (cell.hour, cell.minute) != (0, 0):
        return cell
    if _is_serial(cell) and not float(cell).is_integer():
        return _from_serial(cell)
    text = folded(cell)
    if re.search(r"T.*(Z|[+-]\d\d:?\d\d)$", text):
        return datetime.fromisoformat(text)
    day, rest = _date_part(cell)
    if not OLDEST <= day.year <= LATEST:
        raise ValueError("no year of ours")
    return datetime.combine(day, _time_of(rest))


def _time_of(text: str) -> time:
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError("no time of day")
    half, hour, minute = (match[1] or match[4] or "").upper(), int(match[2]), int(match[3] or 0)
    if half in ("오후", "PM") and hour < 12:
        hour += 12
    if half in ("오전", "AM") and hour == 12:
        hour = 0
    return time(hour, minute)


def _date_part(cell: Any) -> tuple[date, str]:
    """Return the date a cell begins with, and the text behind it."""
    if isinstance(cell, datetime):
        return cell.date(), ""
    if isinstance(cell, date):
        return cell, ""
    if _is_serial(cell):
        return _from_serial(cell).date(), ""
    text = _WEEKDAY.sub(" ", folded(cell))
    match = _DATE.match(text)
    if match is None:
        raise ValueError("no date")
    year, month, day = (int(part) for part in match.groups() if part)
    return date(year, month, day), text[match.end() :]


def _is_serial(cell: Any) -> bool:
    is_number = isinstance(cell, float | int) and not isinstance(cell, bool)
    return is_number and _SERIALS.start <= cell < _SERIALS.stop


def _from_serial(number: float) -> datetime:
    moment = _EPOCH + timedelta(days=number)
    return (moment + timedelta(milliseconds=500)).replace(microsecond=0)
