"""Residents' requests on the pages of the office: ``{% open_requests as requests %}``."""

from typing import Any

from django import template
from django.utils import timezone

from accounts.scope import dongs_of
from residents.rights import open_requests as waiting

register = template.Library()


@register.simple_tag(takes_context=True)
def open_requests(context: dict[str, Any]) -> dict[str, int]:
    """Return how many requests wait for an answer of whoever reads the page, and how many of them are late."""
    days = list(waiting(dongs_of(context["user"])).values_list("due_on", flat=True))
    return {"open": len(days), "late": sum(day < timezone.localdate() for day in days)}
