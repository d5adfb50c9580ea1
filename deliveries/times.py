"""Times and durations as people say them on the telephone: “about 3 minutes”, “2:10 PM”, “24 November 2:10 PM”."""

import math
from datetime import datetime, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

_MINUTE, _HOUR, _DAY = 60, 3600, 86_400


def duration(seconds: float) -> str:
    """Say a duration, rounded up as coarsely as people do: never seconds beyond 90."""
    if seconds <= 90:
        count = max(math.ceil(seconds), 1)
        return ngettext("%(count)s second", "%(count)s seconds", count) % {"count": count}
    if seconds <= 90 * _MINUTE:
        count = math.ceil(seconds / _MINUTE)
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}
    if seconds <= 36 * _HOUR:
        count = math.ceil(seconds / _HOUR)
        return ngettext("%(count)s hour", "%(count)s hours", count) % {"count": count}
    count = math.ceil(seconds / _DAY)
    return ngettext("%(count)s day", "%(count)s days", count) % {"count": count}


def left(seconds: float) -> str:
    """Say how long something will still take: “about 3 minutes left”, the last seconds in tens."""
    if seconds <= 10:
        return _("done in a moment")
    coarse = math.ceil(seconds / 10) * 10 if seconds <= 90 else seconds
    return _("about %(duration)s left") % {"duration": duration(coarse)}


def ago(when: datetime, now: datetime | None = None) -> str:
    """Say how long ago something was; the last seconds are “just now”."""
    seconds = ((now or timezone.now()) - when).total_seconds()
    return _("%(duration)s ago") % {"duration": duration(math.floor(seconds))} if seconds >= 5 else _("just now")


def clock(when: datetime) -> str:
    """Say the time of day in Korea: “2:10 PM”."""
    local = timezone.localtime(when)
    return formats.date_format(local, pgettext("time", "g:i A"))


def day_and_clock(when: datetime, *, today: datetime | None = None) -> str:
    """Say the time, with its day; without it where that day is ``today``'s."""
    local = timezone.localtime(when)
    if today is not None and local.date() == timezone.localtime(today).date():
        return clock(when)
    return formats.date_format(local, pgettext("day and time", "j F, g:i A"))


def done_at(seconds: float, now: datetime | None = None) -> datetime:
    """Return when something that takes ``seconds`` more is done, to the minute."""
    when = (now or timezone.now()) + timedelta(seconds=seconds)
    return (when + timedelta(seconds=30)).replace(second=0, microsecond=0)
