"""Taking answers: one of each resident; of an anonymous survey nothing that is stored leads from the answers to them.

The mark that somebody answered and the answers are written in one transaction, so there is never one without the other.
Neither has a time; both are numbered at random. What still joins them inside the database, the transaction they came
from and the place on the disk, ``mixing`` takes away (docs/decisions/0030-what-an-anonymous-survey-keeps.md).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone

from campaigns.models import Survey, SurveyAnswer, SurveyResponse, SurveyTaken
from campaigns.surveys.bands import band_of
from campaigns.surveys.keys import marks_of
from campaigns.surveys.writing import is_open
from residents.models import Resident


class NotOpen(Exception):
    """The survey takes no answers now."""


class AlreadyAnswered(Exception):
    """This resident has answered before."""


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered to one question."""

    choices: list[int] = field(default_factory=list)
    text: str = ""

    def __bool__(self) -> bool:
        return bool(self.choices or self.text)


def has_answered(survey: Survey, resident_number: int) -> bool:
    """Tell whether this resident has answered; the one thing that is known of who answered an anonymous survey."""
    return survey.taken.filter(taker_hash__in=marks_of(survey.pk, resident_number)).exists()


def answer(survey: Survey, resident: Resident, given: Mapping[int, Given]) -> str:
    """Keep what ``resident`` answered, question → answer, and return the receipt. Raise NotOpen or AlreadyAnswered."""
    marks = marks_of(survey.pk, resident.pk)
    try:
        with transaction.atomic():
            current = Survey.objects.get(pk=survey.pk)
            if not is_open(current, timezone.now()):
                raise NotOpen
            if current.taken.filter(taker_hash__in=marks).exists():
                raise AlreadyAnswered
            SurveyTaken.objects.create(survey=current, taker_hash=marks[0])
            response = SurveyResponse.objects.create(survey=current, day=timezone.localdate(), **_of(current, resident))
            _write(response, given)
    except IntegrityError as error:  # the same resident, at the same moment
        raise AlreadyAnswered from error
    return response.receipt


@transaction.atomic
def change(survey: Survey, resident: Resident, given: Mapping[int, Given]) -> str:
    """Replace what ``resident`` answered to a survey that names people; return the receipt, which stays.

    Raise NotOpen, also where there is nothing that could be changed.
    """
    current = Survey.objects.get(pk=survey.pk)
    response = own_response(current, resident, lock=True)
    if response is None or not is_open(current, timezone.now()):
        raise NotOpen
    response.answers.all().delete()
    response.day = timezone.localdate()
    response.save(update_fields=["day"])
    _write(response, given)
    return response.receipt


def own_response(survey: Survey, resident: Resident, *, lock: bool = False) -> SurveyResponse | None:
    """Return what ``resident`` answered to a survey that names people."""
    responses = SurveyResponse.objects.select_for_update() if lock else SurveyResponse.objects
    return responses.filter(survey=survey, resident=resident).first()


def own_answers(response: SurveyResponse) -> dict[int, Given]:
    """Return a response as it was given, for changing it."""
    return {one.question_id: Given(one.choices, one.text or "") for one in response.answers.all()}


def _of(survey: Survey, resident: Resident) -> dict[str, object]:
    """Return what is kept about who answers: dong and age band where the charts need them, the person if named."""
    kept: dict[str, object] = {} if survey.anonymous else {"resident": resident}
    if survey.by_group:
        kept |= {"dong_id": resident.dong_id, "age_band": band_of(resident.birth_year, timezone.localdate())}
    return kept


def _write(response: SurveyResponse, given: Mapping[int, Given]) -> None:
    SurveyAnswer.objects.bulk_create(
        SurveyAnswer(response=response, question_id=question, choices=one.choices, text=one.text)
        for question, one in given.items()
        if one
    )
