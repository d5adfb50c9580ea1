"""The forms of my page: signing in, contacts, "don't write to me until", requests."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from residents import codes
from residents.contacts import read_contact
from residents.emails import read_email
from residents.models import Channel, RightsRequest
from residents.phones import read_mobile
from residents.rrn import looks_like_rrn
from residents.text import plain
from residents.unreadable import UnreadableValue

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

T = TypeVar("T")
LONGEST_TEXT = 10_000
QUIET_DAYS = 365  # the office's own bound: who wants nothing at all leaves


class BareForm(forms.Form):
    """A form whose page has the form element and the button."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class WordsField(forms.CharField):
    """Free text up to ``LONGEST_TEXT``. No browser cuts what is pasted: too much is said, and stays to be shortened."""

    def __init__(self, *, rows: int, empty: "StrPromise", **options: Any) -> None:
        too_long = _("At most %(limit_value)s characters fit here; this has %(show_value)s. Please shorten it.")
        super().__init__(
            max_length=LONGEST_TEXT,
            error_messages={"required": empty, "max_length": too_long},
            widget=forms.Textarea(attrs={"rows": rows}),
            **options,
        )

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if isinstance(text, str) else text  # a new line counts once

    def widget_attrs(self, widget: forms.Widget) -> Any:
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


class AddressForm(BareForm):
    """A mobile number or an email address, in one box."""

    address = forms.CharField(
        label=_("Mobile number or email address"),
        help_text=_("The one you enrolled with, such as 010-1234-5678"),
        max_length=254,
        error_messages={"required": _("Write your mobile number or your email address.")},
        widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none"}),
    )

    def clean_address(self) -> tuple[Channel, str]:
        text: str = self.cleaned_data["address"]
        _refuse_rrn(text)
        return _read(read_contact, text)


class CodeForm(BareForm):
    """Six digits, pasted or typed with whatever stands between them."""

    code = forms.CharField(
        label=_("Code"),
        help_text=_("Six digits"),
        max_length=40,
        error_messages={
            "required": _("Write the six digits of the message."),
            "max_length": _("Write the six digits of the message."),
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )

    def clean_code(self) -> str:
        digits = "".join(character for character in self.cleaned_data["code"] if character in "0123456789")
        if len(digits) != codes.DIGITS:
            raise ValidationError(_("Write the six digits of the message."))
        return digits


class MobileForm(BareForm):
    """A new mobile number."""

    address = forms.CharField(
        label=_("New mobile number"),
        help_text=_("For example 010-1234-5678"),
        max_length=40,
        error_messages={"required": _("Write your new mobile number.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_address(self) -> str:
        _refuse_rrn(self.cleaned_data["address"])
        return _read(read_mobile, self.cleaned_data["address"])


class EmailForm(BareForm):
    """A new email address."""

    address = forms.CharField(
        label=_("New email address"),
        help_text=_("For example name@example.com"),
        max_length=254,
        error_messages={"required": _("Write your new email address.")},
        widget=forms.TextInput(attrs={"autocomplete": "email", "inputmode": "email", "autocapitalize": "none"}),
    )

    def clean_address(self) -> str:
        return _read(read_email, self.cleaned_data["address"])


class QuietForm(BareForm):
    """Until which day no notices are sent."""

    until = forms.DateField(
        label=_("Write to me again from"),
        help_text=_("A day within a year, such as 2026-12-31"),
        input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y. %m. %d.", "%Y%m%d"],
        error_messages={"required": _("Choose a day."), "invalid": _("Write the day as 2026-12-31.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_until(self) -> date:
        until: date = self.cleaned_data["until"]
        today = timezone.localdate()
        if not today < until <= today + timedelta(days=QUIET_DAYS):
            raise ValidationError(_("Choose a day from tomorrow on, and within a year."))
        return until


class LanguageForm(BareForm):
    """The language in which messages are written."""

    language = forms.ChoiceField(
        label=_("Language of messages"),
        choices=settings.LANGUAGES,
        error_messages={"required": _("Choose a language.")},
        widget=forms.RadioSelect,
    )


class RequestForm(BareForm):
    """What is asked for, in the resident's words."""

    kind = forms.ChoiceField(
        label=_("What would you like?"),
        choices=RightsRequest.Kind.choices,
        error_messages={"required": _("Choose what you would like.")},
        widget=forms.RadioSelect,
    )
    text = WordsField(
        label=_("What it is about"),
        help_text=_("For example which entry is wrong and what would be right. No resident registration number."),
        rows=5,
        empty=_("Write what your request is about."),
    )

    def clean_text(self) -> str:
        return clean_words(self.cleaned_data["text"])


class AnswerForm(BareForm):
    """The office's answer: done, or refused; both with words."""

    state = forms.ChoiceField(
        label=_("Decision"),
        choices=[(RightsRequest.State.DONE, _("Done")), (RightsRequest.State.REFUSED, _("Refused"))],
        error_messages={"required": _("Choose whether it is done or refused.")},
        widget=forms.RadioSelect,
    )
    answer = WordsField(
        label=_("Answer to the resident"),
        help_text=_("What was done, or for which reason and by which article it is refused. The resident reads it."),
        rows=6,
        empty=_("Write to the resident what was done, or why it is refused."),
    )

    def clean_answer(self) -> str:
        return clean_words(self.cleaned_data["answer"])


def clean_words(text: str) -> str:
    """Return free text line by line without what cannot be seen; refuse what looks like an RRN (DOMAIN.md R8)."""
    _refuse_rrn(text)
    return "\n".join(plain(line) for line in text.splitlines()).strip()


def _refuse_rrn(text: str) -> None:
    if looks_like_rrn(text):
        raise ValidationError(_("This holds what looks like a resident registration number. Take it out."))


def _read(reader: Callable[[str], T], text: str) -> T:
    try:
        return reader(text)
    except UnreadableValue as error:
        raise ValidationError(str(error.reason)) from error
