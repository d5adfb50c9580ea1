"""What somebody answered when they registered, beside the questions."""

import json
from collections.abc import Iterable

from django.utils.translation import gettext as _

from campaigns.models import EventQuestion, Registration


def answers_of(registration: Registration, questions: Iterable[EventQuestion]) -> list[tuple[str, str]]:
    """Return question and answer, in the order of the questions; what was not answered is left out."""
    given: dict[str, str] = json.loads(registration.answers or "{}")
    return [(one.text, _said(one, given[str(one.pk)])) for one in questions if given.get(str(one.pk))]


def _said(question: EventQuestion, answer: str) -> str:
    if question.kind == EventQuestion.Kind.YES_NO:
        return {"yes": _("Yes"), "no": _("No")}.get(answer, answer)
    return answer
