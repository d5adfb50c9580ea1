"""A birth date as people write it: eight digits in one box, so that a number pad and autofill both serve."""

import re
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

_SEPARATORS = re.compile(r"[\s.\-/년월일]+")


class BirthDateInput(forms.TextInput):
    """A text box with a number pad; ``type="number"`` would eat leading zeros and spin on scrolling."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        fixed = {"inputmode": "numeric", "autocomplete": "bday", "maxlength": "13", "class": "krds-short"}
        super().__init__({**fixed, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        return value.strftime("%Y%m%d") if isinstance(value, date) else super().format_value(value)


class BirthDateField(forms.Field):
    """Read ``19850312``, ``1985-03-12``, ``1985. 3. 12.`` or ``1985년 3월 12일`` as a date not after today."""

    widget = BirthDateInput
    default_error_messages = {
        "invalid": _("Enter the date of birth as eight digits, for example 19850312."),
        "future": _("The date of birth is in the future. Enter eight digits, for example 19850312."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Date of birth"))
        kwargs.setdefault("help_text", _("Eight digits, for example 19850312"))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return value or None
        parsed = read_date(str(value))
        if parsed is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if parsed > timezone.localdate():
            raise ValidationError(self.error_messages["future"], code="future")
        return parsed


def read_date(text: str) -> date | None:
    """Return the date in ``text`` (year, month, day), or None where it holds none."""
    parts = [part for part in _SEPARATORS.split(text.strip()) if part]
    if len(parts) == 1 and len(parts[0]) == 8:
        parts = [parts[0][:4], parts[0][4:6], parts[0][6:]]
    if len(parts) != 3 or len(parts[0]) != 4 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    try:
        return date(*map(int, parts))
    except ValueError:
        return None
