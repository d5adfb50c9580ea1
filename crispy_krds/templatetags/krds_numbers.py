"""Telephone numbers in running text, which browsers break at their hyphens: ``{{ words|unbroken }}``."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

register = template.Library()

_NUMBER = re.compile(r"(<[^>]*>)|(?<![\w-])((?:\d{2,4}-)?\d{3,4}-\d{4})(?![\w-])")


@register.filter
def unbroken(words: Any) -> SafeString:
    """Return the words, escaped unless they are safe, with each telephone number kept in one line."""
    escaped = conditional_escape(words)
    return SafeString(_NUMBER.sub(_kept, escaped))  # as safe as it was: only our own spans are put into it


def _kept(found: re.Match[str]) -> str:
    return found[1] or f'<span class="krds-unbroken">{found[2]}</span>'
