"""Fields that read what people type with the readers of this room, and refuse what would do harm in a register."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from crispy_krds.fields import BirthDateField
from crispy_krds.phones import PhoneInput
from residents.addresses import read_address
from residents.dates import OLDEST
from residents.emails import read_email
from residents.names import read_name
from residents.phones import read_mobile
from residents.rrn import looks_like_rrn
from residents.text import folded
from residents.unreadable import UnreadableValue

# Hangul syllables, Hanja and Latin letters. A letter of another script that looks like one of these would make a
# name or an address that no register matches, and that nobody sees to be wrong.
_LETTERS = "가-힣\u3400-\u4dbf\u4e00-\u9fffA-Za-z\u00c0-\u024f\u1e00-\u1eff"
_NAME = re.compile(rf"[{_LETTERS} .,'’·\-()]*")
_ADDRESS = re.compile(rf"[{_LETTERS}0-9 .,'’·\-()\[\]/#&~@]*")
_RRN = _("This holds what looks like a resident registration number. Take it out: the birth date is enough.")


def read_written_name(text: str) -> str:
    """Read a name in Hangul, Hanja or Latin letters."""
    if not _NAME.fullmatch(folded(text)):
        raise UnreadableValue(
            "bad_letters",
            _("Write the name in Hangul, Hanja or Latin letters, as on your identity card, without other signs."),
        )
    return read_name(text)


def read_written_address(text: str) -> str:
    """Read an address in Hangul, Hanja or Latin letters."""
    if not _ADDRESS.fullmatch(folded(text)):
        raise UnreadableValue(
            "bad_letters",
            _("Write the address with letters, numbers, blanks and , . - ( ) only, such as 왕십리로 263, 109동 804호."),
        )
    return read_address(text)


def read_written_email(text: str) -> str:
    """Read an email address in plain letters: one look-alike in the domain would send the code to a stranger."""
    if not folded(text).isascii():
        raise UnreadableValue("bad_letters", _("Write the email address in Latin letters, as name@example.com."))
    return read_email(text)


def rrn_refused(field: forms.Field) -> ValidationError:
    """Return the error of a field that holds a resident registration number."""
    return ValidationError(field.error_messages.get("rrn", _RRN), code="rrn")


class ReadField(forms.CharField):
    """Text that ``read`` takes; what it says of a value that it cannot read becomes the field's error."""

    def __init__(self, read: Callable[[str], str], **kwargs: Any) -> None:
        self.read = read
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if looks_like_rrn(text):
            raise rrn_refused(self)
        if not text:
            return ""
        try:
            return self.read(text)
        except UnreadableValue as error:
            raise ValidationError(str(error.reason), code=error.code) from error


def name_field(**kwargs: Any) -> ReadField:
    kwargs.setdefault("error_messages", {"required": _("Write the name.")})
    return ReadField(read_written_name, **kwargs)


def address_field(**kwargs: Any) -> ReadField:
    kwargs.setdefault("error_messages", {"required": _("Write the address.")})
    return ReadField(read_written_address, **kwargs)


def mobile_field(**kwargs: Any) -> ReadField:
    """A mobile number; comes back as digits only."""
    return ReadField(read_mobile, **{"label": _("Mobile number"), "widget": PhoneInput({"class": ""}), **kwargs})


def email_field(**kwargs: Any) -> ReadField:
    attrs = {"type": "email", "inputmode": "email", "autocomplete": "email", "autocapitalize": "none"}
    return ReadField(read_written_email, **{"label": _("Email address"), "widget": forms.TextInput(attrs), **kwargs})


class WholeBirthDateField(BirthDateField):
    """A birth date of somebody who lives; refuses the number on the identity card."""

    default_error_messages = {"required": _("Write the date of birth as eight digits, for example 19850312.")}

    def clean(self, value: Any) -> date | None:
        if looks_like_rrn(value):
            raise rrn_refused(self)
        born: date | None = super().clean(value)
        if born and born.year < OLDEST:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return born


def bare(form: forms.Form) -> FormHelper:
    """Return a helper that draws the fields only: the page has the form element and the buttons."""
    helper = FormHelper(form)
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def today() -> date:
    return timezone.localdate()
