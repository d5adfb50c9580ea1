"""What a survey found: counted, masked where few people stand behind a number, and in no order of who said it."""

from datetime import date

import pytest

from campaigns.models import SurveyInvited
from campaigns.surveys import writing
from campaigns.surveys.bands import band_name, band_of
from campaigns.surveys.results import results_of
from tests.campaigns.surveys.asking import answered, neighbour, opened

pytestmark = pytest.mark.django_db


def _closed(**values):
    survey = opened(**values)
    for number in range(20):
        often = 0 if number < 12 else 1 if number < 18 else 2
        answered(survey, neighbour(number), often=often, wish=(0, 1) if number < 6 else (), words=f"의견 {number}")
    writing.close(survey)
    survey.refresh_from_db()
    return survey


def test_small_cells_are_masked_and_so_is_one_that_would_give_them_away() -> None:
    found = results_of(_closed()).questions

    assert [bar.count for bar in found[0].bars] == [12, None, None]  # 12, 6, 2: the 6 hides the 2
    assert found[0].bars[0].percent == 60
    assert [bar.count for bar in found[1].bars] == [6, 6, 0]  # of several choices no count follows from the others
    assert found[2].mean == 4
    assert sorted(found[3].texts or []) == sorted(f"의견 {number}" for number in range(20))


def test_texts_come_in_another_order_each_time() -> None:
    survey = _closed()
    orders = {tuple(results_of(survey).questions[3].texts or []) for _ in range(3)}

    assert len(orders) == 3


def test_an_anonymous_survey_shows_nothing_before_it_is_closed() -> None:
    survey = opened()
    for number in range(8):
        answered(survey, neighbour(number))
    found = results_of(survey)

    assert found.answered == 8 and found.why_not and not found.questions
    writing.close(survey)
    survey.refresh_from_db()
    assert results_of(survey).questions


def test_nor_anything_of_fewer_than_the_smallest_cell() -> None:
    survey = opened()
    for number in range(4):
        answered(survey, neighbour(number), words="넷뿐")
    writing.close(survey)
    survey.refresh_from_db()

    assert not results_of(survey).questions


def test_a_named_survey_shows_its_texts_at_once() -> None:
    survey = opened(anonymous=False)
    answered(survey, neighbour(1), words="이름을 남깁니다")

    assert results_of(survey).questions[3].texts == ["이름을 남깁니다"]


def test_by_dong_and_age_where_no_option_is_masked(django_assert_max_num_queries) -> None:
    survey = opened(by_group=True)
    for number in range(30):
        answered(survey, neighbour(number), often=number % 2, wish=(0, 1, 2), liking=5)
    writing.close(survey)
    survey.refresh_from_db()
    with django_assert_max_num_queries(7):
        found = results_of(survey).questions

    (by_dong, by_age) = found[1].crosses
    assert by_dong.rows == [("마장동", [30, 30, 30])]
    assert sum(row[0] or 0 for _name, row in by_age.rows) <= 30


def test_the_rate_is_of_those_who_were_invited() -> None:
    survey = opened(anonymous=False)
    guests = [neighbour(number) for number in range(4)]
    SurveyInvited.objects.bulk_create(SurveyInvited(survey=survey, resident=one, told="email") for one in guests)
    answered(survey, guests[0])

    assert results_of(survey).percent == 25


@pytest.mark.parametrize(("born", "band"), [(2010, "-19"), (2006, "20-29"), (1947, "70-79"), (1930, "80-"), (None, "")])
def test_bands_of_ages(born, band) -> None:
    assert band_of(born, date(2026, 11, 23)) == band
    assert band_name(band)
