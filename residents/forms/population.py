"""Handing in the figures of residents and households."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from residents.rrn import looks_like_rrn


class PopulationForm(forms.Form):
    """A file with its day and source. ``replace`` is asked only when there are figures of that day already."""

    as_of = forms.DateField(
        label=_("Figures as of"),
        help_text=_("The day that the figures are of, as the source says it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Enter a day, such as 2026-10-31.")},
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=200,
        help_text=_(
            "As it shall stand below the figures, for example “Resident registration statistics, October 2026”."
        ),
    )
    from_age = forms.IntegerField(
        label=_("Residents counted from the age of"),
        min_value=0,
        max_value=99,
        help_text=_("Enter 0 where the file counts residents of every age."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "class": "krds-short"}),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "xlsx or csv with the columns 행정동, 통, 인구 and 세대; without 통 where whole dongs are counted. "
            "Title rows and totals may stay; totals are checked."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.csv,.tsv,.txt"}),
    )
    replace = forms.BooleanField(
        label=_("Count over this file from now on, instead of the earlier one of the same day"), required=False
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large
        self.fields["from_age"].initial = settings.POPULATION_FROM_AGE
        if "replace_asked" not in self.data:
            self.fields["replace"].widget = forms.HiddenInput()

    def ask_to_replace(self) -> None:
        """Say that the day is taken, and ask; the file has to be chosen once more, as browsers have it."""
        self.fields["replace"].widget = forms.CheckboxInput()
        self.add_error(
            "replace",
            _("There are figures of this day already. If the new file is right, tick this and choose it again."),
        )

    @property
    def asks_to_replace(self) -> bool:
        return not self.fields["replace"].widget.is_hidden

    def clean_as_of(self) -> Any:
        if self.cleaned_data["as_of"] > timezone.localdate():
            raise forms.ValidationError(_("This day is still to come. Enter the day that the figures are of."))
        return self.cleaned_data["as_of"]

    def clean_source(self) -> str:
        source: str = self.cleaned_data["source"]
        return _without_rrn(source)

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        _without_rrn(file.name or "")
        return file

    def clean(self) -> dict[str, Any]:
        if self.too_large:
            self.errors.pop("file", None)
            megabytes = settings.REGISTER_MAX_BYTES // 2**20
            self.add_error("file", _("The file is larger than %(megabytes)s MB.") % {"megabytes": megabytes})
        return self.cleaned_data


def _without_rrn(text: str) -> str:
    if looks_like_rrn(text):
        raise forms.ValidationError(_("This holds what looks like a resident registration number. Take it out."))
    return text
