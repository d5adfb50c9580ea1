"""Times as people say them, in templates: ``{{ notice.opened_at|spoken }}``."""

from datetime import datetime

from django import template

from notices.showing import moment

register = template.Library()


@register.filter
def spoken(value: datetime | None) -> str:
    """Show a time in KST as “2026년 11월 23일 (월) 오후 2:00”."""
    return moment(value.isoformat()) if value else ""
