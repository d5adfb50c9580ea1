"""The pages of surveys: answering by key and on my page; writing, opening and reading in the office."""

from io import BytesIO

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessLogEntry
from campaigns.models import Survey, SurveyResponse
from campaigns.surveys import writing
from campaigns.surveys.keys import key_for
from tests import people
from tests.campaigns.surveys.asking import answered, draft, neighbour, opened
from tests.residents.visiting import ENGLISH, visiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    client = Client(headers=ENGLISH)
    client.force_login(people.officer())
    return client


def _by_key(survey: Survey, resident) -> str:
    return reverse("surveys:answer_by_key", args=[survey.slug, key_for(survey, resident.pk)])


def _posted(survey: Survey, words: str = "조용한 자리가 더 필요합니다") -> dict:
    one, many, scale, text = survey.questions.values_list("pk", flat=True)
    return {f"q{one}": "1", f"q{many}": ["0", "2"], f"q{scale}": "5", f"q{text}": words}


class TestAnswering:
    def test_a_link_lets_answer_once_and_shows_nobody(self, client) -> None:
        survey, resident = opened(), neighbour(1)
        address = _by_key(survey, resident)
        page = client.get(address, headers=ENGLISH)
        assert "This survey is anonymous" in page.content.decode() and resident.name not in page.content.decode()

        thanks = client.post(address, _posted(survey), headers=ENGLISH)
        assert "Receipt code" in thanks.content.decode()
        assert thanks.headers["Cache-Control"].startswith("max-age=0")
        assert "You have answered already" in client.get(address, headers=ENGLISH).content.decode()
        assert "You have answered already" in client.post(address, _posted(survey), headers=ENGLISH).content.decode()
        assert SurveyResponse.objects.count() == 1

    def test_what_was_typed_stays_when_something_is_wrong(self, client) -> None:
        survey, resident = opened(), neighbour(1)
        data = _posted(survey, "내 번호는 900101-1234567 입니다")
        page = client.post(_by_key(survey, resident), data, headers=ENGLISH)

        assert page.status_code == 422
        assert "resident registration number" in page.content.decode()
        assert page.content.decode().count("checked") >= 4
        assert not SurveyResponse.objects.exists()

    def test_a_required_question_is_asked_for_by_name(self, client) -> None:
        survey, resident = opened(), neighbour(1)
        data = _posted(survey)
        data.pop(f"q{survey.questions.first().pk}")
        page = client.post(_by_key(survey, resident), data, headers=ENGLISH)

        assert page.status_code == 422 and "this question has to be answered" in page.content.decode()

    @pytest.mark.parametrize("key", ["x", "AAAA", "가"])
    def test_a_forged_key_opens_nothing(self, client, key) -> None:
        address = reverse("surveys:answer_by_key", args=[opened().slug, key])

        assert client.get(address, headers=ENGLISH).status_code == 404

    def test_a_key_of_who_has_left_opens_nothing(self, client) -> None:
        from residents.leaving import leave

        survey, resident = opened(), neighbour(1)
        leave(resident, told=False)

        assert client.get(_by_key(survey, resident)).status_code == 404

    def test_a_closed_survey_says_so(self, client) -> None:
        survey, resident = opened(), neighbour(1)
        writing.close(survey)

        assert "is closed" in client.get(_by_key(survey, resident), headers=ENGLISH).content.decode()
        assert "is closed" in client.get(reverse("surveys:one", args=[survey.slug]), headers=ENGLISH).content.decode()

    def test_signing_in_leads_back_to_the_survey(self, client) -> None:
        survey = opened()
        address = reverse("my_surveys:answer", args=[survey.slug])
        answer = client.get(address)

        assert answer.status_code == 302 and survey.slug in answer["Location"]

    def test_named_answers_are_changed_on_my_page_and_not_shown_by_the_link(self, client) -> None:
        survey, resident = opened(anonymous=False), neighbour(1)
        mine = visiting(resident)
        address = reverse("my_surveys:answer", args=[survey.slug])
        page = mine.get(address).content.decode()
        assert "answered with your name" in page and resident.name in page

        mine.post(address, _posted(survey, "처음 쓴 말"))
        assert "처음 쓴 말" in mine.get(address).content.decode()
        assert "처음 쓴 말" not in client.get(_by_key(survey, resident)).content.decode()
        mine.post(address, _posted(survey, "고쳐 쓴 말"))
        assert SurveyResponse.objects.get().answers.filter(question__kind="text").get().text == "고쳐 쓴 말"

    def test_a_draft_is_nobodys_business(self, client) -> None:
        assert client.get(reverse("surveys:one", args=[draft().slug])).status_code == 404


