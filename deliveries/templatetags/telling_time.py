"""Times as people say them, in templates: ``{{ provider.worked_at|ago:now }}``, ``{{ queue.oldest|duration }}``."""

from datetime import datetime

from django import template

from deliveries import times

register = template.Library()


@register.filter
def ago(value: datetime | None, now: datetime) -> str:
    """Say how long ago, such as “3 minutes ago”; nothing for never."""
    return times.ago(value, now) if value else ""


@register.filter
def duration(value: float | None) -> str:
    """Say a number of seconds as people do; nothing for none."""
    return times.duration(value) if value is not None else ""


@register.filter
def day_and_clock(value: datetime | None, today: datetime | None = None) -> str:
    """Say a time, with its day unless that is ``today``'s."""
    return times.day_and_clock(value, today=today) if value else ""
