"""Which events the public sees, and those that somebody looks for."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from campaigns.models import Event, EventState, RegistrationState

WEEK, MONTH, PAST = "week", "month", "past"


def public() -> QuerySet[Event]:
    """Return every event that was made public, with how many people wait for a place."""
    waiting = Sum("registrations__seats", filter=Q(registrations__state=RegistrationState.WAITING), default=0)
    entered = Count("registrations", filter=Q(registrations__state=RegistrationState.ENTERED))
    seen = Event.objects.filter(published_at__isnull=False).exclude(state=EventState.DRAFT)
    return (
        seen.select_related("interest", "dong").annotate(waiting=waiting, entered=entered).order_by("starts_at", "id")
    )


def found(wanted: Mapping[str, Any]) -> QuerySet[Event]:
    """Return the events that fit: ``q``, ``interest``, ``dong``, ``when``, ``day``; what is over only where asked."""
    events, now, today = _fitting(wanted), timezone.now(), timezone.localdate()
    if one_day := wanted.get("day"):
        return events.filter(starts_at__lt=_start(one_day + timedelta(days=1)), ends_at__gte=_start(one_day))
    if wanted.get("when") == PAST:
        return events.filter(ends_at__lt=now).order_by("-starts_at", "-id")
    events = events.filter(ends_at__gte=now)
    if wanted.get("when") == WEEK:
        return events.filter(starts_at__lt=_start(today + timedelta(days=7 - today.weekday())))
    if wanted.get("when") == MONTH:
        return events.filter(starts_at__lt=_start(next_month(today)))
    return events


def within(wanted: Mapping[str, Any], first: date, after: date) -> QuerySet[Event]:
    """Return the events that fit and touch the days from ``first`` to before ``after``, whether over or not."""
    return _fitting(wanted).filter(starts_at__lt=_start(after), ends_at__gte=_start(first))


def _fitting(wanted: Mapping[str, Any]) -> QuerySet[Event]:
    events = public()
    for word in str(wanted.get("q") or "").split()[:8]:
        inside = Q(title__icontains=word) | Q(summary__icontains=word) | Q(place__icontains=word)
        events = events.filter(inside | Q(body__icontains=word))
    if interest := wanted.get("interest"):
        events = events.filter(interest=interest)
    if dong := wanted.get("dong"):
        events = events.filter(dong=dong)
    return events


def next_month(day: date) -> date:
    """Return the first day of the month after."""
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_current_timezone())
