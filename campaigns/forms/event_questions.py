"""What is asked of who registers: rows of questions while an event is written, and their fields where one registers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from campaigns.models import Event, EventQuestion
from residents.rrn import refuse_rrn

MOST_OPTIONS = 20


class QuestionForm(forms.Form):
    """One row. Without words it is no question."""

    text = forms.CharField(label=_("Question"), max_length=200, required=False, validators=[refuse_rrn])
    kind = forms.ChoiceField(label=_("Answer"), choices=EventQuestion.Kind.choices, required=False)
    options = forms.CharField(
        label=_("Choices, divided by commas"), max_length=1000, required=False, validators=[refuse_rrn]
    )
    required = forms.BooleanField(label=_("Must be answered"), required=False)

    def clean_options(self) -> list[str]:
        parts = [part.strip() for part in self.cleaned_data["options"].replace("\n", ",").split(",")]
        return list(dict.fromkeys(part for part in parts if part))[:MOST_OPTIONS]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = self.cleaned_data
        is_choice = given.get("kind") == EventQuestion.Kind.CHOICE
        if given.get("text") and is_choice and len(given.get("options") or []) < 2:
            self.add_error("options", _("Write at least two choices, divided by commas."))
        return given


if TYPE_CHECKING:
    _Set = forms.BaseFormSet[QuestionForm]
else:
    _Set = forms.BaseFormSet


class Questions(_Set):
    """All rows of an event's questions; more of them come with a button."""

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        helper.formset_item_title = _("Question")
        return helper

    @property
    def values(self) -> list[dict[str, Any]]:
        """Return what was asked, in its order."""
        return [
            {
                "text": row["text"],
                "kind": row["kind"] or EventQuestion.Kind.TEXT,
                "options": row["options"] if row["kind"] == EventQuestion.Kind.CHOICE else [],
                "required": row["required"],
            }
            for form in self.forms
            if (row := form.cleaned_data) and row.get("text")
        ]

    @staticmethod
    def initial_of(event: Event) -> list[dict[str, Any]]:
        return [
            {"text": one.text, "kind": one.kind, "options": ", ".join(one.options), "required": one.required}
            for one in event.questions.all()
        ]


def questions_set(*, extra: int) -> type[Questions]:
    """Return the set of rows with ``extra`` empty ones."""
    made = forms.formset_factory(QuestionForm, formset=Questions, extra=extra, max_num=20, validate_max=False)
    return cast("type[Questions]", made)


def answer_fields(questions: Sequence[EventQuestion]) -> dict[str, forms.Field]:
    """Return a field for each question, by its name in the form."""
    return {f"question_{one.pk}": _field(one) for one in questions}


def _field(question: EventQuestion) -> forms.Field:
    label, missing = question.text, {"required": _("Please answer this.")}
    if question.kind == EventQuestion.Kind.CHOICE:
        choices = [("", _("Choose")), *((one, one) for one in question.options)]
        return forms.ChoiceField(label=label, choices=choices, required=question.required, error_messages=missing)
    if question.kind == EventQuestion.Kind.YES_NO:
        choices = [("", _("Choose")), ("yes", _("Yes")), ("no", _("No"))]
        return forms.ChoiceField(label=label, choices=choices, required=question.required, error_messages=missing)
    return forms.CharField(
        label=label, max_length=500, required=question.required, validators=[refuse_rrn], error_messages=missing
    )
