"""One answer of each resident; of an anonymous survey nothing that is stored leads back to them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
import time_machine
from django.db import connection, connections

from campaigns.models import Survey, SurveyAnswer, SurveyResponse, SurveyTaken
from campaigns.surveys import mixing, taking, writing
from campaigns.surveys.audience import answered as answered_sql
from campaigns.surveys.audience import which_answered
from campaigns.surveys.keys import key_for, link_for, resident_of
from campaigns.surveys.taking import AlreadyAnswered, NotOpen
from tests.campaigns.surveys.asking import answered, answers, draft, neighbour, opened
from tests.people import KST

pytestmark = pytest.mark.django_db


def test_a_link_names_its_resident_to_its_own_survey_only() -> None:
    one, other, resident = opened(), opened(), neighbour(1)
    key = key_for(one, resident.pk)

    assert resident_of(one, key) == resident.pk
    assert resident_of(other, key) is None
    assert resident_of(one, ("A" if key[0] != "A" else "B") + key[1:]) is None
    assert resident_of(one, "x") is None and resident_of(one, "") is None
    assert f"/surveys/{one.slug}/k/" in link_for(one, resident.pk)


def test_everybody_answers_once() -> None:
    survey, resident = opened(), neighbour(1)
    receipt = taking.answer(survey, resident, answers(survey, words="책이 더 있으면 좋겠습니다"))

    assert SurveyResponse.objects.get(receipt=receipt).answers.count() == 4
    with pytest.raises(AlreadyAnswered):
        taking.answer(survey, resident, answers(survey))
    assert SurveyTaken.objects.count() == SurveyResponse.objects.count() == 1


def test_a_new_key_in_front_of_the_old_one_lets_nobody_answer_twice(settings) -> None:
    survey, resident = opened(), neighbour(1)
    answered(survey, resident)
    settings.FIELD_KEYS = [b"n" * 32, *settings.FIELD_KEYS]

    assert taking.has_answered(survey, resident.pk)
    with pytest.raises(AlreadyAnswered):
        taking.answer(survey, resident, answers(survey))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_windows_at_the_same_moment_give_one_answer() -> None:
    survey, resident = opened(), neighbour(1)

    def submit(_window: int) -> bool:
        try:
            taking.answer(survey, resident, answers(survey))
        except AlreadyAnswered:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(submit, range(4)))

    assert results.count(True) == 1
    assert SurveyTaken.objects.count() == SurveyResponse.objects.count() == 1


def test_an_anonymous_answer_keeps_neither_person_nor_time() -> None:
    survey, resident = opened(by_group=False), neighbour(1)
    answered(survey, resident)
    response = SurveyResponse.objects.get()

    assert response.resident is None
    assert (response.dong_id, response.age_band) == ("", "")
    for model in (SurveyTaken, SurveyResponse, SurveyAnswer):
        kinds = {field.get_internal_type() for field in model._meta.concrete_fields}
        assert "DateTimeField" not in kinds and "BigAutoField" not in kinds
        assert "TimeField" not in kinds


def test_dong_and_age_band_go_with_it_where_the_survey_says_so() -> None:
    survey = opened(by_group=True)
    answered(survey, neighbour(30))  # born in 1980

    assert SurveyResponse.objects.values_list("dong_id", "age_band").get() == ("1120054000", "40-49")


def test_numbers_do_not_tell_the_order() -> None:
    survey = opened()
    for number in range(12):
        answered(survey, neighbour(number), words=str(number))
    order = [int(one.text) for one in SurveyAnswer.objects.order_by("pk") if one.text]
    marks = list(SurveyTaken.objects.order_by("pk").values_list("pk", flat=True))

    assert sorted(order) == list(range(12))
    assert order != list(range(12))
    assert len(set(marks)) == 12 and max(marks) > 2**40


def _as_laid_down(model) -> list[int]:
    """Return the numbers of all rows in the order in which they lie on the disk."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {model._meta.db_table} ORDER BY ctid")
        return [row[0] for row in cursor.fetchall()]


def _sharing_a_transaction(survey: Survey) -> int:
    """Count the pairs of a mark and a response that the database itself could lay side by side."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM campaigns_surveytaken t JOIN campaigns_surveyresponse r"
            " ON r.survey_id = t.survey_id AND r.xmin::text = t.xmin::text WHERE t.survey_id = %s",
            [survey.pk],
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_mixing_takes_away_the_transaction_and_the_place_on_the_disk() -> None:
    survey = opened()
    for number in range(16):
        answered(survey, neighbour(number))
    assert _sharing_a_transaction(survey) == 16

    before = _as_laid_down(SurveyTaken)
    assert mixing.mix_all() == 1
    assert _sharing_a_transaction(survey) == 0
    assert _as_laid_down(SurveyTaken) != before
    assert mixing.mix_all() == 0  # nothing new
    assert SurveyTaken.objects.count() == 16

    laid = _as_laid_down(SurveyResponse)
    writing.close(survey)
    assert mixing.mix_all() == 1  # now no more can come, and the answers are mixed, too
    assert _as_laid_down(SurveyResponse) != laid
    assert SurveyAnswer.objects.count() == 48
    assert mixing.mix_all() == 0


def test_a_named_answer_may_be_changed_until_the_survey_closes() -> None:
    survey, resident = opened(anonymous=False), neighbour(1)
    receipt = taking.answer(survey, resident, answers(survey, often=0))

    assert taking.change(survey, resident, answers(survey, often=2)) == receipt
    response = taking.own_response(survey, resident)
    assert response is not None and taking.own_answers(response)[survey.questions.first().pk].choices == [2]
    writing.close(survey)
    with pytest.raises(NotOpen):
        taking.change(survey, resident, answers(survey))


def test_nothing_is_taken_before_it_opens_or_after_its_time() -> None:
    resident = neighbour(1)
    with pytest.raises(NotOpen):
        taking.answer(draft(), resident, {})
    survey = opened(closes_at=datetime(2026, 11, 24, 18, tzinfo=KST))
    with time_machine.travel(datetime(2026, 11, 24, 18, tzinfo=KST)):
        with pytest.raises(NotOpen):
            taking.answer(survey, resident, answers(survey))
        assert writing.close_due() == 1
    survey.refresh_from_db()
    assert survey.state == "closed"


def test_who_took_part_is_listed_for_named_surveys_and_looked_up_for_anonymous_ones() -> None:
    named, anonymous = opened(anonymous=False), opened()
    one, two = neighbour(1), neighbour(2)
    answered(named, one)
    answered(anonymous, two)
    sql, values = answered_sql([named.pk, anonymous.pk])
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        assert cursor.fetchall() == [(one.pk,)]

    assert which_answered(anonymous.pk, [one.pk, two.pk]) == {two.pk}
    assert which_answered(named.pk, [one.pk, two.pk]) == {one.pk}
