"""A survey's way: written as a draft, opened with its promise fixed, closed by hand or by time, asked again."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.models import Event, Survey, SurveyQuestion, SurveyState

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Kind = SurveyQuestion.Kind
WITH_OPTIONS = frozenset({Kind.ONE, Kind.MANY})
_LETTERS_A_SLIP = 8


class CannotChange(Exception):
    """The survey is no longer in the state that this needs; ``reason`` says it to the officer."""

    def __init__(self, reason: "StrPromise | str") -> None:
        super().__init__(str(reason))
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it is written."""

    text: str
    kind: str
    options: list[str] = field(default_factory=list)
    required: bool = False


def is_open(survey: Survey, now: datetime) -> bool:
    """Tell whether answers are taken; the time set closes by itself, whenever the clock's task comes by."""
    return survey.state == SurveyState.OPEN and (survey.closes_at is None or now < survey.closes_at)


@transaction.atomic
def begin(by: User, questions: Sequence[Question], **values: Any) -> Survey:
    """Write a new draft of the officer's department."""
    survey = Survey.objects.create(slug=secrets.token_hex(4), department=by.department, created_by=by, **values)
    _ask(survey, questions)
    return survey


@transaction.atomic
def change(survey: Survey, questions: Sequence[Question], **values: Any) -> None:
    """Write a draft anew. Raise CannotChange once it was opened: the answers are to the questions that were asked."""
    current = _locked(survey)
    if current.state != SurveyState.DRAFT:
        raise CannotChange(_("The survey was opened. Its questions stay as they are but for slips of the pen."))
    for name, value in values.items():
        setattr(current, name, value)
    current.save()
    current.questions.all().delete()
    _ask(current, questions)


@transaction.atomic
def mend(survey: Survey, *, title: str, introduction: str, texts: dict[int, tuple[str, list[str]]]) -> None:
    """Mend slips of the pen of a survey that was opened: question → its text and options, as many as before.

    Raise CannotChange where a text becomes another one.
    """
    current = _locked(survey)
    for question in current.questions.all():
        text, options = texts.get(question.pk, (question.text, question.options))
        same = len(options) == len(question.options)
        pairs = zip([question.text, *question.options], [text, *options], strict=False)
        if not same or not all(_is_slip(before, after) for before, after in pairs):
            raise CannotChange(
                gettext("“%(text)s” would become another question. Duplicate the survey to ask something else.")
                % {"text": question.text}
            )
        question.text, question.options = text, options
        question.save(update_fields=["text", "options"])
    if not _is_slip(current.title, title):
        raise CannotChange(_("The title would become another one. Duplicate the survey to ask something else."))
    current.title, current.introduction = title, introduction
    current.save(update_fields=["title", "introduction"])


def faults_of(survey: Survey, *, now: datetime) -> "list[StrPromise | str]":
    """Return what still lacks before the survey may be opened."""
    found: list[StrPromise | str] = []
    questions = list(survey.questions.all())
    if not questions:
        found.append(_("Ask at least one question."))
    found += [
        gettext("Question %(number)s needs at least two options.") % {"number": question.place}
        for question in questions
        if question.kind in WITH_OPTIONS and len(question.options) < 2
    ]
    if survey.closes_at is not None and survey.closes_at <= now:
        found.append(_("The time at which it closes is over. Set another one."))
    if not survey.contact:
        found.append(_("Say whom one may ask about the survey."))
    return found


@transaction.atomic
def open_survey(survey: Survey) -> None:
    """Begin to take answers; from here on it stays anonymous or named. Raise CannotChange."""
    current = _locked(survey)
    faults = faults_of(current, now=timezone.now())
    if current.state != SurveyState.DRAFT or faults:
        raise CannotChange(faults[0] if faults else _("The survey was opened already."))
    current.state, current.opened_at = SurveyState.OPEN, timezone.now()
    current.save(update_fields=["state", "opened_at"])


def close(survey: Survey) -> bool:
    """Take no more answers, for good; return whether it was open."""
    return _close(Survey.objects.filter(pk=survey.pk), timezone.now()) == 1


def close_due() -> int:
    """Close the surveys whose time has come; return how many."""
    now = timezone.now()
    return _close(Survey.objects.filter(closes_at__lte=now), now)


@transaction.atomic
def duplicate(survey: Survey, by: User) -> Survey:
    """Write the same questions into a new draft."""
    asked = [Question(one.text, one.kind, list(one.options), one.required) for one in survey.questions.all()]
    return begin(
        by,
        asked,
        title=(gettext("%(title)s (copy)") % {"title": survey.title})[:120],
        introduction=survey.introduction,
        contact=survey.contact,
        anonymous=survey.anonymous,
        by_group=survey.by_group,
    )


def publish_results(survey: Survey, *, publish: bool) -> bool:
    """Let everybody read the results of a closed survey, or no longer; return whether that changed anything."""
    closed = Survey.objects.filter(pk=survey.pk, state=SurveyState.CLOSED, published_at__isnull=publish)
    return closed.update(published_at=timezone.now() if publish else None) == 1


def events_to_ask_after(user: User) -> Iterable[Event]:
    """Return the department's events that have begun, the latest first."""
    return Event.objects.visible_to(user).filter(starts_at__lte=timezone.now()).order_by("-starts_at")[:50]


def _close(surveys: Any, now: datetime) -> int:
    open_ones = surveys.filter(Q(state=SurveyState.OPEN))
    return int(open_ones.update(state=SurveyState.CLOSED, closed_at=now))


def _locked(survey: Survey) -> Survey:
    return Survey.objects.select_for_update().get(pk=survey.pk)


def _ask(survey: Survey, questions: Sequence[Question]) -> None:
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(
            survey=survey,
            place=place,
            text=one.text,
            kind=one.kind,
            options=one.options if one.kind in WITH_OPTIONS else [],
            required=one.required,
        )
        for place, one in enumerate(questions, start=1)
    )


def _is_slip(before: str, after: str) -> bool:
    """Tell whether one text is the other but for spaces and a few letters: one, or one of eight."""
    before, after = ("".join(text.split()) for text in (before, after))
    return bool(after) and _edits(before, after) <= max(1, len(before) // _LETTERS_A_SLIP)


def _edits(before: str, after: str) -> int:
    """Return how many letters have to be added, taken out or replaced (Levenshtein)."""
    row = list(range(len(after) + 1))
    for at, letter in enumerate(before, start=1):
        above, row = row, [at]
        for place, other in enumerate(after, start=1):
            row.append(min(above[place] + 1, row[-1] + 1, above[place - 1] + (letter != other)))
    return row[-1]
