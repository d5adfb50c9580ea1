"""Cells of the cockpit as people read them: ``{{ cell|written }}``, ``{{ figures.reached_rate|rate }}``."""

from datetime import date

from django import template

from residents.cockpit import writing
from residents.cockpit.tables import Cell

register = template.Library()


@register.filter
def written(cell: Cell) -> str:
    """Show a cell: numbers with separators, rates in per cent, a masked one in words."""
    return writing.cell(cell)


@register.filter
def short_day(value: date) -> str:
    """Show a day in figures, as beside an axis."""
    return writing.day(value)


@register.filter
def rate(value: float | None) -> str:
    """Show a rate as “38.2%”, and “—” where there is none."""
    return writing.rate(value)


@register.filter
def count(value: int | None) -> str:
    """Show a count; “fewer than 5” where it is masked."""
    return writing.count(value)
