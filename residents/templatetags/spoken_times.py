"""Times as people say them, in templates: ``{{ notice.opened_at|spoken }}``, ``{{ request.due_on|spoken_day }}``."""

from datetime import date, datetime

from django import template
from django.utils import timezone

from residents.spoken import clock, day, moment

register = template.Library()


@register.filter
def spoken(value: datetime | None) -> str:
    """Show a time in KST as “2026년 11월 23일 (월) 오후 2:00”."""
    return moment(value.isoformat()) if value else ""


@register.filter
def spoken_clock(value: datetime | None) -> str:
    """Show the hour of a time in KST as “오후 2:00”."""
    return clock(timezone.localtime(value)) if value else ""


@register.filter
def spoken_day(value: date | datetime | None) -> str:
    """Show a day, or the day of a time in KST, as “2026년 11월 23일 (월)”."""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return day(value.isoformat()) if value else ""
