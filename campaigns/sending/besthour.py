"""The hour at which news are read best, by when people followed links before; and when a campaign goes out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.models import Campaign
from campaigns.sending.planning import mobile_among
from deliveries.quiet_hours import KST
from residents.working_days import next_working_day

USUAL_HOUR = 10
LOOKED_BACK = timedelta(days=180)
ENOUGH = 200  # clicks, before which they say nothing
EARLIEST, LATEST = 9, 18  # o'clock: while somebody is at the office to answer

# By hand, for readers follow a link soon after it comes: an hour at which nothing was sent says nothing against it.
_BY_HOUR = """
SELECT extract(hour FROM c.first_at AT TIME ZONE 'Asia/Seoul')::int AS hour, count(*)
  FROM campaigns_click AS c
 WHERE c.first_at > %(since)s AND extract(isodow FROM c.first_at AT TIME ZONE 'Asia/Seoul') < 6
 GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class BestHour:
    """The hour, the next time it is, and why it is the best, in words."""

    hour: int
    at: datetime
    reason: Any


def best_hour(campaign: Campaign | None = None, *, now: datetime | None = None) -> BestHour:
    """Return the best hour of a working day, and the next moment of it."""
    now = now or timezone.now()
    clicks = _clicks(now)
    total = sum(clicks.values())
    if total < ENOUGH:
        unknown = _("Ten on a working day: too few links were followed yet to know better.")
        return BestHour(USUAL_HOUR, _next(USUAL_HOUR, now), unknown)
    hour = max(range(EARLIEST, LATEST), key=lambda one: (clicks.get(one, 0), -one))
    reason = _("Of %(total)s links followed on weekdays in the last half year, %(percent)s %% were at this hour.") % {
        "total": f"{total:,}",
        "percent": round(100 * clicks.get(hour, 0) / total),
    }
    return BestHour(hour, _next(hour, now), reason)


def start_of(campaign: Campaign, *, now: datetime | None = None) -> datetime:
    """Return when ``campaign`` goes out if it is approved now: as chosen, and never at night where SMS are among it."""
    chosen = _chosen(campaign, now or timezone.now())
    return by_day(chosen) if mobile_among(campaign) else chosen


def morning_after(campaign: Campaign, *, now: datetime | None = None) -> datetime | None:
    """Return the morning for which all of ``campaign`` waits, emails too; None where it begins when it was chosen."""
    now = now or timezone.now()
    start = start_of(campaign, now=now)
    return start if start != _chosen(campaign, now) else None


def by_day(moment: datetime) -> datetime:
    """Return ``moment``, or the end of the quiet hours in which it lies (정보통신망법 제50조 제3항)."""
    local = moment.astimezone(KST)
    if settings.QUIET_HOURS_END <= local.hour < settings.QUIET_HOURS_BEGIN:
        return moment
    opening = local.replace(hour=settings.QUIET_HOURS_END, minute=0, second=0, microsecond=0)
    return opening if opening > local else opening + timedelta(days=1)


def _chosen(campaign: Campaign, now: datetime) -> datetime:
    at = best_hour(campaign, now=now).at if campaign.at_best_hour else campaign.send_at
    return max(at or now, now)


def _next(hour: int, now: datetime) -> datetime:
    local = now.astimezone(KST)
    day = local.date() if local.hour < hour else local.date() + timedelta(days=1)
    return datetime.combine(next_working_day(day), datetime.min.time(), tzinfo=KST) + timedelta(hours=hour)


def _clicks(now: datetime) -> dict[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_BY_HOUR, {"since": now - LOOKED_BACK})
        return dict(cursor.fetchall())
