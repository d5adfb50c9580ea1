"""What a survey found: counts by question, dong and age, small cells masked; free texts without an order.

Of an anonymous survey nothing is shown before it is closed but how many answered: whoever looks twice, and knows who
answered in between, would read that answer off the difference. Nor is anything shown of fewer than SMALL_CELL people.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Dong
from campaigns.models import Survey, SurveyAnswer, SurveyQuestion, SurveyState
from campaigns.surveys.bands import band_name, band_order
from campaigns.surveys.inviting import invited
from residents.cockpit.masking import masked, masked_rows, shown

Kind = SurveyQuestion.Kind
SCALE = (1, 2, 3, 4, 5)


@dataclass(frozen=True, slots=True)
class Bar:
    """One option: how many chose it and which share of those who answered; None where it is masked."""

    label: str
    count: int | None
    percent: float | None


@dataclass(frozen=True, slots=True)
class Cross:
    """A question by dong or age: a row of counts for each, None where masked."""

    title: str
    head: str
    rows: list[tuple[str, list[int | None]]]


@dataclass(frozen=True, slots=True)
class Found:
    """What was answered to one question. ``texts`` is None where too few wrote one to show any."""

    question: SurveyQuestion
    answered: int | None
    bars: list[Bar] = field(default_factory=list)
    mean: float | None = None
    texts: list[str] | None = None
    crosses: list[Cross] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Results:
    """``why_not`` says why nothing is shown; ``percent`` is the share of those invited, where anybody was."""

    answered: int
    invited: int
    percent: float | None
    why_not: str
    questions: list[Found]


def results_of(survey: Survey, *, with_texts: bool = True) -> Results:
    """Count the answers, in as many queries however many there are. ``with_texts``: free texts too, for the office."""
    answered, asked = survey.responses.count(), invited(survey)
    why_not = _why_not(survey, answered)
    questions: list[Found] = []
    if not why_not:
        answers = _answers(survey)
        names = _names(survey)
        questions = [
            _found(question, answers.get(question.pk, []), names, survey.by_group, with_texts=with_texts)
            for question in survey.questions.all()
        ]
    percent = 100 * answered / asked if asked and answered <= asked else None
    return Results(answered, asked, percent, why_not, questions)


def labels_of(question: SurveyQuestion) -> dict[int, str]:
    """Return what may be chosen at a question: number → words."""
    if question.kind == Kind.SCALE:
        return {number: scale_label(number) for number in SCALE}
    return dict(enumerate(question.options))


def scale_label(number: int) -> str:
    ends = {1: _("1 (not at all)"), 5: _("5 (very much)")}
    return ends.get(number, str(number))


@dataclass(frozen=True, slots=True)
class _Answer:
    choices: list[int]
    text: str
    dong: str
    band: str


def _why_not(survey: Survey, answered: int) -> str:
    if survey.anonymous and survey.state != SurveyState.CLOSED:
        return _("The answers to an anonymous survey are shown once it is closed.")
    if survey.anonymous and answered < settings.SMALL_CELL:
        return _("Fewer than %(number)s people answered. So few answers are not shown.") % {
            "number": settings.SMALL_CELL
        }
    return "" if answered else _("Nobody has answered yet.")


def _answers(survey: Survey) -> dict[int, list[_Answer]]:
    rows = SurveyAnswer.objects.filter(response__survey=survey).annotate(
        dong=F("response__dong_id"), band=F("response__age_band")
    )
    found: dict[int, list[_Answer]] = {}
    for row in rows.iterator(chunk_size=2000):
        found.setdefault(row.question_id, []).append(_Answer(row.choices, row.text or "", row.dong, row.band))
    return found


def _names(survey: Survey) -> dict[str, str]:
    return dict(Dong.objects.values_list("code", "name")) if survey.by_group else {}


def _found(
    question: SurveyQuestion,
    answers: Sequence[_Answer],
    names: Mapping[str, str],
    by_group: bool,
    *,
    with_texts: bool,
) -> Found:
    if question.kind == Kind.TEXT:
        texts = [one.text for one in answers if one.text]
        random.SystemRandom().shuffle(texts)
        anonymous = question.survey.anonymous
        few = anonymous and shown(len(texts)) is None
        return Found(
            question, shown(len(texts)) if anonymous else len(texts), texts=texts if with_texts and not few else None
        )
    labels = labels_of(question)
    chosen = Counter(number for one in answers for number in one.choices if number in labels)
    counts = {number: chosen[number] for number in labels}
    # Of one choice each the counts add up to those who answered, so a single masked one could be computed.
    cells = {key: shown(count) for key, count in counts.items()} if question.kind == Kind.MANY else masked(counts)
    bars = [Bar(labels[key], cells[key], _share(cells[key], len(answers))) for key in labels]
    # A cell that hides another one here must not come back as the sum of a column there.
    crosses = (
        [_by_dong(answers, labels, names), _by_band(answers, labels)] if by_group and None not in cells.values() else []
    )
    mean = sum(key * count for key, count in counts.items()) / len(answers) if answers else 0
    return Found(
        question,
        shown(len(answers)),
        bars,
        round(mean, 1) if question.kind == Kind.SCALE and shown(len(answers)) else None,
        crosses=[one for one in crosses if one.rows],
    )


def _share(count: int | None, of: int) -> float | None:
    return None if count is None or not of else 100 * count / of


def _by_dong(answers: Iterable[_Answer], labels: Mapping[int, str], names: Mapping[str, str]) -> Cross:
    rows = _counted(answers, labels, lambda one: one.dong)
    return Cross(_("By dong"), _("Dong"), [(names.get(key, _("Not known")), rows[key]) for key in sorted(rows)])


def _by_band(answers: Iterable[_Answer], labels: Mapping[int, str]) -> Cross:
    rows = _counted(answers, labels, lambda one: one.band)
    return Cross(_("By age"), _("Age"), [(band_name(key), rows[key]) for key in sorted(rows, key=band_order)])


def _counted(
    answers: Iterable[_Answer], labels: Mapping[int, str], key: Callable[[_Answer], str]
) -> dict[str, list[int | None]]:
    counts: dict[str, Counter[int]] = {}
    for one in answers:
        counts.setdefault(key(one), Counter()).update(one.choices)
    return masked_rows({name: [chosen[number] for number in labels] for name, chosen in counts.items()})
