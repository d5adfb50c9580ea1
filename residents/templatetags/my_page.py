"""What my page's own template needs to know: ``{% visit_minutes %}``."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def visit_minutes() -> int:
    """Return how long a visit goes on without a click."""
    return int(settings.MY_PAGE_MINUTES)
