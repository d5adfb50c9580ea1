"""Freezing and approving: by whom, and only what was seen."""

from datetime import timedelta

import pytest

from campaigns.models import AudienceVersion, Campaign
from campaigns.sending import approval, drafts
from campaigns.sending.refusals import CampaignRefused
from deliveries.models import Dispatch
from tests.campaigns.events.making import event
from tests.campaigns.sending.writing import BODY, at, draft, planned, who_gets
from tests.people import approver, officer, subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return officer()


def refused(act, *args, **kwargs):
    with pytest.raises(CampaignRefused) as found:
        act(*args, **kwargs)
    return found.value.code


def submitted(by, **values):
    campaign = draft(by, **values)
    approval.submit(campaign, by=by)
    return campaign


def test_a_small_audience_is_approved_by_its_author(by):
    person = subscriber()
    campaign = submitted(by)
    assert not approval.needs_second_person(campaign)
    assert approval.approve(campaign, by=by, frozen=campaign.frozen_hash) == 1
    assert campaign.state == "planned"
    assert who_gets(campaign) == {(person.pk, "email")}
    assert [step.kind for step in campaign.steps.all()] == ["submitted", "approved"]


def test_a_large_one_and_every_advertisement_need_a_second_person(by, settings):
    settings.OPT_OUT_PHONE, settings.OFFICE_ADDRESS = "080-000-5000", "성동구 시범로 1"
    subscriber()
    for values, above in (({}, 0), ({"is_advertisement": True}, 500)):
        settings.CAMPAIGN_APPROVAL_ABOVE = above
        campaign = submitted(by, **values)
        assert approval.needs_second_person(campaign)
        assert refused(approval.approve, campaign, by=by, frozen=campaign.frozen_hash) == "second_person"
        assert refused(approval.approve, campaign, by=None, frozen=campaign.frozen_hash) == "second_person"
    second = approver()
    assert approval.approve(campaign, by=second, frozen=campaign.frozen_hash) == 1
    assert campaign.approved_by == second


def test_it_goes_out_as_news_go_out(by):
    subscriber()
    campaign = planned(by, by, canary=1, send_at=at(24))
    dispatch = campaign.dispatches.get().dispatch
    assert (dispatch.service, dispatch.lane, dispatch.statutory) == ("events", "campaign", False)
    assert (dispatch.quiet_hours, dispatch.required_consents, dispatch.canary) == (True, 5, 1)
    assert (dispatch.state, dispatch.scheduled_at) == ("scheduled", at(24))


def test_what_was_changed_behind_the_approvers_back_is_refused(by):
    subscriber()
    campaign = submitted(by)
    assert refused(approval.approve, campaign, by=by, frozen="0" * 64) == "changed"
    for values in ({"body": "다른 글"}, {"canary": 5}, {"sms": "다른 문자"}, {"audience": None}):
        before = {name: getattr(campaign, name) for name in values}
        Campaign.objects.filter(pk=campaign.pk).update(**values)
        assert refused(approval.approve, campaign, by=by, frozen=campaign.frozen_hash) == "changed"
        Campaign.objects.filter(pk=campaign.pk).update(**before)
    assert not Dispatch.objects.exists()
    assert approval.approve(campaign, by=by, frozen=campaign.frozen_hash) == 1


def test_what_waits_while_the_site_moves_to_another_address_may_still_go_out(by, settings):
    subscriber()
    settings.SITE_URL = "http://127.0.0.1:8000"
    campaign = submitted(by, body=f"{BODY}\n[신청서](/files/a)", event=event())
    settings.SITE_URL = "https://sotong.example.go.kr"
    assert approval.approve(campaign, by=by, frozen=campaign.frozen_hash) == 1


def test_a_submitted_text_changes_no_more_until_it_is_sent_back(by):
    subscriber()
    campaign = submitted(by)
    assert refused(drafts.change, campaign, body="다른 글") == "not_a_draft"
    approval.send_back(campaign, by=approver(), reason="제목을 고쳐 주십시오.")
    assert (campaign.state, campaign.frozen_hash) == ("draft", "")
    assert campaign.steps.last().text == "제목을 고쳐 주십시오."
    drafts.change(campaign, body="다른 글")
    assert refused(approval.send_back, campaign, by=by, reason="") == "not_awaiting"


def test_an_audience_that_became_another_is_looked_at_again(by):
    subscriber()
    campaign = submitted(by)
    seen = campaign.frozen_hash
    subscriber("김새봄", sms="01099998888", email="new@example.com", address="마장로 2")
    assert approval.approve(campaign, by=by, frozen=seen) == 2  # one more is as good as the same
    again = submitted(by)
    for number in range(6):
        subscriber(f"사람{chr(0xAC00 + number)}", sms=f"0107777000{number}", email=f"p{number}@example.com")
    seen = again.frozen_hash
    assert refused(approval.approve, again, by=by, frozen=seen) == "audience_changed"
    assert again.frozen_hash != seen
    assert again.counted["recipients"] == 8
    assert approval.approve(again, by=by, frozen=again.frozen_hash) == 8


def test_few_readers_need_a_reason_and_nobody_is_no_audience(by, settings):
    settings.AUDIENCE_SMALL = 5
    everybody = AudienceVersion.objects.create(tree={"op": "and", "of": [{"is": "everybody"}]})
    assert refused(approval.submit, draft(by, audience=everybody), by=by) == "nobody"
    subscriber()
    assert refused(approval.submit, draft(by, audience=everybody), by=by) == "small"
    assert refused(approval.submit, draft(by, is_advertisement=None), by=by) == "faults"
    approval.submit(draft(by), by=by)


def test_approving_twice_plans_once(by):
    subscriber()
    campaign = submitted(by)
    twin = Campaign.objects.get(pk=campaign.pk)
    approval.approve(campaign, by=by, frozen=campaign.frozen_hash)
    assert refused(approval.approve, twin, by=by, frozen=twin.frozen_hash) == "not_awaiting"
    assert Dispatch.objects.count() == 1


def test_a_time_that_passed_while_it_waited_is_said(by):
    subscriber()
    campaign = submitted(by, send_at=at(23, 11))
    Campaign.objects.filter(pk=campaign.pk).update(send_at=at(23, 9))
    assert at(23, 9) < at(23) < at(23, 9) + timedelta(hours=2)
    assert refused(approval.approve, campaign, by=by, frozen=campaign.frozen_hash) == "changed"
