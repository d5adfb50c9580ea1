"""Quiet hours: no SMS or 알림톡 from 21:00 to 08:00 KST for what is not statutory (정보통신망법 제50조 제3항)."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from deliveries.models import Dispatch
from deliveries.states import DeliveryChannel

KST = ZoneInfo("Asia/Seoul")


def seconds_to_wait(dispatch: Dispatch, channel: str, *, now: datetime | None = None) -> float:
    """Return how long this channel of the dispatch has to wait; 0 when it may go out now. Email is exempt.

    Some microseconds: ask before each window, for a chunk may be begun before 21:00 and last beyond it.
    """
    if not dispatch.quiet_hours or channel == DeliveryChannel.EMAIL:
        return 0
    local = (now or timezone.now()).astimezone(KST)
    if settings.QUIET_HOURS_END <= local.hour < settings.QUIET_HOURS_BEGIN:
        return 0
    opening = local.replace(hour=settings.QUIET_HOURS_END, minute=0, second=0, microsecond=0)
    if opening <= local:
        opening += timedelta(days=1)
    return (opening - local).total_seconds()
