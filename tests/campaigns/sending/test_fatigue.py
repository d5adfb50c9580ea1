"""The budget of the week: in any seven days, over all departments, whoever plans first."""

import threading

import pytest
from django.db import connection, transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.models import Campaign, CampaignDispatch
from campaigns.sending import approval, fatigue, recipients
from campaigns.sending.refusals import CampaignRefused
from deliveries.models import Chunk, Delivery, Dispatch
from tests.campaigns.sending.writing import at, draft, planned, who_gets
from tests.people import approver, officer, subscriber

pytestmark = pytest.mark.django_db

STATES = (None, "queued", "delivered", "unknown", "skipped", "bounced")


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


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    news=st.lists(
        st.tuples(st.integers(16, 30), st.lists(st.sampled_from(STATES), min_size=6, max_size=6), st.booleans()),
        max_size=9,
    ),
    budget=st.integers(1, 4),
)
def test_who_is_tired_is_whom_a_plain_recount_of_the_windows_finds(news, budget):
    """Each piece of news: its day, for each of six people the state of their message, and whether it has chunks."""
    with override_settings(CAMPAIGN_WEEKLY_BUDGET=budget), transaction.atomic():
        for day, states, has_chunks in news:
            _sent(at(day), states, has_chunks=has_chunks)
        for day in (21, 24, 27):
            tired, lately = fatigue.tired(at(day)), fatigue.tired_lately(at(day))
            assert [person for person in range(9) if person in tired] == _tired_plainly(news, day, budget)
            assert lately == tired
        transaction.set_rollback(True)


def _sent(moment, states, *, has_chunks):
    campaign = Campaign.objects.create(title="소식")
    dispatch = Dispatch.objects.create(title="소식", source="campaigns")
    Dispatch.objects.filter(pk=dispatch.pk).update(scheduled_at=moment)
    CampaignDispatch.objects.create(campaign=campaign, dispatch=dispatch)
    rows = Delivery.objects.bulk_create(
        Delivery(dispatch=dispatch, channel="email", recipient=person, resident_id=1, contact_id=1, state=state)
        for person, state in enumerate(states)
        if state
    )
    if has_chunks and rows:
        Chunk.objects.create(dispatch=dispatch, channel="email", lo=rows[0].pk, hi=rows[-1].pk)


def _tired_plainly(news, day, budget):
    lost = {None, "skipped", "cancelled", "failed", "bounced"}
    windows = [range(first, first + 7) for first in range(day - 6, day + 1)]
    return [
        person
        for person in range(6)
        if any(
            sum(on in window and states[person] not in lost for on, states, _ in news) >= budget for window in windows
        )
    ]
