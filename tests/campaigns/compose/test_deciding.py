"""Handing on, approving, giving back, watching: who may, and that the button's number is the one that goes."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import User
from campaigns.audiences import saving
from campaigns.models import Campaign, CampaignState
from campaigns.sending import drafts
from config.demo import campaigns as demo
from deliveries.models import Dispatch
from tests.people import approver, officer, subscriber

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVERYBODY = {"op": "and", "of": [{"is": "everybody"}]}


@pytest.fixture(autouse=True)
def _address(settings: Any) -> None:
    settings.OFFICE_ADDRESS = "성동구 시범로 1"


@pytest.fixture
def writer() -> Client:
    subscriber()
    client = Client()
    client.force_login(officer())
    return client


@pytest.fixture
def second() -> Client:
    client = Client()
    client.force_login(approver())
    return client


def written(**values: Any) -> Campaign:
    by = User.objects.get(username="officer")
    audience = saving.save(EVERYBODY, by=by, at=timezone.now(), because="시험")
    given = {
        "title": "차 강좌",
        "subject": "차 강좌",
        "body": "한 잔",
        "channels": ["email"],
        "contact": "문화과 02-0000-5000",
        "is_advertisement": True,
        "audience": audience,
    }
    return drafts.begin(by, **(given | values))


def post(client: Client, campaign: Campaign, what: str, **values: str) -> str:
    answer = client.post(f"/staff/campaigns/{campaign.pk}/{what}", values, follow=True)
    campaign.refresh_from_db()
    return answer.content.decode()


def test_an_advertisement_goes_out_by_a_second_person_who_is_told_to_how_many(writer: Client, second: Client) -> None:
    campaign = written()
    page = post(writer, campaign, "submit")
    assert campaign.state == CampaignState.AWAITING_APPROVAL
    assert f"/staff/campaigns/{campaign.pk}/approve" not in page
    assert writer.post(f"/staff/campaigns/{campaign.pk}/approve").status_code == 403
    asked = second.get(f"/staff/campaigns/{campaign.pk}").content.decode()
    assert f'value="{campaign.frozen_hash}"' in asked
    post(second, campaign, "approve", frozen=campaign.frozen_hash)
    assert campaign.state == CampaignState.PLANNED
    assert second.get(f"/staff/campaigns/{campaign.pk}/live?stage=other").status_code == 200


def test_a_small_one_goes_out_by_whoever_wrote_it(writer: Client) -> None:
    campaign = written(is_advertisement=False)
    post(writer, campaign, "submit")
    post(writer, campaign, "approve", frozen=campaign.frozen_hash)
    assert campaign.state == CampaignState.PLANNED


def sent(writer: Client, **values: Any) -> Campaign:
    """A campaign that is planned, by whoever wrote it."""
    campaign = written(is_advertisement=False, **values)
    post(writer, campaign, "submit")
    post(writer, campaign, "approve", frozen=campaign.frozen_hash)
    return campaign


def test_its_history_says_to_how_many_people_it_went(writer: Client) -> None:
    campaign = sent(writer)
    page = writer.get(f"/staff/campaigns/{campaign.pk}", headers={"Accept-Language": "en"}).content.decode()
    assert re.search(r"Approved, [^<]*: 1 person</span>", page)
    assert re.search(r"승인[^<]*: 1명</span>", writer.get(f"/staff/campaigns/{campaign.pk}").content.decode())


def test_what_went_out_last_stands_first(writer: Client) -> None:
    waited, soon = sent(writer, title="오래 기다린 것"), sent(writer, title="곧바로 나간 것")
    never = sent(writer, title="멈춘 것", send_at=timezone.now() + DAY)
    post(writer, never, "stop")
    now = timezone.now()
    for campaign, at in ((waited, now + 2 * HOUR), (soon, now + HOUR)):
        Dispatch.objects.filter(campaign_part__campaign=campaign).update(state="finished", started_at=at)
    page = writer.get("/staff/campaigns/").context["past"]
    assert [one.campaign for one in page] == [never, waited, soon]


def test_a_trial_that_is_not_decided_is_under_way_though_both_parts_went_out(writer: Client) -> None:
    campaign = sent(writer, trial_percent=100, subject_b="차 한 잔", body="[보기](https://culture.example/w)")
    Dispatch.objects.update(state="finished", started_at=timezone.now())
    shown = writer.get("/staff/campaigns/").context
    assert [one.state for one in shown["moving"]] == ["trial"] and not shown["past"]
    post(writer, campaign, "stop")
    shown = writer.get("/staff/campaigns/").context
    assert [one.state for one in shown["past"]] == ["stopped"] and not shown["moving"]
    later = sent(writer)
    post(writer, later, "stop")
    page = writer.get(f"/staff/campaigns/{later.pk}", headers={"Accept-Language": "en"}).content.decode()
    assert "Stopped</span>" in page and "Cancelled</span>" not in page
    assert page.count("0 of 1 messages went out") == 2  # seen, and said


def test_the_page_looks_often_when_it_begins_and_says_which_subject_was_chosen(writer: Client) -> None:
    later = sent(writer, send_at=timezone.now() + DAY)
    assert 'hx-trigger="every 15s"' in writer.get(f"/staff/campaigns/{later.pk}").content.decode()
    campaign = sent(writer, trial_percent=100, subject_b="둘째", body="[보기](https://culture.example/w)")
    page = f"/staff/campaigns/{campaign.pk}"
    asked = writer.get(page, headers={"Accept-Language": "en"}).content.decode()
    assert 'hx-trigger="every 2s"' in asked and "Goes to the others" not in asked
    Dispatch.objects.filter(campaign_part__campaign=campaign).update(state="finished", started_at=timezone.now())
    post(writer, campaign, "choose", part="b")
    asked = writer.get(page, headers={"Accept-Language": "en"}).content.decode()
    assert asked.index("<strong>둘째</strong>") < asked.index("Goes to the others")
    assert asked.count("Goes to the others") == 1


def test_that_the_night_moves_it_is_said_before_it_is_approved(writer: Client) -> None:
    campaign = written(is_advertisement=False, channels=["email", "sms"], sms="차 강좌")
    with time_machine.travel(timezone.now() + 12 * HOUR):  # 22:00
        writer.force_login(User.objects.get(username="officer"))  # the day's session is over
        for page in (f"/staff/campaigns/{campaign.pk}", f"/staff/campaigns/{campaign.pk}/edit"):
            asked = writer.get(page, headers={"Accept-Language": "en"}).content.decode()
            assert re.search(r"It will begin [^<]*8:00 [^<]*, and the email waits with it", asked), page
        post(writer, campaign, "submit")
        waiting = writer.get(f"/staff/campaigns/{campaign.pk}", headers={"Accept-Language": "en"})
        assert "It will begin" in waiting.content.decode()
    assert "It will begin" not in writer.get(f"/staff/campaigns/{campaign.pk}").content.decode()


def test_it_is_given_back_with_a_reason_and_never_without(writer: Client, second: Client) -> None:
    campaign = written()
    post(writer, campaign, "submit")
    refused = second.post(f"/staff/campaigns/{campaign.pk}/send-back", {"reason": ""})
    assert refused.status_code == 422
    assert "autofocus" in refused.content.decode() and "<title>오류:" in refused.content.decode()
    post(second, campaign, "send-back", reason="날짜가 틀립니다")
    assert campaign.state == CampaignState.DRAFT
    assert "날짜가 틀립니다" in writer.get(f"/staff/campaigns/{campaign.pk}").content.decode()


def test_what_waits_for_its_hour_is_stopped_and_written_anew(writer: Client) -> None:
    campaign = written(is_advertisement=False, send_at=timezone.now() + timedelta(days=1))
    post(writer, campaign, "submit")
    post(writer, campaign, "approve", frozen=campaign.frozen_hash)
    post(writer, campaign, "stop")
    assert not campaign.dispatches.exclude(dispatch__state="cancelled").exists()
    post(writer, campaign, "copy")
    assert Campaign.objects.filter(state=CampaignState.DRAFT, subject="차 강좌").count() == 1


def test_the_sample_district_has_messages_in_each_state_once(writer: Client, second: Client) -> None:
    people = {"officer": User.objects.get(username="officer"), "approver": User.objects.get(username="approver")}
    assert demo.load(**people) == demo.load(**people) == 4
    assert writer.get("/staff/campaigns/").status_code == 200
    assert Campaign.objects.filter(state=CampaignState.AWAITING_APPROVAL).exists()
