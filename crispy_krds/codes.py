"""A code that came by SMS or email, typed, pasted or filled in by the phone."""

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

_FILLERS = re.compile(r"[\s\-.\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]+")


class CodeInput(forms.TextInput):
    """A number pad, and the phone's offer to fill in the code; room for the blanks of a pasted one."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        fixed = {
            "inputmode": "numeric",
            "autocomplete": "one-time-code",
            "maxlength": "30",
            "spellcheck": "false",
            "class": "krds-short krds-code",
        }
        super().__init__({**fixed, **(attrs or {})})


class CodeField(forms.Field):
    """Read a code of ``digits`` digits; blanks, hyphens and full-width digits are forgiven. The answer is a string."""

    widget = CodeInput
    default_error_messages = {"invalid": _("Enter the %(digits)s digits of the code from the message.")}

    def __init__(self, *, digits: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Code"))
        super().__init__(**kwargs)
        self.digits = digits

    def to_python(self, value: Any) -> str:
        if value in self.empty_values:
            return ""
        code = _FILLERS.sub("", unicodedata.normalize("NFKC", str(value)))
        if len(code) != self.digits or not (code.isascii() and code.isdigit()):
            raise ValidationError(self.error_messages["invalid"], code="invalid", params={"digits": self.digits})
        return code
