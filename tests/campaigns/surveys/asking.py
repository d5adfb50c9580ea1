"""Surveys and residents for these tests to name."""

from datetime import date

from accounts.models import User
from campaigns.models import Survey
from campaigns.surveys import writing
from campaigns.surveys.taking import Given, answer
from campaigns.surveys.writing import Question
from residents.models import Resident
from tests import people

QUESTIONS = (
    Question("도서관을 얼마나 자주 이용하십니까?", "one", ["매주", "가끔", "거의 안 감"], required=True),
    Question("어떤 강좌를 원하십니까?", "many", ["인문학", "코딩", "원예"]),
    Question("전반적으로 만족하십니까?", "scale"),
    Question("바라는 점을 적어 주십시오.", "text"),
)


def draft(by: User | None = None, **values) -> Survey:
    by = by or User.objects.filter(username="officer").first() or people.officer()
    given = {"title": "도서관 이용 설문", "contact": "도서관팀 02-2286-0000", **values}
    return writing.begin(by, QUESTIONS, **given)


def opened(**values) -> Survey:
    survey = draft(**values)
    writing.open_survey(survey)
    survey.refresh_from_db()
    return survey


def neighbour(number: int, **values) -> Resident:
    """A resident of their own; ``number`` tells them apart."""
    values = {"sms": f"0101000{number:04d}", "email": f"neighbour{number}@example.com", **values}
    return people.resident(f"이웃{number}", date(1950 + number % 60, 5, 1 + number % 28), **values)


def answers(survey: Survey, often: int = 0, wish: tuple[int, ...] = (0,), liking: int = 4, words: str = "") -> dict:
    one, many, scale, text = survey.questions.values_list("pk", flat=True)
    return {one: Given([often]), many: Given(list(wish)), scale: Given([liking]), text: Given(text=words)}


def answered(survey: Survey, *residents: Resident, **values) -> None:
    for resident in residents:
        answer(survey, resident, answers(survey, **values))
