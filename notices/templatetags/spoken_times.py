"""Times and days as people say them, in templates: ``{{ notice.opened_at|spoken }}``."""

from datetime import date, datetime

from django import template

from notices.showing import day, moment

register = template.Library()


@register.filter
def spoken(value: datetime | None) -> str:
    """Show a time in KST as “2026년 11월 23일 (월) 오후 2:00”."""
    return moment(value.isoformat()) if value else ""


@register.filter
def spoken_day(value: date | None) -> str:
    """Show a day as “2026년 11월 23일 (월)”."""
    return day(value.isoformat()) if value else ""
