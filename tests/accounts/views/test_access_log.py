"""The pages of the access log: the review of a month, the search, the file."""

from datetime import datetime

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessLogEntry, MonthReview, Role
from accounts.reviews import waiting
from accounts.roles import grant
from tests import people
from tests.accounts.lines import line, many_users
from tests.people import KST
from tests.residents.visiting import ENGLISH

pytestmark = pytest.mark.django_db
LOG = "/staff/access-log"
OCTOBER = {"begin": "2026-10-01", "end": "2026-10-31"}


@pytest.fixture(autouse=True)
def _november():
    with time_machine.travel(datetime(2026, 11, 24, 14, tzinfo=KST)):
        yield


@pytest.fixture
def auditor() -> Client:
    return _client(people.auditor())


def _client(user) -> Client:
    client = Client(headers=ENGLISH)
    client.force_login(user)
    return client


def _text(answer) -> str:
    return answer.content.decode()


def test_the_page_begins_with_the_month_that_is_over_and_leads_to_the_lines(auditor) -> None:
    officer = people.officer()
    line((2026, 10, 15, 10), officer, action="download_rows", subject="batch:4", purpose="")

    text = _text(auditor.get(LOG))

    assert text.index("Files taken without a purpose") < text.index("Looked for, and nothing found")
    href = f"begin=2026-10-01&amp;end=2026-10-31&amp;user={officer.pk}&amp;action=downloads&amp;marks=no_purpose"
    assert href in text
    lines = _text(auditor.get(f"{LOG}/lines?{href.replace('&amp;', '&')}"))
    assert "Batch 4" in lines and "1 line" in lines
    assert "/staff/batches/4" not in lines  # an auditor may not open it


def test_a_month_is_reviewed_once_and_noted_for_good(auditor) -> None:
    line((2026, 10, 15, 10), people.officer(), action="download_rows", purpose="")
    line((2026, 9, 15, 10), None)
    assert [month.name for month in waiting()] == ["2026-09", "2026-10"]

    assert auditor.post(f"{LOG}/review", {"month": "2026-10", "note": ""}).status_code == 422
    auditor.post(f"{LOG}/review", {"month": "2026-10", "note": "사유 확인: 반송 처리"})

    review = MonthReview.objects.get()
    assert (review.month.isoformat(), review.findings["without_purpose"]) == ("2026-10-01", 1)
    assert [month.name for month in waiting()] == ["2026-09"]
    assert "사유 확인: 반송 처리" in _text(auditor.get(LOG))
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        MonthReview.objects.update(note="")


def test_a_month_that_goes_on_cannot_be_reviewed(auditor) -> None:
    auditor.post(f"{LOG}/review", {"month": "2026-11", "note": "이상 없음"})

    assert not MonthReview.objects.exists()


def test_an_administrator_sees_the_review_and_writes_none() -> None:
    admin = _client(people.administrator())

    assert "Mark the month as reviewed" not in _text(admin.get(LOG))
    assert admin.post(f"{LOG}/review", {"month": "2026-10", "note": "이상 없음"}).status_code == 403


def test_words_of_a_purpose_are_looked_for_without_standing_in_an_address(auditor) -> None:
    line((2026, 10, 15, 10), people.officer(), subject="resident:7", purpose="홍길동 문의")
    line((2026, 10, 16, 10), people.approver(), subject="resident:8")

    answer = auditor.post(f"{LOG}/lines", OCTOBER | {"words": "홍길동"})
    text = _text(auditor.get(answer.url))

    assert answer.url.endswith("words=on")
    assert "Resident 7" in text and "Resident 8" not in text and 'value="홍길동"' in text


def test_a_residents_number_finds_who_looked(auditor) -> None:
    line((2026, 10, 15, 10), people.officer(), subject="resident:1204")

    answer = auditor.post(f"{LOG}/lines", OCTOBER | {"subject": "1,204"})

    assert "subject=resident%3A1204" in answer.url
    assert "Read a resident’s request" in _text(auditor.get(answer.url))


@pytest.mark.parametrize(
    "wrong", [{"begin": "2026-13-01"}, {"end": "2026-09-01"}, {"begin": "2020-01-01"}, {"subject": "홍길동"}]
)
def test_what_cannot_be_looked_for_is_said_at_its_field(auditor, wrong) -> None:
    answer = auditor.post(f"{LOG}/lines", OCTOBER | wrong)

    assert answer.status_code == 422 and "is-error" in _text(answer)


def test_a_file_is_given_for_a_reason_and_that_is_logged(auditor) -> None:
    line((2026, 10, 15, 10), people.officer())
    url = f"{LOG}/download?begin=2026-10-01&end=2026-10-31"

    assert auditor.post(url, {"reason": ""}).status_code == 422
    answer = auditor.post(url, {"reason": "외부 감사 제출"})

    assert answer["Content-Type"].endswith("sheet")
    entry = AccessLogEntry.objects.get(action="download_access_log")
    assert (entry.user.username, entry.people, entry.purpose) == ("auditor", 1, "외부 감사 제출")


def test_who_may_open_a_subject_gets_its_link() -> None:
    both = people.administrator()

    grant(user=both, role=Role.OFFICER, by=None)
    line((2026, 10, 15, 10), both, action="batch_rows", subject="batch:4")

    assert 'href="/staff/batches/4"' in _text(_client(both).get(f"{LOG}/lines", OCTOBER))


def test_many_lines_take_as_many_queries_as_few(auditor) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert auditor.get(path, OCTOBER).status_code == 200
        return len(seen)

    line((2026, 10, 15, 10), people.officer())
    few = queries(f"{LOG}/lines"), queries(LOG)
    for number, user in enumerate(many_users(60)):
        line((2026, 10, 15, 10), user, subject=f"resident:{number}")

    assert (queries(f"{LOG}/lines"), queries(LOG)) == few
