"""How figures are written, on the page and on paper."""

from datetime import date

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from residents.cockpit.forecast import Forecast
from residents.cockpit.places import percent
from residents.cockpit.tables import Cell

NOTHING = "—"


def cell(one: Cell) -> str:
    """Return what stands in a cell."""
    if one.is_masked:
        return masked()
    value = one.value
    if value is None or value == "":
        return NOTHING
    if one.kind == "rate" and isinstance(value, int | float):
        return rate(value)
    if one.kind == "mean" and isinstance(value, int | float):
        return f"{value:,.1f}"
    if isinstance(value, date):
        return day(value)
    return intcomma(value) if isinstance(value, int) else str(value)


def masked() -> str:
    """Return what stands in place of a masked figure."""
    return pgettext("a figure", "masked")


def masking() -> str:
    """Say which figures are masked."""
    return _(
        "Figures of 1 to %(most)s are masked, and others where such a one could be computed from them, "
        "so that nobody can be told from the figures."
    ) % {"most": settings.SMALL_CELL - 1}


def rate(value: float | None) -> str:
    return NOTHING if value is None else f"{value:,.1f}%"


def rate_of(count: int | None, of: int | None) -> str:
    """Show a rate; masked where its count is."""
    return masked() if count is None and of else rate(percent(count, of))


def count(value: int | None) -> str:
    return masked() if value is None else intcomma(value)


def day(value: date) -> str:
    return date_format(value, pgettext("date", "Y-m-d"))


def month(value: date) -> str:
    return date_format(value, pgettext("date of a month", "F Y"))


def forecast(one: Forecast | None) -> tuple[str, str]:
    """Return the forecast in a few words, and how it was come by."""
    if one is None:
        return NOTHING, _("There is no forecast without the figures of residents and households.")
    if one.is_reached:
        return _("Reached"), _("The goal is reached.")
    if one.is_too_early:
        return _("Too early"), _("A forecast needs at least four whole weeks.")
    return _range(one), _how(one)


def _range(one: Forecast) -> str:
    if one.earliest is None:
        return _("Not in sight")
    if one.latest is None:
        return _("%(month)s at the earliest") % {"month": month(one.earliest)}
    first, last = month(one.earliest), month(one.latest)
    if first != last and one.earliest.year == one.latest.year:
        first = date_format(one.earliest, pgettext("first of two months of one year", "F"))
        last = date_format(one.latest, pgettext("month of the same year", "F Y"))
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _how(one: Forecast) -> str:
    return " ".join(_pace(pace.weeks, pace.gain, pace.day) for pace in one.paces)


def _pace(weeks: int, gain: float, reached: date | None) -> str:
    said = {"weeks": weeks, "gain": f"{gain:+,.1f}", "day": day(reached) if reached else ""}
    if reached:
        return _("At the pace of the last %(weeks)s weeks (%(gain)s households a week): %(day)s.") % said
    return _("At the pace of the last %(weeks)s weeks (%(gain)s households a week): not within ten years.") % said
