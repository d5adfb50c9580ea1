"""Amounts, counts and numbers that are names (a payment number is never an integer)."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from residents.text import folded
from residents.unreadable import UnreadableValue

EXACT_DIGITS = 15  # a spreadsheet keeps no more of a number (IEEE 754 double precision)

# A third digit behind the point would be 929.520 for 929,520: not read, rather than read as 929.
_WON = re.compile(r"(?:일?금|₩|\\|KRW)?((?:\d{1,3}(?:,\d{3})+|\d+))(?:\.0{1,2})?(?:원정?|KRW)?", re.ASCII)


def read_won(cell: Any) -> int:
    """Read an amount in won: 929,520 or 929,520원 or ₩929,520; no negative amounts, no fractions."""
    match = _WON.fullmatch(re.sub(r"\s|^'", "", folded(cell)))
    if match is None or len(amount := match[1].replace(",", "")) > EXACT_DIGITS:
        raise UnreadableValue("bad_amount", _("The amount cannot be read: write it in won, such as 929,520."))
    return int(amount)


def read_whole_number(cell: Any) -> int:
    """Read a small whole number such as a year, a tong or a year of service, with or without its counter."""
    match = re.fullmatch(r"'?제?\s*(\d{1,6})(?:\.0+)?\s*(?:년도?|통|반|년차|연차)?", folded(cell), re.ASCII)
    if match is None:
        raise UnreadableValue("bad_number", _("The number cannot be read: write digits only."))
    return int(match[1])


def read_opaque_number(cell: Any, *, digits: range | None = None) -> str:
    """Read a number that is a name: text without spaces and hyphens, ``digits`` long where that is known.

    Refuses one that a spreadsheet has rounded: a numeric cell of more than 15 digits, or scientific notation.
    """
    text = re.sub(r"[\s\-]|^'", "", folded(cell))
    if _is_rounded(cell, text):
        raise UnreadableValue(
            "rounded_number",
            _("The spreadsheet rounded this number: format the column as text and enter it again."),
        )
    if isinstance(cell, bool) or not re.fullmatch(r"[0-9A-Za-z]{1,40}", text) or (digits and len(text) not in digits):
        raise UnreadableValue("bad_number", _("The number cannot be read: write digits only."))
    return text


def _is_rounded(cell: Any, text: str) -> bool:
    if isinstance(cell, float | int):
        return len(text) > EXACT_DIGITS
    return bool(re.fullmatch(r"\d(\.\d+)?[eE]\+?\d+", text))
