"""What the counter's pages ask for: ``{% open_drafts user as begun %}``, ``{% counter_page resident as address %}``."""

from django import template

from accounts.models import User
from residents.counter import drafts
from residents.models import Resident
from residents.views.counter.enrol import address_of

register = template.Library()


@register.simple_tag
def open_drafts(user: User) -> list[drafts.Open]:
    """Return what this clerk has begun and not ended."""
    return drafts.open_drafts(user)


@register.simple_tag
def counter_page(resident: Resident) -> str:
    """Return the counter's page of a resident; empty where there is none."""
    return address_of(resident)
