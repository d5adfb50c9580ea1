"""Times as an office sets them: the morning of a day, or its end."""

from datetime import datetime, time, timedelta

from django.utils import timezone


def in_days(days: int, at: time) -> datetime:
    """Return that time of the day that many days from today."""
    return datetime.combine(timezone.localdate() + timedelta(days=days), at, timezone.get_current_timezone())


def end_of_day(days: int) -> datetime:
    """Return the last minute of the day that many days from today."""
    return in_days(days, time(23, 59))
