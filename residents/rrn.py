"""Seeing what looks like a resident registration number: none is ever stored (개인정보 보호법 제24조의2)."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from residents.text import folded

# Six digits, a digit 1-8 after an optional dash, six more; not inside a longer number (payment numbers have
# 19 digits). Divided by a space alone, the six have to be a date: accounts are written like that too.
_DAY = r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_RRN = re.compile(rf"(?<!\d)(?:(\d{{6}})(?:\s{{0,3}}[-_~]\s{{0,3}})?|({_DAY})\s)[1-8]\d{{6}}(?!\d)", re.ASCII)

DIGITS = 13


def looks_like_rrn(cell: Any) -> bool:
    """Tell whether a cell or text holds what looks like a resident registration number."""
    if isinstance(cell, str):
        return len(cell) >= DIGITS and bool(_RRN.search(folded(cell)))
    is_whole = isinstance(cell, float | int) and 10 ** (DIGITS - 1) <= cell < 10**DIGITS and cell == int(cell)
    return is_whole and bool(_RRN.search(str(int(cell))))


def mask_rrn(cell: Any) -> str:
    """Return the text with the latter half of anything like an RRN replaced by stars."""
    return _RRN.sub(lambda found: f"{found[1] or found[2]}-*******", folded(cell))


def replace_rrn(text: str, words: str) -> str:
    """Return ``text`` with ``words`` in the place of anything like an RRN; as it is where there is none."""
    return _RRN.sub(words, folded(text)) if looks_like_rrn(text) else text


def refuse_rrn(text: str) -> None:
    """Raise ValidationError where free text holds what looks like one: a validator, as those of form fields are."""
    if looks_like_rrn(text):
        raise ValidationError(_("This holds what looks like a resident registration number. Take it out."))
