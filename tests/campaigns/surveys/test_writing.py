"""A survey's way: a draft is written freely, an open one is mended only, a closed one stays."""

import pytest

from campaigns.models import Survey
from campaigns.surveys import writing
from campaigns.surveys.writing import CannotChange, Question
from tests.campaigns.surveys.asking import QUESTIONS, draft, opened
from tests.people import officer

pytestmark = pytest.mark.django_db


def test_opening_needs_questions_with_options_and_somebody_to_ask() -> None:
    survey = draft(contact="")
    writing.change(survey, [Question("하나뿐", "one", ["예"])], contact="")
    with pytest.raises(CannotChange):
        writing.open_survey(survey)

    survey.refresh_from_db()
    assert survey.state == "draft"


def test_once_open_its_questions_stay() -> None:
    survey = opened()
    with pytest.raises(CannotChange):
        writing.change(survey, [Question("다른 질문", "text")], anonymous=False)

    survey.refresh_from_db()
    assert survey.anonymous and survey.questions.count() == len(QUESTIONS)


def test_a_slip_of_the_pen_is_mended_and_another_question_refused() -> None:
    survey = opened()
    first = survey.questions.first()
    mended = {first.pk: ("도서관을 얼마나 자주 이용 하십니까", ["매 주", "가끔", "거의 안 감"])}
    writing.mend(survey, title="도서관 이용 설문", introduction="", texts=mended)
    first.refresh_from_db()
    assert first.options[0] == "매 주"

    for text, options in (
        ("수영장을 얼마나 자주 이용하십니까?", first.options),
        (first.text, ["매주", "가끔"]),
        (first.text, ["가끔", "매 주", "거의 안 감"]),
    ):
        with pytest.raises(CannotChange):
            writing.mend(survey, title=survey.title, introduction="", texts={first.pk: (text, options)})


def test_closing_happens_once_and_results_are_published_afterwards_only() -> None:
    survey = opened()
    assert not writing.publish_results(survey, publish=True)
    assert writing.close(survey) and not writing.close(survey)
    assert writing.publish_results(survey, publish=True) and not writing.publish_results(survey, publish=True)
    assert writing.publish_results(survey, publish=False)


def test_a_duplicate_is_a_draft_with_the_same_questions() -> None:
    survey = opened(by_group=True)
    copy = writing.duplicate(survey, officer("other"))

    assert copy.state == "draft" and copy.by_group and copy.slug != survey.slug
    assert list(copy.questions.values_list("text", "options")) == list(survey.questions.values_list("text", "options"))
    assert Survey.objects.count() == 2
