"""The office answers residents' requests: the most urgent first, logged, and told."""

from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessLogEntry
from residents import rights
from residents.models import RightsRequest
from residents.rights import AlreadyEnded, due_day
from residents.spoken import day
from tests.people import clerk, officer, resident
from tests.residents.visiting import ENGLISH, kinds, told, visiting

__all__ = ["told"]
pytestmark = pytest.mark.django_db
LIST = "/staff/requests/"


@pytest.fixture
def client():
    return Client(headers=ENGLISH)


@pytest.fixture
def asked(told):
    request = rights.ask(resident(), RightsRequest.Kind.CORRECTION, "주소가 틀렸습니다")
    told.clear()
    return request


@pytest.mark.parametrize(
    ("made", "due"),
    [
        ((2026, 11, 24), (2026, 12, 4)),  # the day itself does not count (민법 제157조)
        ((2026, 11, 25), (2026, 12, 7)),  # Saturday moves to Monday (민법 제161조)
        ((2026, 12, 15), (2026, 12, 28)),  # Christmas, and the weekend behind it
    ],
)
def test_the_answer_is_due_within_ten_days_counted_as_the_law_does(made, due):
    assert due_day(date(*made)) == date(*due)


def test_the_list_has_the_most_urgent_first_marks_the_late_and_names_nobody(client, asked):
    with time_machine.travel(timezone.now() - timedelta(days=20)):
        late = rights.ask(asked.resident, RightsRequest.Kind.ACCESS, "보여 주십시오")
    client.force_login(officer())

    text = client.get(LIST).content.decode()

    assert text.index(f"Access {late.pk}") < text.index(f"Correction {asked.pk}")
    assert text.count("Overdue") == 1
    assert "홍길동" not in text and "주소가" not in text
    assert not AccessLogEntry.objects.exists()
    home = client.get("/staff/").content.decode()
    assert "2 requests of residents wait for an answer" in home and "1 overdue" in home


def test_reading_one_is_logged_with_its_purpose_and_seen_by_the_resident(client, asked):
    client.force_login(officer())

    text = client.get(reverse("requests:one", args=[asked.pk])).content.decode()

    assert "홍길동" in text and "주소가 틀렸습니다" in text and "010-1234-5678" in text
    entry = AccessLogEntry.objects.get()
    assert (entry.action, entry.subject) == ("rights_request", f"resident:{asked.resident_id}")
    assert entry.purpose == f"Correction {asked.pk}"
    seen = visiting(asked.resident).get("/my/looks").content.decode()
    assert "Read your request" in seen and f"Correction {asked.pk}" not in seen
    assert f"Purpose: your request for correction of {day(timezone.localdate().isoformat())}" in seen


def test_a_form_that_comes_back_with_an_error_is_no_other_look(client, asked):
    client.force_login(officer())
    page = reverse("requests:one", args=[asked.pk])

    client.get(page)
    for _ in range(2):
        client.post(page, {"state": "done", "answer": " "})

    assert AccessLogEntry.objects.filter(action="rights_request").count() == 1


@pytest.mark.parametrize("state", ["done", "refused"])
def test_an_answer_is_told_and_read_on_my_page(client, asked, told, state):
    client.force_login(officer())
    page = reverse("requests:one", args=[asked.pk])

    refused = client.post(page, {"state": state, "answer": " "}).content.decode()
    assert 'aria-invalid="true"' in refused and "Write to the resident what was done, or why" in refused
    client.post(page, {"state": state, "answer": "주소를 고쳤습니다"}, follow=True)

    assert AccessLogEntry.objects.filter(action="rights_request").count() == 1  # of the refused form
    asked.refresh_from_db()
    assert (asked.state, asked.answer, asked.answered_by.username) == (state, "주소를 고쳤습니다", "officer")
    assert kinds(told) == [("rights_request_answered", a) for a in ("01012345678", "hong@example.com")]
    assert "고쳤습니다" not in "".join(message["text"] for message in told)
    assert "주소를 고쳤습니다" in visiting(asked.resident).get("/my/requests").content.decode()


def test_a_request_ends_once(client, asked, told):
    rights.take_back(asked)
    client.force_login(officer())

    client.post(reverse("requests:one", args=[asked.pk]), {"state": "done", "answer": "했습니다"})

    asked.refresh_from_db()
    assert (asked.state, told) == ("taken_back", [])
    with pytest.raises(AlreadyEnded):
        rights.take_back(asked)


@pytest.mark.parametrize("page", [LIST, "/staff/requests/1"])
def test_others_of_the_office_and_residents_see_no_requests(client, asked, page):
    client.force_login(clerk())
    assert client.get(page).status_code == 403
    assert visiting(asked.resident).get(page).status_code == 302
