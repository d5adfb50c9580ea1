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

from deliveries.manner import Manner
from deliveries.states import Lane
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
        error_messages={"required": _("Enter the birth date as eight digits, such as 19800131.")},
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


_SIX_DIGITS = re.compile(r"[0-9]{3}[ -]?[0-9]{3}")


class CheckForm(forms.Form):
    """The code of a message, typed in by somebody who doubts it; ``check_codes`` understands how people write it."""

    code = forms.CharField(
        label=_("Code of the message"),
        help_text=_("It stands behind “확인번호”, “확인” or “#”, for example 4F7K-2M9P."),
        max_length=60,
        error_messages={"required": _("Type the code of the message, for example 4F7K-2M9P.")},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "dir": "ltr"}
        ),
    )

    def clean_code(self) -> str:
        value: str = refuse_rrn(self.cleaned_data["code"])
        if _SIX_DIGITS.fullmatch(value.strip()):
            raise forms.ValidationError(
                _(
                    "Six digits are a code that somebody just asked for on this site. If it was not you, you need do "
                    "nothing; tell it to nobody. Here we check what stands behind “확인번호”."
                )
            )
        return value


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
    """The second person's word: for these recipients, at this time, in this manner."""

    MANNER = ("canary", "halt_percent", "per_second", "lane")

    audience = forms.CharField(widget=forms.HiddenInput)
    at = forms.DateTimeField(
        label=_("Send at"),
        required=False,
        help_text=_("Empty: at once."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )
    late_allowed_by = forms.CharField(label=_("Allowed after the last lawful moment by"), max_length=60, required=False)
    canary = forms.IntegerField(
        label=_("Messages to send first"),
        help_text=_("The rest waits until somebody has looked at them. Empty: all at once."),
        min_value=1,
        max_value=100_000,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "krds-short"}),
    )
    halt_percent = forms.IntegerField(
        label=_("Stop when more than so many percent are lost"),
        help_text=_("With a first part the rest then follows by itself, unless more of it is lost."),
        min_value=1,
        max_value=100,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "krds-short"}),
    )
    per_second = forms.IntegerField(
        label=_("At most so many messages a second"),
        help_text=_("Where the telephone rings after each notice, a slower pace spreads the calls."),
        min_value=1,
        max_value=10_000,
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "krds-short"}),
    )
    lane = forms.ChoiceField(
        label=_("Beside other dispatches"),
        choices=[
            (Lane.NOTICE, _("As usual, side by side")),
            (Lane.URGENT, _("Before the others")),
            (Lane.CAMPAIGN, _("Behind the others")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, late: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not late:
            del self.fields["late_allowed_by"]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in self.MANNER]

    @property
    def manner_fields(self) -> list[forms.BoundField]:
        """The folded ones; they are shown unfolded when one of them is wrong or filled in (``manner_open``)."""
        return [self[name] for name in self.MANNER]

    @property
    def manner_open(self) -> bool:
        return any(field.errors or field.value() not in (None, "", Lane.NOTICE) for field in self.manner_fields)

    def clean_late_allowed_by(self) -> str:
        return refuse_rrn(self.cleaned_data["late_allowed_by"])

    def manner(self) -> Manner:
        """Return the manner that was chosen; what was left empty is as usual."""
        chosen = self.cleaned_data
        return Manner(
            canary=chosen["canary"] or 0,
            halt_percent=chosen["halt_percent"],
            per_second=chosen["per_second"],
            lane=Lane(chosen["lane"] or Lane.NOTICE),
        )