class TestTheOffice:
    def test_rows_are_added_moved_and_removed_without_a_script(self, office) -> None:
        address = reverse("surveys_desk:new")
        rows = {"row0-text": "첫째", "row0-kind": "text", "row1-text": "둘째", "row1-kind": "one"}
        typed = {"title": "설문", "rows": "2", **rows, "row1-options": "예\n아니오"}
        moved = office.post(address, {**typed, "do": "up-1"}).content.decode()
        assert moved.index("둘째") < moved.index("첫째") and "예\n아니오" in moved
        assert 'name="row2-text"' in office.post(address, {**typed, "do": "add"}).content.decode()
        assert "둘째" not in office.post(address, {**typed, "do": "remove-1"}).content.decode()
        assert not Survey.objects.exists()

        saved = office.post(address, {**typed, "anonymous": "yes", "contact": "도서관팀", "do": "save"})
        assert saved.status_code == 302
        assert list(Survey.objects.get().questions.values_list("text", flat=True)) == ["첫째", "둘째"]

    def test_a_question_without_options_says_how_to_mend_it(self, office) -> None:
        page = office.post(
            reverse("surveys_desk:new"),
            {"title": "설문", "anonymous": "yes", "rows": "1", "row0-text": "첫째", "row0-kind": "one", "do": "save"},
        )

        assert page.status_code == 422 and "at least two options" in page.content.decode()

    def test_it_is_opened_closed_duplicated_and_thrown_away(self, office) -> None:
        survey = draft()
        assert (
            "Open as an anonymous survey" in office.get(reverse("surveys_desk:one", args=[survey.pk])).content.decode()
        )
        assert office.get(reverse("surveys_desk:preview", args=[survey.pk])).status_code == 200
        office.post(reverse("surveys_desk:open", args=[survey.pk]))
        assert office.get(reverse("surveys_desk:edit", args=[survey.pk])).status_code == 302
        assert office.get(reverse("surveys_desk:mend", args=[survey.pk])).status_code == 200
        office.post(reverse("surveys_desk:delete", args=[survey.pk]))
        office.post(reverse("surveys_desk:close", args=[survey.pk]))
        office.post(reverse("surveys_desk:duplicate", args=[survey.pk]))
        copy = Survey.objects.latest("pk")
        assert copy.pk != survey.pk
        office.post(reverse("surveys_desk:delete", args=[copy.pk]))

        assert [one.state for one in Survey.objects.all()] == ["closed"]

    def test_another_department_sees_nothing(self, office) -> None:
        survey = opened(by=people.officer("other", department="도서관"))

        for name in ("one", "results", "preview", "workbook"):
            assert office.get(reverse(f"surveys_desk:{name}", args=[survey.pk])).status_code == 404

    def test_results_are_read_taken_along_and_published(self, office, client) -> None:
        survey = opened()
        for number in range(8):
            answered(survey, neighbour(number), words=f"의견 {number}")
        writing.close(survey)
        page = office.get(reverse("surveys_desk:results", args=[survey.pk]))
        assert "의견 3" in page.content.decode()
        assert AccessLogEntry.objects.get().people == 8
        file = b"".join(office.get(reverse("surveys_desk:workbook", args=[survey.pk])).streaming_content)
        book = openpyxl.load_workbook(BytesIO(file))
        assert {cell.value for cell in book.worksheets[1]["A"]} >= {f"의견 {number}" for number in range(8)}

        public = reverse("surveys:results", args=[survey.slug])
        assert client.get(public).status_code == 404
        office.post(reverse("surveys_desk:publish", args=[survey.pk]), {"publish": "yes"})
        words = client.get(public, headers=ENGLISH).content.decode()
        assert "8 people answered" in words and "의견" not in words

    def test_answers_with_names_want_a_reason(self, office) -> None:
        survey, resident = opened(anonymous=False), neighbour(1)
        answered(survey, resident, words="여기요")
        address = reverse("surveys_desk:named", args=[survey.pk])
        assert office.post(address, {"purpose": ""}).status_code == 422
        file = b"".join(office.post(address, {"purpose": "답변을 드리려고"}).streaming_content)
        cells = [cell.value for cell in openpyxl.load_workbook(BytesIO(file)).active[2]]

        assert cells[0] == resident.name and "여기요" in cells
        entry = AccessLogEntry.objects.get(action="download_survey_named")
        assert (entry.people, entry.purpose) == (1, "답변을 드리려고")

    def test_no_names_come_out_of_an_anonymous_survey(self, office) -> None:
        survey = opened()
        answered(survey, neighbour(1))

        assert office.post(reverse("surveys_desk:named", args=[survey.pk]), {"purpose": "궁금해서"}).status_code == 302

    def test_the_list_costs_the_same_however_long_it_is(self, office, django_assert_num_queries) -> None:
        draft()
        office.get(reverse("surveys_desk:list"))
        with django_assert_num_queries(5) as few:
            office.get(reverse("surveys_desk:list"))
        for _ in range(5):
            draft()
        with django_assert_num_queries(len(few)):
            office.get(reverse("surveys_desk:list"))
