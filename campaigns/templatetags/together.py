"""What is read as one is not broken over two lines: ``{{ span|together }}``."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# A clock with its half of the day, a day with its weekday, in either language; numbers to call: ``krds_numbers``.
_ONE = re.compile(r"(\d{1,2}:\d\d [AP]M|오[전후] \d{1,2}:\d\d|[\d-]+일? \(\w{1,3}\))")


@register.filter
def together(text: str) -> SafeString:
    """Show ``text`` with the clocks and days in it each on one line."""
    pieces = enumerate(_ONE.split(text))
    return format_html_join(
        "", "{}", ((format_html('<span class="s-keep">{}</span>', one) if at % 2 else one,) for at, one in pieces)
    )
