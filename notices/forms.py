"""The forms of notices: they check shape; the law is held by the verbs."""

import re
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from notices.types import NOTICE_TYPES
from residents.rrn import looks_like_rrn

_BIRTH_DATE = RegexValidator(
    r"^\D*(\d\D*){6}((\d\D*){2})?$", _("Enter the birth date as eight digits, such as 19800131.")
)


class DoorForm(forms.Form):
    """The one question at a notice's door."""

    birth_date = forms.CharField(
        label=_("Birth date"),
        help_text=_("Eight digits: 31 January 1980 is 19800131."),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "bday"}),
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.add_input(Submit("open", _("Open the notice")))
        return helper

    def clean_birth_date(self) -> str:
        value: str = self.cleaned_data["birth_date"]
        if looks_like_rrn(value):
            raise forms.ValidationError(_("Not the resident registration number: the birth date is enough."))
        _BIRTH_DATE(value)
        return re.sub(r"\D", "", value)


def refuse_rrn(value: str) -> str:
    """Refuse text that holds what looks like a resident registration number (DOMAIN.md R8)."""
    if looks_like_rrn(value):
        raise forms.ValidationError(_("This holds what looks like a resident registration number. Take it out."))
    return value


class RegisterForm(forms.Form):
    """Handing in a register."""

    notice_type = forms.ChoiceField(
        label=_("Notice type"),
        choices=[(slug, kind.label) for slug, kind in NOTICE_TYPES.items()],
        widget=forms.RadioSelect,
    )
    title = forms.CharField(
        label=_("Title"),
        max_length=100,
        help_text=_("Residents read it as the subject, for example “2026 property tax, July”."),
    )
    file = forms.FileField(
        label=_("Register"),
        help_text=_("xlsx or csv, up to 50 MB. Title rows and total rows may stay."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.csv,.tsv,.txt"}),
    )
    again = forms.BooleanField(
        label=_("Take it in although it was taken in before"), required=False, widget=forms.CheckboxInput
    )

    def __init__(self, *args: Any, too_large: bool = False, ask_again: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        if not ask_again:
            del self.fields["again"]

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.add_input(Submit("take_in", _("Check the register")))
        return helper

    def clean_title(self) -> str:
        return refuse_rrn(self.cleaned_data["title"])

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        refuse_rrn(file.name or "")
        return file

    def clean(self) -> dict[str, Any]:
        if self.too_large:
            self.errors.pop("file", None)
            megabytes = settings.REGISTER_MAX_BYTES // 2**20
            self.add_error(
                "file",
                _("The file is larger than %(megabytes)s MB. Split the register.") % {"megabytes": megabytes},
            )
        return self.cleaned_data


class ApprovalForm(forms.Form):
    """The second person's word: for these recipients, at this time."""

    audience = forms.CharField(widget=forms.HiddenInput)
    at = forms.DateTimeField(
        label=_("Send at"),
        required=False,
        help_text=_("Empty: at once."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    late_allowed_by = forms.CharField(label=_("Allowed after the last lawful moment by"), max_length=60, required=False)

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["late_allowed_by"]

    def clean_late_allowed_by(self) -> str:
        return refuse_rrn(self.cleaned_data["late_allowed_by"])
