"""Fields that read what people type with the readers of this room, and refuse what would do harm in a register."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from crispy_krds.fields import BirthDateField, BirthDateInput
from crispy_krds.phones import PhoneInput
from residents import addresses, names
from residents.addresses import read_address
from residents.dates import OLDEST
from residents.emails import read_email
from residents.names import normalise_name, read_name
from residents.phones import read_mobile
from residents.rrn import looks_like_rrn
from residents.text import folded
from residents.unreadable import UnreadableValue

# Hangul syllables, Hanja and Latin letters. A letter of another script that looks like one of these would make a
# name or an address that no register matches, and that nobody sees to be wrong.
_LETTERS = "가-힣\u3400-\u4dbf\u4e00-\u9fffA-Za-z\u00c0-\u024f\u1e00-\u1eff"
_NAME = re.compile(rf"[{_LETTERS} .,'’·\-()]*")
_ADDRESS = re.compile(rf"[{_LETTERS}0-9 .,'’·\-()\[\]/#&~@]*")
# The first half of a registration number, which is a birth date, and some of the second, perhaps starred.
_RRN_BEGUN = re.compile(
    r"\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\s*[-_~]\s*[1-8][\d*]{0,6}|[1-8][\d*]{2,6})", re.ASCII
)
_EIGHT = re.compile(r"\d{8}|\d{4}[\s.\-/년]+\d{1,2}[\s.\-/월]+\d{1,2}[\s.일]*", re.ASCII)
_RRN = _("This holds what looks like a resident registration number. Take it out.")
_RRN_FOR_BIRTH_DATE = _(
    "This holds what looks like a resident registration number. Take it out: the birth date is enough."
)


def read_written_name(text: str) -> str:
    """Read a name in Hangul, Hanja or Latin letters."""
    if len(normalise_name(text)) > names.LONGEST:
        raise UnreadableValue(
            "too_long", gettext("This is too long for a name: at most %(most)s characters.") % {"most": names.LONGEST}
        )
    if not _NAME.fullmatch(folded(text)):
        raise UnreadableValue(
            "bad_letters",
            _("Write the name in Hangul, Hanja or Latin letters, as on your identity card, without other signs."),
        )
    return read_name(text)


def read_written_address(text: str) -> str:
    """Read an address in Hangul, Hanja or Latin letters."""
    if len(" ".join(folded(text).split())) > addresses.LONGEST:
        raise UnreadableValue(
            "too_long",
            gettext("This is too long for an address: at most %(most)s characters.") % {"most": addresses.LONGEST},
        )
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
    return _field(
        read_written_name,
        kwargs,
        required=_("Write the name."),
        rrn=_("This holds what looks like a resident registration number. Take it out: the name is enough."),
    )


def address_field(**kwargs: Any) -> ReadField:
    return _field(
        read_written_address,
        kwargs,
        required=_("Write the address."),
        rrn=_("This holds what looks like a resident registration number. Take it out: the address is enough."),
    )


def mobile_field(**kwargs: Any) -> ReadField:
    """A mobile number; comes back as digits only."""
    return _field(
        read_mobile,
        {"label": _("Mobile number"), "widget": PhoneInput({"class": ""}), **kwargs},
        rrn=_("This looks like a resident registration number. Take it out: only the mobile number belongs here."),
    )


def email_field(**kwargs: Any) -> ReadField:
    attrs = {"type": "email", "inputmode": "email", "autocomplete": "email", "autocapitalize": "none"}
    return _field(
        read_written_email,
        {"label": _("Email address"), "widget": forms.TextInput(attrs), **kwargs},
        rrn=_("This holds what looks like a resident registration number. Only the email address belongs here."),
    )


def _field(read: Callable[[str], str], kwargs: dict[str, Any], **words: Any) -> ReadField:
    return ReadField(read, **{**kwargs, "error_messages": {**words, **kwargs.get("error_messages", {})}})


class WholeBirthDateField(BirthDateField):
    """A birth date of somebody who lives; refuses the number on the identity card, or as much of it as fits."""

    default_error_messages = {
        "required": _("Write the date of birth as eight digits, for example 19850312."),
        "no_day": _("There is no such day. Check the month and the day."),
        "too_old": _("Check the year of birth: four digits, for example 19850312."),
        "rrn": _RRN_FOR_BIRTH_DATE,
    }

    def __init__(self, **kwargs: Any) -> None:
        # Room for a whole registration number: cut short, it could not be told from a slip.
        kwargs.setdefault("widget", BirthDateInput({"maxlength": "20"}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str):
            return super().to_python(value)
        text = folded(value)
        if looks_like_rrn(text) or _RRN_BEGUN.fullmatch(text):
            raise rrn_refused(self)
        try:
            born = super().to_python(text)
        except ValidationError as error:
            if error.code != "invalid" or not _EIGHT.fullmatch(text):
                raise
            code = "too_old" if int(text[:4]) < OLDEST else "no_day"
            raise ValidationError(self.error_messages[code], code=code) from error
        if born and born.year < OLDEST:
            raise ValidationError(self.error_messages["too_old"], code="too_old")
        return born


def bare(form: forms.Form) -> FormHelper:
    """Return a helper that draws the fields only: the page has the form element and the buttons."""
    helper = FormHelper(form)
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def today() -> date:
    return timezone.localdate()
