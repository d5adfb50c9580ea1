"""What is known of the sending right now, and what of it is an alarm."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone, translation

from deliveries import alarms
from deliveries.alarms import Alarm
from deliveries.health import Doubt, Queue, Trouble, Worker, health
from deliveries.models import Chunk, Heartbeat, Provider, TransactionalMessage
from deliveries.queue_lengths import queue_lengths
from deliveries.states import ChunkState
from tests.architecture.sources import ROOT
from tests.deliveries.rows import before, chunk, delivery, dispatch

pytestmark = pytest.mark.django_db
NOWHERE = "redis://127.0.0.1:1/0"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def beat() -> Heartbeat:
    return Heartbeat.objects.create(name="sweep", at=timezone.now())


def seen() -> list[Alarm]:
    return alarms.alarms(health())


def sections() -> list[str]:
    return [alarm.section for alarm in seen()]


def later(**values):
    return timezone.now() + timedelta(**values)


def leased(of, lo=1, **values):
    usual = {"lo": lo, "held_by": "web1:4711", "lease_until": later(seconds=60)}
    return chunk(of, ChunkState.LEASED, **(usual | values))


def test_with_nothing_to_send_and_all_running_nothing_is_wrong(beat):
    assert seen() == []
    assert health().queues == []


def test_chunks_are_counted_by_channel_and_lane():
    notice, campaign = dispatch(), dispatch(lane="campaign")
    chunk(notice, ChunkState.READY, lo=1)
    chunk(notice, ChunkState.READY, lo=2)
    chunk(notice, ChunkState.READY, lo=3, not_before=later(minutes=5))
    chunk(notice, ChunkState.DONE, lo=4)
    leased(notice, lo=5)
    chunk(campaign, ChunkState.READY, lo=1)
    assert [row[:6] for row in health().queues] == [("sms", "notice", 2, 1, 1, 0), ("sms", "campaign", 1, 0, 0, 0)]


@pytest.mark.parametrize("state", ["paused", "scheduled"])
def test_chunks_of_a_dispatch_that_waits_are_held_back_and_not_late(state):
    chunk(dispatch(state=state), ChunkState.READY)
    assert health().queues == [Queue("sms", "notice", 0, 0, 0, 1, None)]


def test_the_oldest_has_waited_since_it_could_be_taken():
    row = dispatch(started_at=before(minutes=10))
    chunk(row, ChunkState.READY, lo=1, not_before=before(seconds=90))
    (queue,) = health().queues
    assert queue.oldest == pytest.approx(90, abs=5)
    chunk(row, ChunkState.READY, lo=2)
    (queue,) = health().queues
    assert queue.oldest == pytest.approx(600, abs=5)


def test_workers_are_seen_by_their_live_leases():
    row = dispatch()
    leased(row, lo=1)
    leased(row, lo=2)
    leased(row, lo=3, held_by="web2:12")
    leased(row, lo=4, held_by="dead:1", lease_until=before(seconds=1))
    assert health().workers == [Worker("web1:4711", 2), Worker("web2:12", 1)]


def test_the_queues_in_redis_have_their_lengths():
    assert set(queue_lengths() or {}) == {queue.name for queue in settings.CELERY_TASK_QUEUES}


def test_a_redis_that_is_away_is_an_alarm_and_takes_no_page_down(settings, beat):
    settings.CELERY_BROKER_URL = NOWHERE
    assert queue_lengths() is None
    assert sections() == [alarms.REDIS]


def test_a_beat_that_never_ran_is_an_alarm():
    assert [(alarm.tone, alarm.title) for alarm in seen()] == [("danger", "Beat has never run")]


@pytest.mark.parametrize(("seconds", "silent"), [(25, False), (40, True)])
def test_a_beat_that_is_silent_for_half_a_minute_is_an_alarm(seconds, silent):
    Heartbeat.objects.create(name="sweep", at=before(seconds=seconds))
    assert (alarms.BEAT in sections()) == silent


def test_another_heartbeat_does_not_stand_for_beat():
    Heartbeat.objects.create(name="other", at=timezone.now())
    assert sections() == [alarms.BEAT]


@pytest.mark.parametrize(("channel", "section"), [("email", alarms.MAIL_SERVER), ("sms", alarms.SMS_GATEWAY)])
def test_a_provider_that_is_away_is_an_alarm_of_its_own_section(beat, channel, section):
    Provider.objects.create(
        name="one", channel=channel, breaker="open", retry_at=later(seconds=9), trouble_at=timezone.now()
    )
    assert [(alarm.tone, alarm.section) for alarm in seen()] == [("danger", section)]


def test_chunks_that_nobody_takes_are_an_alarm(beat):
    row = dispatch(started_at=before(seconds=150))
    chunk(row, ChunkState.READY)
    (alarm,) = seen()
    assert (alarm.section, alarm.title) == (alarms.WORKERS, "SMS: chunks wait for 3 minutes and nobody takes them")


def test_chunks_that_wait_their_turn_behind_a_worker_are_none(beat):
    row = dispatch(started_at=before(minutes=2))
    chunk(row, ChunkState.READY)
    leased(row, lo=2)
    assert seen() == []


def test_between_two_chunks_of_a_worker_that_is_at_it_there_is_none(beat):
    chunk(dispatch(started_at=before(minutes=2)), ChunkState.READY)
    Provider.objects.create(name="gateway", channel="sms", worked_at=before(seconds=3))
    assert seen() == []


def test_that_chunks_wait_for_a_provider_is_said_once(beat):
    chunk(dispatch(started_at=before(minutes=2)), ChunkState.READY, trouble="It cannot be reached.")
    Provider.objects.create(
        name="gateway", channel="sms", breaker="open", trouble="It cannot be reached.", trouble_at=timezone.now(),
        retry_at=later(seconds=5),
    )  # fmt: skip
    assert sections() == [alarms.SMS_GATEWAY]


def test_another_reason_to_wait_is_shown_as_the_worker_gave_it(beat):
    chunk(dispatch(), ChunkState.READY, trouble="The setting SMS_URL is not set.", not_before=later(seconds=5))
    (alarm,) = seen()
    assert (alarm.tone, alarm.title, alarm.todo) == ("warning", "1 chunk waits", "The setting SMS_URL is not set.")
    assert health().troubles == [Trouble("sms", "The setting SMS_URL is not set.", 1)]


def test_the_night_is_no_trouble(beat):
    chunk(dispatch(), ChunkState.READY, trouble="quiet hours", not_before=later(hours=5))
    assert seen() == []


def in_doubt(count: int, *, channel="email", **values):
    """A dispatch with a chunk of ``count`` doubtful messages and one that is not."""
    row = dispatch(**values)
    ids = [delivery(row, "unknown", seq=seq, channel=channel).pk for seq in range(count)]
    ids.append(delivery(row, "accepted", seq=count, channel=channel).pk)
    Chunk.objects.create(dispatch=row, channel=channel, lo=ids[0], hi=ids[-1], state=ChunkState.DONE, doubtful=True)
    return row


def test_doubts_are_counted_by_dispatch_and_say_whom_they_wait_for(beat):
    first, second = in_doubt(2), in_doubt(1, channel="sms", state="cancelled")
    assert health().doubts == [
        Doubt(first.pk, "none", "재산세", "email", 2),
        Doubt(second.pk, "none", "재산세", "sms", 1),
    ]
    assert [alarm.title for alarm in seen()] == [
        "2 emails are in doubt and wait for a person",
        "1 SMS is in doubt: the gateway is being asked",
    ]


def test_a_mark_that_outlived_its_doubts_is_none(beat):
    in_doubt(0)
    assert health().doubts == []


@pytest.mark.parametrize(
    ("state", "ago", "is_late"),
    [("queued", 150, True), ("sending", 150, True), ("queued", 5, False), ("failed", 150, False)],
)
def test_codes_that_do_not_go_out_are_an_alarm(beat, state, ago, is_late):
    TransactionalMessage.objects.create(kind="code", channel="sms", state=state, expires_at=later(minutes=5))
    TransactionalMessage.objects.update(created_at=before(seconds=ago))
    assert sections() == ([alarms.CODES] if is_late else [])
    if is_late:
        assert seen()[0].title == "1 code or receipt waits for 3 minutes"


def test_what_is_dangerous_comes_first(settings):
    settings.CELERY_BROKER_URL = NOWHERE
    in_doubt(1)
    Provider.objects.create(name="relay", channel="email", breaker="probing", trouble_at=timezone.now())
    assert [alarm.tone for alarm in seen()] == ["danger", "danger", "warning", "warning"]


def test_every_alarm_has_its_section_in_the_runbook():
    runbook = (ROOT / "docs" / "operations.md").read_text().split("## When something is red", 1)[1].split("\n## ", 1)[0]
    assert [name for name in alarms.SECTIONS if f"### {name}\n" not in runbook] == []
