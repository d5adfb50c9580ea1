"""Telephone numbers in running text, which browsers break at their hyphens: ``{{ words|unbroken }}``."""

import re
from typing import Any

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

_NUMBER = re.compile(r"(<[^>]*>)|(?<![\w-])((?:\d{2,4}-)?\d{3,4}-\d{4})(?![\w-])")


@register.filter
def unbroken(words: Any) -> SafeString:
    """Return the words, escaped unless they are safe, with each telephone number kept in one line."""
    return mark_safe(_NUMBER.sub(_kept, conditional_escape(words)))  # noqa: S308  # escaped just before


def _kept(found: re.Match[str]) -> str:
    return found[1] or f'<span class="krds-unbroken">{found[2]}</span>'
