"""A campaign to a whole district keeps quiet hours, budget, consent and suppression exactly: held against a recount.

``CAMPAIGN_TEST_PEOPLE=100000`` for the size that the promise is made for; the usual one is smaller and has the same
people in it, only fewer.
"""

import os
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from campaigns.models import AudienceVersion, Campaign, CampaignDispatch, CampaignState
from campaigns.sending import approval, recipients
from deliveries import dispatches, worker
from deliveries.models import Chunk, Delivery, Dispatch
from tests.campaigns.sending import district
from tests.campaigns.sending.recount import District, reasons, tired_on
from tests.campaigns.sending.writing import draft, who_gets
from tests.deliveries.sending import Answering, answer_by
from tests.people import KST, SONGJEONG, approver, officer

pytestmark = pytest.mark.django_db

PEOPLE = int(os.environ.get("CAMPAIGN_TEST_PEOPLE", "4000"))
CHANNELS = ["sms", "email"]
# Days from today on which news went out, or will: three in the week before, one long ago, two planned already.
BEFORE = ((-9, 2), (-5, 2), (-3, 3), (-1, 5), (2, 3), (4, 2))


@pytest.fixture
def today():
    """The database's own day: what is skipped at the claim goes by its clock, and that cannot be frozen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (now() AT TIME ZONE 'Asia/Seoul')::date")
        return cursor.fetchone()[0]


def o_clock(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=KST)


def news_went_out(today):
    """Give everybody a past and a future: of some news only some messages went out."""
    for days, step in BEFORE:
        campaign = Campaign.objects.create(title=f"{days}", state=CampaignState.PLANNED)
        dispatch = Dispatch.objects.create(
            title="before", source="campaigns", service="events", scheduled_at=o_clock(today + timedelta(days=days), 10)
        )
        CampaignDispatch.objects.create(campaign=campaign, dispatch=dispatch)
        with connection.cursor() as cursor:
            cursor.execute(_WENT_OUT, [dispatch.pk, step])


_WENT_OUT = """
INSERT INTO deliveries_delivery
       (dispatch_id, channel, recipient, resident_id, contact_id, state, epoch, tries, code, provider_id, final_channel)
SELECT %s, 'email', id, id, 0, (ARRAY['accepted', 'queued', 'skipped', 'failed', 'delivered'])[id %% 5 + 1],
       0, 0, '', '', ''
  FROM residents_resident WHERE id / 10 %% %s = 0
"""


def audience():
    tree = {"op": "and", "of": [{"is": "everybody"}, {"is": "dong", "dongs": [SONGJEONG], "not": True}]}
    return AudienceVersion.objects.create(tree=tree)


def take_back():
    """What residents do between the planning and the sending."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE residents_resident SET consents = 1 WHERE id % 37 = 0")
        cursor.execute("DELETE FROM residents_subscription WHERE channel = 'sms' AND resident_id % 41 = 0")
        cursor.execute("UPDATE residents_resident SET quiet_until = %s WHERE id %% 43 = 0", [district.FAR])
        cursor.execute(
            "INSERT INTO deliveries_suppression (channel, address_hash, reason, since)"
            " SELECT DISTINCT channel, address_hash, 'complaint', now() FROM residents_contactpoint"
            " WHERE resident_id % 47 = 0 ON CONFLICT DO NOTHING"
        )


def send(dispatch):
    Chunk.objects.update(not_before=None)
    for _ in range(2):  # what falls over comes in chunks of its own
        for pk in Chunk.objects.filter(dispatch=dispatch, state="ready").values_list("pk", flat=True):
            while Chunk.objects.filter(pk=pk, state="ready", not_before=None).exists():
                worker.send_chunk(pk)


def went_out(campaign):
    found = Delivery.objects.filter(dispatch__campaign_part__campaign=campaign, state="accepted")
    return set(found.values_list("recipient", "channel"))


def test_a_campaign_to_a_district_reaches_exactly_whom_it_may(today, monkeypatch, settings):
    district.settle(PEOPLE)
    news_went_out(today)
    asked = audience()
    with time_machine.travel(o_clock(today, 10)):
        campaign = draft(audience=asked, channels=CHANNELS)
        everybody = District()
        tired = tired_on(today)
        judged = {
            pk: everybody.judge(pk, CHANNELS, today, tired)
            for pk, (dong, _consents, _quiet, left) in everybody.people.items()
            if dong != SONGJEONG and not left
        }
        meant = {(pk, channel) for pk, (channel, _why) in judged.items() if channel}
        assert len(meant) > PEOPLE / 5
        assert set(reasons(judged)) == {
            "no_consent", "not_subscribed", "no_contact", "stopped", "unverified", "suppressed", "quiet", "tired"
        }  # fmt: skip

        approval.submit(campaign, by=officer())
        approval.approve(campaign, by=approver(), frozen=campaign.frozen_hash)
        assert who_gets(campaign) == meant
        assert campaign.counted["excluded"] == reasons(judged)
        assert campaign.counted["recipients"] == campaign.counted["planned"] == len(meant)
        assert not campaign.is_advertisement

    dispatch = campaign.dispatches.get().dispatch
    with time_machine.travel(o_clock(today, 10)):
        dispatches.start(dispatch)
    take_back()
    transport = Answering()
    answer_by(transport, monkeypatch, settings)
    now = District()
    # Over the channel that was planned, else over the other one: but nobody who does not want it any more.
    still = {pk: now.judge(pk, [first, *CHANNELS], today) for pk, first in meant}
    expected = {(pk, channel) for pk, (channel, _why) in still.items() if channel}
    with time_machine.travel(o_clock(today, 21)):
        send(dispatch)
    assert went_out(campaign) == {
        (pk, channel) for pk, channel in expected if channel == "email" and (pk, "email") in meant
    }
    with time_machine.travel(o_clock(today + timedelta(days=1), 7, 59)):
        send(dispatch)
    assert not {channel for _pk, channel in went_out(campaign)} - {"email"}
    with time_machine.travel(o_clock(today + timedelta(days=1), 8)):
        send(dispatch)
    assert went_out(campaign) == expected
    assert len(transport.sent) == len(expected)
    assert len({message.delivery_id for message in transport.sent}) == len(expected)
    assert recipients.reckon(campaign, at=timezone.now()).recipients <= len(expected)
