"""No SMS or 알림톡 from 21:00 to 08:00 in Korea for what is not statutory."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from deliveries import enqueueing, worker
from deliveries.models import Dispatch
from deliveries.quiet_hours import KST, seconds_to_wait
from tests.deliveries.sending import chunk_of, dispatch_to, states
from tests.people import resident

CAMPAIGN = Dispatch(quiet_hours=True)


@pytest.mark.parametrize("channel", ["sms", "alimtalk"])
@pytest.mark.parametrize(
    ("clock", "hours_to_wait"),
    [
        ("08:00:00", 0),
        ("20:59:59.999999", 0),
        ("21:00:00", 11),
        ("21:00:00.000001", 11 - 1e-6 / 3600),
        ("23:30:00", 8.5),
        ("00:00:00", 8),
        ("07:00:00", 1),
        ("07:59:59.999999", 1e-6 / 3600),
    ],
)
def test_a_message_of_a_campaign_waits_from_nine_in_the_evening_until_eight(channel, clock, hours_to_wait):
    now = datetime.fromisoformat(f"2026-11-24T{clock}+09:00")
    assert seconds_to_wait(CAMPAIGN, channel, now=now) == pytest.approx(hours_to_wait * 3600, abs=1e-7)


def test_email_and_statutory_notices_do_not_wait():
    night = datetime(2026, 11, 24, 23, 0, tzinfo=KST)
    assert seconds_to_wait(CAMPAIGN, "email", now=night) == 0
    assert seconds_to_wait(Dispatch(quiet_hours=False), "sms", now=night) == 0


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC)))
def test_who_waits_as_long_as_told_comes_at_eight_and_may_go(now):
    wait = seconds_to_wait(CAMPAIGN, "sms", now=now)
    assert 0 <= wait <= 11 * 3600
    assert (wait == 0) == (8 <= now.astimezone(KST).hour < 21)
    then = now + timedelta(seconds=wait)
    assert seconds_to_wait(CAMPAIGN, "sms", now=then) == 0
    if wait:
        local = then.astimezone(KST)
        assert (local.hour, local.minute, local.second) == (8, 0, 0)


@pytest.mark.django_db
def test_a_chunk_that_waits_for_the_morning_is_not_fed_again_and_again(monkeypatch, time_machine):
    fed = []
    monkeypatch.setattr("celery.current_app.send_task", lambda name, args, **_: fed.append(args[0]))
    dispatch = dispatch_to([resident()], channel="sms")
    Dispatch.objects.update(quiet_hours=True)
    assert enqueueing.feed() == 1
    before = timezone.now()
    time_machine.move_to(datetime(2026, 11, 24, 22, 0, tzinfo=KST))
    worker.send_chunk(fed[0])
    chunk = chunk_of(dispatch)
    assert (chunk.state, chunk.trouble, states(dispatch)) == ("ready", "quiet hours", [("queued", "")])
    assert timedelta(hours=9, minutes=59) < chunk.not_before - before < timedelta(hours=10, minutes=1)
    assert enqueueing.feed() == 0
