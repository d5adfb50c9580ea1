"""Days and times as people say them: “2026년 11월 23일 (월) 오후 2:00”."""

from datetime import date, datetime

from django.utils import formats, timezone
from django.utils.translation import pgettext


def day(value: str) -> str:
    """Show an ISO date as “2026년 11월 23일 (월)”."""
    when = date.fromisoformat(value[:10])
    return pgettext("date", "%(year)s-%(month)s-%(day)s (%(weekday)s)") % {
        "year": when.year,
        "month": when.month,
        "day": when.day,
        "weekday": weekday(when),
    }


def moment(value: str) -> str:
    """Show an ISO time in KST as “2026년 12월 15일 (화) 오후 2:00”."""
    when = timezone.localtime(datetime.fromisoformat(value))
    return f"{day(when.date().isoformat())} {clock(when)}"


def clock(when: datetime) -> str:
    """Show the hour of a local time as “오후 2:00”."""
    return formats.date_format(when, pgettext("time", "g:i A"))


def weekday(when: date) -> str:
    """Return the short weekday; Django's own Korean catalogue has only the long ones."""
    names = (
        pgettext("weekday", "Mon"),
        pgettext("weekday", "Tue"),
        pgettext("weekday", "Wed"),
        pgettext("weekday", "Thu"),
        pgettext("weekday", "Fri"),
        pgettext("weekday", "Sat"),
        pgettext("weekday", "Sun"),
    )
    return names[when.weekday()]
