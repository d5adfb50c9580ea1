"""Counting bundles of paper in and out, and handing in their scans."""

from datetime import date
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Dong
from residents.forms.enrol_fields import bare, name_field, today
from residents.forms.enrol_person import HIGHEST_TONG
from residents.forms.my import clean_words
from residents.paper_desk.bundles import most_forms

_SHORT = {"inputmode": "numeric", "class": "krds-short", "autocomplete": "off"}


def number_field(**kwargs: Any) -> forms.IntegerField:
    """A whole number, typed: no arrows that turn it by a wheel."""
    words = {
        "invalid": _("Write the number alone, such as 12."),
        "required": _("Write the number."),
        "min_value": _("Write a number from %(limit_value)s on."),
        "max_value": _("Write a number up to %(limit_value)s."),
    }
    return forms.IntegerField(widget=forms.TextInput(_SHORT), error_messages=words, **kwargs)


class BareForm(forms.Form):
    @property
    def helper(self) -> FormHelper:
        return bare(self)


class BundleForm(BareForm):
    """What the cover sheet of a bundle says."""

    dong = forms.ModelChoiceField(
        label=_("Dong"),
        queryset=Dong.objects.all(),
        empty_label=_("Choose the dong"),
        error_messages={"required": _("Choose the dong."), "invalid_choice": _("Choose a dong from the list.")},
    )
    tong = number_field(label=_("Tong"), min_value=1, max_value=HIGHEST_TONG)
    tong_chief = name_field(label=_("Tong chief’s name"), widget=forms.TextInput(attrs={"autocomplete": "off"}))
    received_on = forms.DateField(
        label=_("Received on"),
        input_formats=["%Y-%m-%d", "%Y.%m.%d", "%Y. %m. %d.", "%Y%m%d"],
        error_messages={"required": _("Write the day."), "invalid": _("Write the day as 2026-12-31.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    counted_in = number_field(label=_("Forms counted in"), help_text=_("As on the cover sheet"), min_value=1)
    pages_per_form = forms.TypedChoiceField(
        label=_("Scanned pages of each form"),
        choices=[(2, _("Two pages: front and back")), (1, _("One page"))],
        coerce=int,
        initial=2,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, dong: Dong | None, **kwargs: Any) -> None:
        """``dong``: the only one for which this person counts bundles in; None: every one."""
        super().__init__(*args, **kwargs)
        self.fields["received_on"].initial = today
        if dong is not None:
            choices: Any = self.fields["dong"]
            choices.queryset, choices.initial = Dong.objects.filter(pk=dong.pk), dong

    def clean_counted_in(self) -> int:
        return _at_most(self.cleaned_data["counted_in"])

    def clean_received_on(self) -> date:
        day: date = self.cleaned_data["received_on"]
        if day > today():
            raise forms.ValidationError(_("This day is still to come. Check the date."))
        return day


class CountForm(BareForm):
    """How many forms there really are, and why the cover sheet was wrong."""

    after = number_field(label=_("Forms there really are"), min_value=1)
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("For example: one form of the cover sheet was not in the box. No names."),
        max_length=500,
        error_messages={"required": _("Write why the number changes.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_after(self) -> int:
        return _at_most(self.cleaned_data["after"])

    def clean_reason(self) -> str:
        return clean_words(self.cleaned_data["reason"])


class CloseForm(BareForm):
    """How many sheets go to the archive."""

    counted_out = number_field(
        label=_("Forms counted out"), help_text=_("Count the paper once more as it goes to the archive"), min_value=0
    )


class _Files(forms.FileField):
    """Several files in one control."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data]
        return [super(_Files, self).clean(one, initial) for one in files or [None]]


class _FilesInput(forms.FileInput):
    allow_multiple_selected = True


class ScanForm(BareForm):
    """Scans of a bundle: the whole as PDF, or a picture for each page in their order."""

    scans = _Files(
        label=_("Scans"),
        help_text=_("A PDF, or pictures (JPEG, PNG, TIFF) in the order of the pages"),
        allow_empty_file=True,  # said in words of its own
        error_messages={"required": _("Choose the scanned file.")},
        widget=_FilesInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.tif,.tiff"}),
    )


def _at_most(count: int) -> int:
    if count > most_forms():
        raise forms.ValidationError(
            gettext("At most %(most)s forms fit in one bundle. Divide the box into several.") % {"most": most_forms()}
        )
    return count
