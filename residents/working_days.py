"""Working days: what is due on a day off is due on the next working day (지방세기본법 제24조, 민법 제161조)."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

LABOUR_DAY = (5, 1)  # 근로자의 날, no public holiday but a day on which banks are closed


def next_working_day(day: date) -> date:
    """Move a due date off weekends, public holidays and Labour Day."""
    while day.weekday() >= 5 or day in _holidays(day.year) or (day.month, day.day) == LABOUR_DAY:
        day += timedelta(days=1)
    return day


@lru_cache(maxsize=8)
def _holidays(year: int) -> holidays.HolidayBase:
    return holidays.country_holidays("KR", years=year)
