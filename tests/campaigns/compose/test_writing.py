"""Writing a draft: kept while it is typed, seen as it arrives, never written over unseen."""

import json

import pytest
from django.test import Client

from campaigns.models import Campaign, CampaignState
from tests.people import DEPARTMENT, approver, officer, subscriber

pytestmark = pytest.mark.django_db

EVERYBODY = {"op": "and", "of": [{"is": "dong", "dongs": ["1120054000"]}]}
GIVEN = {
    "page": "p1",
    "subject": "차 마시는 오후",
    "sms": "12월 3일 오후 2시 차 강좌",
    "body": "{이름} 님",
    "channels": "email,sms",
    "when": "now",
}


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(officer())
    return client


def keep(desk: Client, htmx: bool = True, **values: object):
    headers = {"HX-Request": "true"} if htmx else {}
    return desk.post("/staff/campaigns/keep", GIVEN | values, headers=headers)


def test_an_empty_page_is_shown_and_begins_no_draft(desk: Client) -> None:
    assert desk.get("/staff/campaigns/new").status_code == 200
    assert keep(desk, subject="", sms="", body="").status_code == 200
    assert not Campaign.objects.exists()


def test_the_first_words_begin_a_draft_and_the_next_change_it(desk: Client) -> None:
    answer = keep(desk)
    draft = Campaign.objects.get()
    assert answer["HX-Replace-Url"] == f"/staff/campaigns/{draft.pk}/edit"
    keep(desk, draft=draft.pk, subject="차 마시는 저녁")
    draft.refresh_from_db()
    assert (draft.subject, draft.title, draft.department) == ("차 마시는 저녁", "차 마시는 저녁", DEPARTMENT)
    assert draft.channels == ["email", "sms"]
    assert draft.is_advertisement is None
    assert desk.get(f"/staff/campaigns/{draft.pk}/edit").status_code == 200


def test_what_the_law_adds_is_marked_where_it_is_added(desk: Client) -> None:
    page = keep(desk, is_advertisement="yes").content.decode()
    assert '<mark class="c-law">(광고)[성동구청] </mark><span class="c-typed">12월 3일 오후 2시 차 강좌' in page
    assert "정보통신망법 제50조 제4항" in page


def test_of_two_who_write_at_once_the_later_is_warned_and_nothing_is_lost(desk: Client) -> None:
    keep(desk)
    draft = Campaign.objects.get()
    other = Client()
    other.force_login(approver())
    seen = draft.saving.revision
    keep(other, page="p2", draft=draft.pk, seen=seen, subject="다른 제목")
    answer = keep(desk, page="p3", draft=draft.pk, seen=seen, subject="내 제목")
    assert 'name="over"' in answer.content.decode()
    draft.refresh_from_db()
    assert draft.subject == "다른 제목"
    draft.saving.refresh_from_db()
    keep(desk, htmx=False, page="p3", draft=draft.pk, seen=seen, subject="내 제목", over=draft.saving.revision)
    draft.refresh_from_db()
    assert draft.subject == "내 제목"


def test_a_registration_number_is_not_kept_and_everything_else_is(desk: Client) -> None:
    page = keep(desk, body="900101-1234567").content.decode()
    draft = Campaign.objects.get()
    assert (draft.subject, draft.body) == (GIVEN["subject"], "")
    assert 'href="#id_body"' in page


def test_whom_it_reaches_is_counted_and_becomes_a_version_when_it_is_looked_over(desk: Client, settings) -> None:
    settings.AUDIENCE_SMALL = 1
    subscriber()
    page = keep(desk, audience=json.dumps(EVERYBODY)).content.decode()
    assert "c-number" in page
    draft = Campaign.objects.get()
    assert draft.audience is None
    answer = keep(desk, htmx=False, draft=draft.pk, audience=json.dumps(EVERYBODY), then="look")
    assert answer.url == f"/staff/campaigns/{draft.pk}"
    draft.refresh_from_db()
    assert draft.audience.tree == EVERYBODY
    assert desk.get(answer.url).status_code == 200


def test_a_draft_of_another_department_is_not_there(desk: Client) -> None:
    keep(desk)
    draft = Campaign.objects.get()
    stranger = Client()
    stranger.force_login(officer("stranger", department="문화과"))
    for address in ("", "/edit", "/mail", "/live"):
        assert stranger.get(f"/staff/campaigns/{draft.pk}{address}").status_code == 404
    assert keep(stranger, draft=draft.pk).status_code == 404


def test_a_draft_is_thrown_away_by_one_click_and_fetched_back_by_another(desk: Client) -> None:
    keep(desk)
    draft = Campaign.objects.get()
    page = desk.post(f"/staff/campaigns/{draft.pk}/remove", follow=True).content.decode()
    assert f"/staff/campaigns/{draft.pk}/restore" in page
    assert f"/staff/campaigns/{draft.pk}/edit" not in page
    desk.post(f"/staff/campaigns/{draft.pk}/restore")
    draft.refresh_from_db()
    assert draft.state == CampaignState.DRAFT


def test_the_mail_of_a_draft_runs_nothing_and_is_framed_by_us_only(desk: Client) -> None:
    keep(desk)
    answer = desk.get(f"/staff/campaigns/{Campaign.objects.get().pk}/mail")
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"


def test_the_overview_asks_as_much_for_many_as_for_one(desk: Client, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert desk.get("/staff/campaigns/").status_code == 200
        return len(queries)

    keep(desk)
    first = asked()
    for _number in range(5):
        keep(desk)
    assert asked() == first
