"""Pausing, going on, stopping, correcting, trying two subjects, and the best hour."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from campaigns.models import Campaign, Click
from campaigns.sending import acts, approval, besthour, recipients, trial
from campaigns.sending.locker import NewsDrawer
from campaigns.sending.pages import CampaignPages
from campaigns.sending.progress import progress_of
from campaigns.sending.refusals import CampaignRefused
from deliveries import dispatches
from deliveries.models import Delivery, Dispatch
from residents import subscriptions
from residents.enrolment import enrol
from residents.models import Channel, ConsentKind, Route
from tests.campaigns.sending.writing import at, draft, planned, who_gets
from tests.people import form, officer, subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return officer()


def readers(count, *, services=frozenset({Channel.EMAIL})):
    return enrol(
        [
            form(
                f"사람{chr(0xAC00 + number)}",
                sms=f"0105555{number:04}",
                email=f"p{number}@example.com",
                address=f"마장로 {number}",
                services={"events": set(services)},
                consents={ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL},
            )
            for number in range(count)
        ]
    )


def start(campaign):
    for part in campaign.dispatches.exclude(dispatch__state="sending"):
        dispatches.start(part.dispatch)


def deliver(campaign, **which):
    found = Delivery.objects.filter(dispatch__campaign_part__campaign=campaign, **which)
    return found.update(state="accepted", accepted_at=timezone.now())


def refused(act, *args, **kwargs):
    with pytest.raises(CampaignRefused) as found:
        act(*args, **kwargs)
    return found.value.code


def test_a_campaign_pauses_goes_on_and_stops(by):
    ids = readers(4)
    campaign = planned(by, by)
    assert refused(acts.pause, campaign, by=by) == "not_sending"
    assert progress_of(campaign).state == "scheduled"
    start(campaign)
    assert progress_of(campaign).can == {"pause", "stop"}
    acts.pause(campaign, by=by, reason="제목이 틀림")
    shown = progress_of(campaign)
    assert (shown.state, shown.can) == ("paused", {"resume", "stop"})
    acts.resume(campaign, by=by)
    assert refused(acts.resume, campaign, by=by) == "not_paused"
    deliver(campaign, recipient__in=ids[:1])
    assert acts.stop(campaign, by=by) == 3
    shown = progress_of(campaign)
    assert (shown.state, shown.total, shown.went_out, shown.waiting) == ("stopped", 4, 1, 0)
    assert shown.can == {"correct"}
    assert [(line.state, line.count) for line in shown.lines] == [("accepted", 1), ("cancelled", 3)]
    assert refused(acts.stop, campaign, by=by) == "over"
    kinds = [step.kind for step in campaign.steps.all()]
    assert kinds == ["submitted", "approved", "paused", "resumed", "stopped"]


def test_a_draft_that_is_stopped_is_cancelled(by):
    campaign = draft(by)
    assert acts.stop(campaign, by=by) == 0
    assert (campaign.state, progress_of(campaign).can) == ("cancelled", frozenset())


def test_a_correction_goes_to_exactly_who_got_it_whatever_their_budget(by, settings):
    settings.CAMPAIGN_WEEKLY_BUDGET = 1
    ids = readers(6)
    campaign = planned(by, by)
    start(campaign)
    for number, state in enumerate(("accepted", "delivered", "unknown", "failed", "skipped")):
        code = {"failed": "550 5.1.1", "skipped": "no_consent"}.get(state, "")
        Delivery.objects.filter(recipient=ids[number]).update(state=state, code=code)
    lost = {line.state: (line.words, line.reason) for line in progress_of(campaign).lines if line.reason}
    assert lost["failed"][1] == "550 5.1.1" and lost["skipped"][0] != "no_consent"
    acts.stop(campaign, by=by)
    correction = acts.correct(campaign, by=by)
    assert acts.correct(campaign, by=by) == correction
    assert (correction.corrects, correction.state) == (campaign, "draft")
    assert correction.subject.startswith("[정정] ")
    assert Delivery.objects.get(recipient=ids[5]).state == "cancelled"
    subscriptions.end(ids[1], service="events", channel="email", route=Route.ONLINE)
    approval.submit(correction, by=by)
    assert correction.counted["excluded"] == {"not_subscribed": 1}
    approval.approve(correction, by=by, frozen=correction.frozen_hash)
    assert {pk for pk, _channel in who_gets(correction)} == {ids[0], ids[2]}
    # It cost nothing either: whose first message was lost may still get something.
    assert recipients.reckon(draft(), at=at(24)).excluded == {"not_subscribed": 1, "tired": 2}


def test_nothing_sent_is_nothing_to_correct(by):
    assert refused(acts.correct, draft(by), by=by) == "not_sent"
    readers(2)
    campaign = planned(by, by)
    assert refused(acts.correct, campaign, by=by) == "not_sent"
    start(campaign)
    acts.stop(campaign, by=by)
    assert refused(acts.correct, campaign, by=by) == "not_sent"
    assert progress_of(campaign).can == frozenset()


def test_what_still_goes_out_is_stopped_or_awaited_before_it_is_corrected(by):
    readers(40)
    campaign = planned(by, by)
    start(campaign)
    deliver(campaign)
    assert refused(acts.correct, campaign, by=by) == "under_way"
    acts.pause(campaign, by=by)
    assert refused(acts.correct, campaign, by=by) == "under_way"
    Dispatch.objects.update(state="finished")
    assert progress_of(campaign).can == {"correct"}
    assert acts.correct(campaign, by=by).corrects == campaign
    trying = tried(by)
    deliver(trying)
    Dispatch.objects.filter(campaign_part__campaign=trying).update(state="finished")
    assert refused(acts.correct, trying, by=by) == "under_way"  # its better subject has not gone to the others


LINKED = "[보기](https://culture.example/w)"


def tried(by, percent=40):
    campaign = planned(by, by, trial_percent=percent, subject_b="둘째 제목", body=LINKED, channels=["email", "sms"])
    start(campaign)
    return campaign


def click(campaign, part, count):
    link = campaign.links.first()
    deliveries = Delivery.objects.filter(dispatch__campaign_part__campaign=campaign, dispatch__campaign_part__part=part)
    for resident in deliveries.values_list("recipient", flat=True)[:count]:
        Click.objects.create(link=link, resident_number=resident, channel="email")


def part_of(campaign, part):
    return set(
        Delivery.objects.filter(
            dispatch__campaign_part__campaign=campaign, dispatch__campaign_part__part=part
        ).values_list("recipient", flat=True)
    )


def test_the_subject_whose_links_are_followed_more_goes_to_everybody_else(by):
    ids = readers(100)
    by_phone = subscriber(channels={Channel.SMS}, email=None)
    campaign = tried(by)
    assert campaign.steps.last().people == 101  # approved are all of them, not the share that is tried
    first, second = part_of(campaign, "a"), part_of(campaign, "b")
    assert first and second and not first & second
    assert 25 <= len(first | second) <= 55
    assert by_phone.pk not in first | second
    deliver(campaign)
    click(campaign, "b", 3)
    click(campaign, "a", 1)
    gone = next(pk for pk in ids if pk not in first | second)
    subscriptions.end(gone, service="events", channel="email", route=Route.EMAIL)
    assert progress_of(campaign).state == "trial" or "decide" not in progress_of(campaign).can
    assert trial.decide_all() == 0
    assert trial.decide_all(now=timezone.now() + timedelta(hours=5)) == 1
    campaign.refresh_from_db()
    rest = campaign.dispatches.get(part="rest").dispatch
    assert part_of(campaign, "rest") == {*ids, by_phone.pk} - first - second - {gone}
    assert "둘째 제목" in rest.contents.get(channel="email").subject
    assert campaign.counted["trial"]["winner"] == "b"
    assert campaign.counted["trial"]["a"] == {"sent": len(first), "clicked": 1}
    assert trial.decide_all(now=timezone.now() + timedelta(hours=6)) == 0
    assert len(who_gets(campaign)) == 100


def test_of_two_as_good_the_first_is_taken_and_it_is_said(by):
    readers(40)
    campaign = tried(by)
    deliver(campaign)
    trial.decide_all(now=timezone.now() + timedelta(hours=5))
    campaign.refresh_from_db()
    assert (campaign.counted["trial"]["winner"], campaign.counted["trial"]["tie"]) == ("a", True)
    assert campaign.steps.last().kind == "decided"


def test_a_person_decides_earlier_and_a_stopped_trial_has_no_rest(by):
    readers(40)
    campaign = tried(by)
    trial.decide(campaign, by=by, part="b")
    assert Campaign.objects.get(pk=campaign.pk).counted["trial"]["by_person"]
    assert refused(trial.decide, campaign, by=by) == "no_trial"
    other = tried(by)
    Dispatch.objects.filter(campaign_part__campaign=other).update(state="finished")
    assert progress_of(other).can == {"stop", "decide"}
    acts.stop(other, by=by)
    assert progress_of(other).state == "stopped"
    assert trial.decide_all(now=timezone.now() + timedelta(hours=5)) == 0
    assert refused(trial.decide, other, by=by) == "no_trial"


def test_what_was_decided_and_then_stopped_is_tried_no_more(by):
    readers(40)
    campaign = tried(by)
    deliver(campaign)
    Dispatch.objects.update(state="finished")
    trial.decide(campaign, by=by, part="b")
    acts.stop(campaign, by=by)
    shown = progress_of(campaign)
    assert (shown.state, shown.can) == ("stopped", {"correct"})
    assert refused(trial.decide, campaign, by=by, part="a") == "no_trial"


def test_whom_one_campaign_tries_the_next_does_not(by, settings):
    settings.CAMPAIGN_WEEKLY_BUDGET = 9
    readers(60)
    assert part_of(tried(by), "a") != part_of(tried(by), "a")


def test_the_best_hour_is_ten_on_a_working_day_until_readers_say_otherwise(by):
    assert besthour.best_hour().at == at(24)  # it is Monday, ten o'clock
    with time_machine.travel(at(27, 12)):
        found = besthour.best_hour()
    assert (found.at, found.hour) == (at(30), 10)
    campaign = draft(by, body=LINKED)
    link = campaign.links.create(target="https://culture.example/w")
    Click.objects.bulk_create(Click(link=link, resident_number=pk, channel="email") for pk in range(300))
    Click.objects.update(first_at=at(20, 14) - timedelta(days=1))
    found = besthour.best_hour()
    assert (found.hour, found.at) == (14, at(23, 14))
    assert "300" in str(found.reason)


def test_no_campaign_with_sms_begins_at_night(by):
    assert besthour.start_of(draft(by, send_at=at(24, 21))) == at(25, 8)
    assert besthour.start_of(draft(by, send_at=at(24, 7))) == at(24, 8)
    assert besthour.start_of(draft(by, send_at=at(24, 20))) == at(24, 20)
    assert besthour.start_of(draft(by, send_at=at(24, 21), channels=["email"])) == at(24, 21)
    assert besthour.start_of(draft(by, at_best_hour=True)) == at(24)
    assert besthour.start_of(draft(by), now=at(23)) == at(23)


def test_a_start_that_the_night_moves_is_known_beforehand(by):
    assert besthour.morning_after(draft(by, send_at=at(24, 21))) == at(25, 8)
    assert besthour.morning_after(draft(by), now=at(23, 22)) == at(24, 8)
    assert besthour.morning_after(draft(by, send_at=at(24, 20))) is None
    assert besthour.morning_after(draft(by, channels=["email"]), now=at(23, 22)) is None


def test_what_went_out_lies_in_the_locker_and_asks_for_nothing(by, django_assert_num_queries):
    person = subscriber()
    campaign = planned(by, by, subject="{이름} 님께 드리는 소식")
    assert NewsDrawer().papers_of(person.pk) == []
    start(campaign)
    deliver(campaign)
    with django_assert_num_queries(2):
        (paper,) = NewsDrawer().papers_of(person.pk)
    assert paper.title.strip() == "님께 드리는 소식"
    assert not paper.needs_me


def test_the_page_of_a_dispatch_is_the_departments_own(by, monkeypatch):
    monkeypatch.setattr("campaigns.sending.pages._url", lambda pk: f"/{pk}")
    subscriber()
    campaign = planned(by, by)
    dispatch = campaign.dispatches.get().dispatch_id
    assert CampaignPages().pages_for(by, [dispatch])[dispatch].url == f"/{campaign.pk}"
    other = officer("other", department="복지과")
    assert CampaignPages().pages_for(other, [dispatch])[dispatch].url == ""
