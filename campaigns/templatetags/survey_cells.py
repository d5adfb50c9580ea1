"""Counts of surveys as people read them: ``{{ bar.count|cell }}``, ``{{ bar.percent|share }}``."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import template

from residents.cockpit import writing

register = template.Library()


@register.filter
def cell(value: int | None) -> str:
    """Show a count; “fewer than 5” where it is masked."""
    return writing.count(value)


@register.filter
def share(value: float) -> str:
    """Show a share as “38.2%”."""
    return writing.rate(value)


@register.filter
def beside(counts: Sequence[int | None], bars: Iterable[Any]) -> list[tuple[str, int | None]]:
    """Put each count of a row beside the option it counts."""
    return list(zip([bar.label for bar in bars], counts, strict=True))
