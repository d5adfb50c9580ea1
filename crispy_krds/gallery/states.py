"""A form with one specimen in one state."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from crispy_krds.gallery.specimens import Specimen

FIELD = "field"


class SpecimenForm(forms.Form):
    """Holds nothing but the specimen, under the name ``FIELD``."""

    helper: FormHelper


def form_of(specimen: Specimen, state: str) -> SpecimenForm:
    """Return a form that shows the specimen in one of ``STATES``; its ids are like no other's."""
    prefix = f"{specimen.name}-{state}"
    form = SpecimenForm(
        data=_data(f"{prefix}-{FIELD}", specimen.wrong) if state == "error" else None,
        initial={FIELD: specimen.value} if state in ("filled", "disabled") else None,
        prefix=prefix,
    )
    form.fields[FIELD] = specimen.make(required=state not in ("plain", "optional"), **_words(specimen, state))
    form.fields[FIELD].disabled = state == "disabled"
    form.helper = FormHelper()
    form.helper.form_tag = False
    form.helper.mark_required = state in ("required", "optional")
    form.helper.in_set = True  # the summary of its errors stands elsewhere
    form.helper.layout = Layout(specimen.layout(FIELD))
    return form


def _words(specimen: Specimen, state: str) -> dict[str, Any]:
    hint = _("A hint says what is meant.") if state in ("hint", "error") else ""
    return {"help_text": hint} | ({} if specimen.name == "consent" else {"label": _("Question")})


def _data(name: str, wrong: Any) -> QueryDict:
    data = QueryDict(mutable=True)
    for ending, value in (wrong if isinstance(wrong, dict) else {"": wrong}).items():
        data.setlist(name + ending, value if isinstance(value, list) else [value])
    return data
