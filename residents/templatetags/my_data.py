"""A row of a resident's data as titles and words: ``{% for title, value in section|facts_of:row %}``."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.translation import gettext as _

from residents.my_data import Section
from residents.spoken import day, moment

register = template.Library()


@register.filter
def facts_of(section: Section, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield what the row holds, in the order of the section's titles; what is empty is left out."""
    for name, title in section.titles.items():
        value = row.get(name)
        if value not in (None, "", {}):
            yield title, _said(value)


def _said(value: Any) -> str:
    match value:
        case bool():
            return _("Yes") if value else _("No")
        case datetime():
            return moment(value.isoformat())
        case date():
            return day(value.isoformat())
        case dict():
            return "\n".join(f"{label}: {one}" for label, one in value.items())
        case _:
            return str(value)
