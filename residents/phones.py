"""Korean mobile numbers."""

import re
from typing import Any

import phonenumbers
from django.utils.translation import gettext_lazy as _

from residents.text import folded
from residents.unreadable import UnreadableValue

_MOBILE = re.compile(r"010\d{8}|01[16789]\d{7,8}")


def read_mobile(cell: Any) -> str:
    """Read a mobile number into its national digits, such as 01012345678.

    Accepts hyphens, spaces, +82, and numbers from which a spreadsheet took the leading zero.
    """
    digits = re.sub(r"[\s().\-/]|^'", "", folded(cell))
    digits = re.sub(r"^(\+|00)?820?(?=1)", "0", digits)
    if re.fullmatch(r"1[016789]\d{7,8}", digits):
        digits = f"0{digits}"
    if not digits.isascii() or not _MOBILE.fullmatch(digits) or not _is_assigned(digits):
        raise UnreadableValue("bad_phone", _("The mobile number cannot be read: write it as 010-1234-5678."))
    return digits


def format_mobile(digits: str) -> str:
    """Return the number as people write it: 010-1234-5678."""
    return f"{digits[:3]}-{digits[3:-4]}-{digits[-4:]}"


def _is_assigned(digits: str) -> bool:
    """Tell whether the number can be somebody's; 010-0000-0000 stands for none."""
    return bool(digits[3:].strip("0")) and phonenumbers.is_valid_number(phonenumbers.parse(digits, "KR"))
