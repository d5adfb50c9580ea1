"""The budget of the week: in any seven days, over all departments, whoever plans first."""

import threading

import pytest
from django.db import connection

from campaigns.sending import approval, recipients
from campaigns.sending.refusals import CampaignRefused
from deliveries.models import Delivery
from tests.campaigns.sending.writing import at, draft, planned, who_gets
from tests.people import approver, officer, subscriber

pytestmark = pytest.mark.django_db


@pytest.fixture
def two():
    return officer(), approver()


def excluded(moment):
    return recipients.reckon(draft(), at=moment).excluded


def test_a_fourth_piece_of_news_within_seven_days_is_kept_back(two):
    subscriber()
    for day in (24, 26, 28):
        planned(*two, send_at=at(day))
    assert excluded(at(24)) == excluded(at(30)) == excluded(at(26)) == {"tired": 1}
    # The window from 22 to 28 holds three; from 24 to 30 too; one that begins on the 25th has two and this one.
    assert recipients.reckon(draft(), at=at(23)).excluded == {"tired": 1}
    assert recipients.reckon(draft(), at=at(23) + (at(24) - at(23)) * 8).excluded == {}


def test_news_planned_for_later_days_leave_no_room_before_them(two):
    subscriber()
    for day in (27, 28, 29):
        planned(*two, send_at=at(day))
    assert excluded(at(23)) == {"tired": 1}
    assert recipients.reckon(draft(), at=at(22)).excluded == {}


def test_what_was_skipped_stopped_or_lost_costs_nothing(two):
    subscriber()
    for day in (24, 25, 26):
        planned(*two, send_at=at(day))
    assert excluded(at(27)) == {"tired": 1}
    for state in ("skipped", "cancelled", "failed", "bounced"):
        first = Delivery.objects.order_by("id").first()
        Delivery.objects.filter(pk=first.pk).update(state=state)
        assert excluded(at(27)) == {}


def test_the_budget_is_a_setting_and_counts_people_not_campaigns(two, settings):
    settings.CAMPAIGN_WEEKLY_BUDGET = 1
    subscriber()
    planned(*two, send_at=at(24))
    subscriber("김새봄", sms="01099998888", email="new@example.com", address="마장로 2")
    campaign = planned(*two, send_at=at(25))
    assert campaign.counted["excluded"] == {"tired": 1}
    assert len(who_gets(campaign)) == 1


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_campaigns_planned_at_once_do_not_both_spend_the_last_of_a_budget(two, settings, monkeypatch):
    settings.CAMPAIGN_WEEKLY_BUDGET = 1
    subscriber()
    waiting = [draft(two[0]) for _ in range(2)]
    for campaign in waiting:
        approval.submit(campaign, by=two[0])
    together, look, refused = threading.Barrier(2, timeout=10), approval._refuse_unless_frozen, []

    def look_together(*args):
        look(*args)
        together.wait()  # each is within its transaction, and neither has planned

    monkeypatch.setattr(approval, "_refuse_unless_frozen", look_together)

    def approve(campaign):
        try:
            approval.approve(campaign, by=two[1], frozen=campaign.frozen_hash)
        except CampaignRefused as error:
            refused.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(campaign,)) for campaign in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert Delivery.objects.count() == 1
    assert refused == ["nobody"]
