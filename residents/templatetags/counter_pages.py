"""What the counter's pages ask for: ``{% open_drafts user as begun %}``."""

from django import template

from accounts.models import User
from residents.counter import drafts

register = template.Library()


@register.simple_tag
def open_drafts(user: User) -> list[drafts.Open]:
    """Return what this clerk has begun and not ended."""
    return drafts.open_drafts(user)
