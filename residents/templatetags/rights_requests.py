"""Residents' requests on the pages of the office: ``{% open_requests as requests %}``."""

from django import template
from django.utils import timezone

from residents.rights import open_requests as waiting

register = template.Library()


@register.simple_tag
def open_requests() -> dict[str, int]:
    """Return how many requests wait for an answer, and how many of them are late."""
    days = list(waiting().values_list("due_on", flat=True))
    return {"open": len(days), "late": sum(day < timezone.localdate() for day in days)}
