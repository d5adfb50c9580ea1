"""Bands of ages as an answer carries them: “20-29”, “-19”, “80-”, nothing where the year of birth is not known."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _


def band_of(birth_year: int | None, on: date) -> str:
    """Return the band of somebody born in that year, by the age they reach in the year of ``on``."""
    if birth_year is None:
        return ""
    begins: Sequence[int] = settings.AGE_BANDS
    age = on.year - birth_year
    reached = [begin for begin in begins if begin <= age]
    if not reached:
        return f"-{begins[0] - 1}"
    last = reached[-1]
    return f"{last}-" if last == begins[-1] else f"{last}-{begins[len(reached)] - 1}"


def band_name(band: str) -> str:
    """Return what a band is called."""
    begin, _dash, end = band.partition("-")
    if not band:
        return _("Year of birth unknown")
    if not begin:
        return _("Under %(age)s") % {"age": int(end) + 1}
    if not end:
        return _("%(age)s and older") % {"age": begin}
    return _("%(from)s to %(to)s") % {"from": begin, "to": end}


def band_order(band: str) -> int:
    """Return where a band stands among others; the unknown last."""
    begin, _dash, _end = band.partition("-")
    return int(begin) if begin else (-1 if band else 10_000)
