"""The forms of files of enrolments: handing one in, what its columns are, why rejected rows are fetched."""

from typing import TYPE_CHECKING, Any

from crispy_forms.helper import FormHelper
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from residents.imports.columns import LABELS, Column, faults_of
from residents.rrn import looks_like_rrn

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class UploadForm(forms.Form):
    """One file of enrolments."""

    file = forms.FileField(
        label=gettext_lazy("File of enrolments"),
        help_text=gettext_lazy(
            "xlsx or csv, up to 50 MB. Drop it anywhere on this page. Title rows and total rows may stay."
        ),
        error_messages={
            "required": gettext_lazy("Choose the file with the enrolments."),
            "empty": gettext_lazy("The file is empty. Choose the file that holds the table."),
        },
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.xlsm,.csv,.tsv,.txt"}),
    )

    def __init__(self, *args: Any, too_large: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.too_large = too_large

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if looks_like_rrn(file.name or ""):
            raise forms.ValidationError(
                _("The file’s name holds what looks like a resident registration number. Rename it.")
            )
        return file

    def clean(self) -> dict[str, Any]:
        if self.too_large:
            self.errors.pop("file", None)
            megabytes = settings.REGISTER_MAX_BYTES // 2**20
            self.add_error("file", _("The file is larger than %(megabytes)s MB. Divide it.") % {"megabytes": megabytes})
        return self.cleaned_data


class ColumnsForm(forms.Form):
    """What each column of a file is: one choice for each."""

    def __init__(self, columns: list[Column], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns
        choices: list[tuple[str, StrPromise | str]] = [("", gettext_lazy("Not used")), *LABELS.items()]
        for column in columns:
            self.fields[f"column_{column.at}"] = forms.ChoiceField(
                label=column.title, choices=choices, required=False, initial=column.field
            )

    @property
    def unknown_rows(self) -> list[tuple[Column, forms.BoundField]]:
        """The columns that nobody understood, with their choices."""
        return [(column, self[f"column_{column.at}"]) for column in self.columns if not column.field]

    @property
    def known_rows(self) -> list[tuple[Column, forms.BoundField]]:
        """The others; they are shown unfolded when one of them is wrong (``is_known_open``)."""
        return [(column, self[f"column_{column.at}"]) for column in self.columns if column.field]

    @property
    def is_known_open(self) -> bool:
        return not self.unknown_rows or any(field.errors for _column, field in self.known_rows)

    @property
    def chosen(self) -> dict[int, str]:
        """Column → field, as it was chosen."""
        return {column.at: self.cleaned_data.get(f"column_{column.at}", "") for column in self.columns}

    def clean(self) -> dict[str, Any]:
        places: dict[str, int] = {}
        for at, field in self.chosen.items():
            if field in places:
                self.add_error(
                    f"column_{at}",
                    _("“%(field)s” is chosen for two columns. Choose it for one of them.") % {"field": LABELS[field]},
                )
            elif field:
                places[field] = at
        for fault in faults_of(places):
            self.add_error(None, fault)
        return self.cleaned_data


class PurposeForm(forms.Form):
    """Why somebody fetches personal data as a file (개인정보의 안전성 확보조치 기준: a download names its reason)."""

    purpose = forms.CharField(
        label=gettext_lazy("What the file is for"),
        help_text=gettext_lazy("It is kept with your name in the access log."),
        min_length=4,
        max_length=200,
        error_messages={"required": gettext_lazy("Say what the file is for, for example “to mend the rejected rows”.")},
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper(self)
        helper.form_tag = False
        helper.disable_csrf = True
        return helper

    def clean_purpose(self) -> str:
        value: str = self.cleaned_data["purpose"]
        if looks_like_rrn(value):
            raise forms.ValidationError(_("This holds what looks like a resident registration number. Take it out."))
        return value
