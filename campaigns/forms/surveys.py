"""The form of a survey as residents fill it in: a field for each question, made from the questions."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from campaigns.models import SurveyQuestion
from campaigns.surveys.results import labels_of
from campaigns.surveys.taking import Given
from residents.forms.my import BareForm, WordsField
from residents.rrn import refuse_rrn

Kind = SurveyQuestion.Kind


class AnswerForm(BareForm):
    """One field a question, named ``q<number of the question>``; ``given`` is what was answered before."""

    def __init__(
        self, questions: Sequence[SurveyQuestion], *args: Any, given: Mapping[int, Given] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            name = f"q{question.pk}"
            self.fields[name] = _field(question)
            before = (given or {}).get(question.pk)
            if before:
                self.initial[name] = before.text or _as_initial(question, before.choices)

    @property
    def given(self) -> dict[int, Given]:
        """Return the answers of a valid form, question → answer; what was left out is not among them."""
        found = {question.pk: _given(question, self.cleaned_data[f"q{question.pk}"]) for question in self.questions}
        return {number: one for number, one in found.items() if one}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors and not any(cleaned.get(f"q{question.pk}") for question in self.questions):
            self.add_error(None, _("Nothing is answered yet. Answer at least one question."))
        return cleaned


def _field(question: SurveyQuestion) -> forms.Field:
    label = f"{question.place}. {question.text}"
    if question.kind == Kind.TEXT:
        return WordsField(
            rows=4,
            empty=gettext_lazy("Write something here; this question has to be answered."),
            label=label,
            required=question.required,
            validators=[refuse_rrn],
            help_text=gettext_lazy("Please no names, phone numbers or resident registration numbers."),
        )
    choices = [(str(number), words) for number, words in labels_of(question).items()]
    if question.kind == Kind.MANY:
        return forms.MultipleChoiceField(
            label=label,
            choices=choices,
            required=question.required,
            widget=forms.CheckboxSelectMultiple,
            help_text=gettext_lazy("You may choose several."),
            error_messages={"required": gettext_lazy("Choose at least one; this question has to be answered.")},
        )
    return forms.ChoiceField(
        label=label,
        choices=choices,
        required=question.required,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one; this question has to be answered.")},
    )


def _given(question: SurveyQuestion, value: Any) -> Given:
    if question.kind == Kind.TEXT:
        return Given(text=(value or "").strip())
    values = value if isinstance(value, list) else [value]
    return Given(choices=[int(one) for one in values if one])


def _as_initial(question: SurveyQuestion, choices: list[int]) -> list[str] | str:
    values = [str(number) for number in choices]
    return values if question.kind == Kind.MANY else (values[0] if values else "")
