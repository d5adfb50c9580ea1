"""Registering for an event: with whom one comes, and what the event asks."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from campaigns.events.eligibility import seats_at_most
from campaigns.models import Event, EventQuestion, Registration
from residents.forms.my import BareForm
from residents.rrn import refuse_rrn

LONGEST_ANSWER = 500
YES, NO = "yes", "no"


class JoinForm(BareForm):
    """As many fields as the event needs; often none."""

    def __init__(self, *args: Any, event: Event, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(event.questions.all())
        if (most := seats_at_most(event)) > 1:
            self.fields["companions"] = forms.TypedChoiceField(
                label=_("How many come with you?"),
                coerce=int,
                choices=[(number, _people(number)) for number in range(most)],
                initial=0,
            )
        for question in self.questions:
            self.fields[f"q{question.pk}"] = field_of(question)

    @property
    def seats(self) -> int:
        return 1 + int(self.cleaned_data.get("companions") or 0)

    @property
    def answers(self) -> dict[str, str]:
        """Return what was answered, by the question's number."""
        given = {str(question.pk): self.cleaned_data.get(f"q{question.pk}", "") for question in self.questions}
        return {question: text for question, text in given.items() if text}


def field_of(question: EventQuestion) -> forms.Field:
    """Return the field that asks a question."""
    missing = {"required": _("Please answer this question.")}
    if question.kind == EventQuestion.Kind.TEXT:
        return forms.CharField(
            label=question.text,
            required=question.required,
            max_length=LONGEST_ANSWER,
            validators=[refuse_rrn],
            error_messages=missing,
        )
    choices = [(option, option) for option in question.options]
    if question.kind == EventQuestion.Kind.YES_NO:
        choices = [(YES, _("Yes")), (NO, _("No"))]
    return forms.ChoiceField(
        label=question.text,
        required=question.required,
        choices=choices,
        widget=forms.RadioSelect,
        error_messages=missing,
    )


def answers_of(registration: Registration) -> list[tuple[str, str]]:
    """Return a registration's questions and answers, as people read them."""
    given: dict[str, str] = json.loads(registration.answers or "{}")
    said = {YES: str(_("Yes")), NO: str(_("No"))}
    found = []
    for question in registration.event.questions.all():
        if text := given.get(str(question.pk)):
            is_yes_no = question.kind == EventQuestion.Kind.YES_NO
            found.append((question.text, said.get(text, text) if is_yes_no else text))
    return found


def _people(number: int) -> str:
    if number == 0:
        return str(_("Nobody, I come alone"))
    return ngettext("%(number)s person", "%(number)s people", number) % {"number": number}
