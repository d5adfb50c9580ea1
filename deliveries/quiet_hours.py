"""Quiet hours: no SMS between 21:00 and 08:00 KST for what is not statutory (정보통신망법 제50조 제3항)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from deliveries.models import Dispatch
from residents.models import Channel

KST = ZoneInfo("Asia/Seoul")


def seconds_to_wait(dispatch: Dispatch, channel: str, *, now: datetime | None = None) -> float:
    """Return how long this channel of the dispatch has to wait; 0 when it may go out now. Email is exempt."""
    if not dispatch.quiet_hours or channel != Channel.SMS:
        return 0
    local = (now or timezone.now()).astimezone(KST)
    if settings.QUIET_HOURS_END <= local.hour < settings.QUIET_HOURS_BEGIN:
        return 0
    opening = local.replace(hour=settings.QUIET_HOURS_END, minute=0, second=0, microsecond=0)
    if opening <= local:
        opening += timedelta(days=1)
    return (opening - local).total_seconds()
