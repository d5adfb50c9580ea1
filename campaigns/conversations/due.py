"""By when somebody hears back: so many working hours from when they wrote (``CONVERSATION_DUE_HOURS``)."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from residents.working_days import next_working_day

OPENS, CLOSES = time(9), time(18)  # 지방공무원 복무규정 제2조: 오전 9시부터 오후 6시까지


def due_from(written_at: datetime) -> datetime:
    """Return when an answer to what was written then is due; the clock runs in office hours on working days only."""
    left = timedelta(hours=settings.CONVERSATION_DUE_HOURS)
    at = _in_office_hours(timezone.localtime(written_at))
    while left > (rest := _closing(at) - at):
        left -= rest
        at = _opening(next_working_day(at.date() + timedelta(days=1)))
    return at + left


def _in_office_hours(at: datetime) -> datetime:
    """Return ``at``, or when the office opens next."""
    day = next_working_day(at.date())
    if day != at.date() or at < _opening(day):
        return _opening(day)
    return at if at < _closing(at) else _opening(next_working_day(day + timedelta(days=1)))


def _opening(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, OPENS))


def _closing(at: datetime) -> datetime:
    return timezone.make_aware(datetime.combine(at.date(), CLOSES))
