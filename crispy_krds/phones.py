"""A Korean telephone number as people write it."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_FILLERS = re.compile(r"[\s\-.()/\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")
_MOBILE = re.compile(r"01[016789]\d{7,8}")
_ANY = re.compile(r"(?:02\d{7,8}|0[3-9]\d{8,9}|01[016789]\d{7,8}|050\d{8,9}|1[5-9]\d{6})")


class PhoneInput(forms.TextInput):
    """A telephone pad and autofill; a number that is known is shown with its hyphens."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        fixed = {"autocomplete": "tel", "maxlength": "30", "class": "krds-short"}
        super().__init__({**fixed, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return hyphenated(value) if isinstance(value, str) and value else None


class PhoneField(forms.Field):
    """Read ``010-1234-5678``, ``01012345678`` or ``+82 10 1234 5678`` as its digits, ``01012345678``.

    With ``mobile=True`` only numbers that can get an SMS are taken.
    """

    widget = PhoneInput
    default_error_messages = {
        "invalid": _("Enter a telephone number, for example 02-1234-5678."),
        "invalid_mobile": _("Enter a mobile number, for example 010-1234-5678."),
    }

    def __init__(self, *, mobile: bool = False, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Mobile number") if mobile else _("Telephone number"))
        super().__init__(**kwargs)
        self.mobile = mobile

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        number = digits_of(str(value))
        if not (_MOBILE if self.mobile else _ANY).fullmatch(number) or not number.isascii():
            code = "invalid_mobile" if self.mobile else "invalid"
            raise ValidationError(self.error_messages[code], code=code)
        return number


def digits_of(text: str) -> str:
    """Return a number without what people put between its digits, and with 0 in place of the country code 82."""
    number = _FILLERS.sub("", unicodedata.normalize("NFKC", text))
    return re.sub(r"^(?:\+|00)82\(?0?\)?", "0", number)


def hyphenated(text: str) -> str:
    """Return a number with its hyphens; what is not quite a number stays as it is."""
    if not _ANY.fullmatch(text):
        return text
    if len(text) == 8:
        return f"{text[:4]}-{text[4:]}"
    area = 2 if text.startswith("02") else 4 if text.startswith("050") and len(text) == 12 else 3
    return f"{text[:area]}-{text[area:-4]}-{text[-4:]}"
