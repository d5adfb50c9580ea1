"""What is wrong, worst first, and what to do about each.

Each alarm names a section of docs/operations.md, "When something is red"; a test holds that the section is there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliveries import times
from deliveries.health import Health
from residents.models import Channel

BEAT_SILENT = timedelta(seconds=30)
NOBODY_TAKES = timedelta(seconds=30)

# The sections of the runbook, as its headings are written.
BEAT = "Beat is silent"
WORKERS = "Nobody takes the chunks"
MAIL_SERVER = "The mail server is away"
SMS_GATEWAY = "The SMS gateway is away"
REDIS = "Redis does not answer"
WAITING = "Chunks wait and say why"
CODES = "Codes do not go out"
DOUBTS = "Messages are in doubt"
SECTIONS = (BEAT, CODES, WORKERS, MAIL_SERVER, SMS_GATEWAY, REDIS, WAITING, DOUBTS)


@dataclass(frozen=True, slots=True)
class Alarm:
    """Something that is wrong: what, what to do, and where the runbook says more; ``tone`` is danger or warning."""

    tone: str
    title: str
    todo: str
    section: str


def alarms(health: Health, *, now: datetime | None = None) -> list[Alarm]:
    """Return what is wrong; an empty list says that all is well."""
    at = now or timezone.now()
    found = [
        *_beat(health, at),
        *_codes(health),
        *_providers(health),
        *_workers(health, at),
        *_redis(health),
        *_waiting(health),
        *_doubts(health),
    ]
    return sorted(found, key=lambda alarm: alarm.tone != "danger")


def _beat(health: Health, now: datetime) -> Iterator[Alarm]:
    if health.beat is not None and now - health.beat <= BEAT_SILENT:
        return
    title = (
        _("Beat has never run")
        if health.beat is None
        else _("Beat is not running: it was last seen %(ago)s") % {"ago": times.ago(health.beat, now)}
    )
    todo = _(
        "Start it on one machine: celery -A config beat. Until then nothing approved begins, and nothing is mended."
    )
    yield Alarm("danger", title, todo, BEAT)


def _codes(health: Health) -> Iterator[Alarm]:
    """Codes and receipts that are late, whatever the reason: somebody looks at a screen and waits."""
    if health.late.messages:
        title = ngettext(
            "%(count)s code or receipt waits for %(duration)s",
            "%(count)s codes and receipts wait, the oldest for %(duration)s",
            health.late.messages,
        ) % {"count": f"{health.late.messages:,}", "duration": times.duration(health.late.oldest)}
        todo = _(
            "Residents cannot sign in or enrol. The other lines say whether a provider, a worker or Redis is away."
        )
        yield Alarm("danger", title, todo, CODES)


def _providers(health: Health) -> Iterator[Alarm]:
    for provider in health.providers:
        if not provider.away:
            continue
        if provider.channel == Channel.EMAIL:
            todo = _(
                "See whether the mail server runs and EMAIL_URL is right. The messages wait and go on by themselves."
            )
            yield Alarm(provider.tone, provider.state, todo, MAIL_SERVER)
        else:
            todo = _("See the gateway’s notices, its balance, and SMS_URL. The messages wait and go on by themselves.")
            yield Alarm(provider.tone, provider.state, todo, SMS_GATEWAY)


def _workers(health: Health, now: datetime) -> Iterator[Alarm]:
    """Chunks that could be taken and are not, though nothing is known against their provider."""
    for channel in sorted({queue.channel for queue in health.queues}):
        queues = [queue for queue in health.queues if queue.channel == channel]
        oldest = max((queue.oldest or 0 for queue in queues if queue.ready), default=0)
        if oldest < NOBODY_TAKES.total_seconds() or any(queue.leased for queue in queues):
            continue
        if _at_work_lately(health, channel, now) or any(
            one.away for one in health.providers if _carries(one.channel, channel)
        ):
            continue
        title = _("%(channel)s: chunks wait for %(duration)s and nobody takes them") % {
            "channel": queues[0].channel_name,
            "duration": times.duration(oldest),
        }
        todo = _("Start a worker: celery -A config worker. If one runs, see its log and whether it serves this queue.")
        yield Alarm("danger", title, todo, WORKERS)


def _at_work_lately(health: Health, channel: str, now: datetime) -> bool:
    """Between two chunks nobody holds a lease."""
    return any(
        one.worked_at is not None and now - one.worked_at < NOBODY_TAKES
        for one in health.providers
        if _carries(one.channel, channel)
    )


def _carries(provider: str, channel: str) -> bool:
    return provider == channel or (provider == Channel.SMS and channel != Channel.EMAIL)


def _redis(health: Health) -> Iterator[Alarm]:
    if health.in_redis is None:
        title = _("Redis does not answer")
        todo = _("Start it again, empty if need be. Nothing is lost: the sweeper fills the queues from the database.")
        yield Alarm("danger", title, todo, REDIS)


def _waiting(health: Health) -> Iterator[Alarm]:
    known = {provider.trouble for provider in health.providers if provider.away}
    for trouble in health.troubles:
        if trouble.said not in known:
            title = ngettext("%(count)s chunk waits", "%(count)s chunks wait", trouble.chunks) % {
                "count": f"{trouble.chunks:,}"
            }
            yield Alarm("warning", title, trouble.said, WAITING)


def _doubts(health: Health) -> Iterator[Alarm]:
    count = sum(doubt.messages for doubt in health.doubts if doubt.waits_for_a_person)
    if count:
        title = ngettext(
            "%(count)s email is in doubt and waits for a person",
            "%(count)s emails are in doubt and wait for a person",
            count,
        ) % {"count": f"{count:,}"}
        todo = _("Their departments decide on the batch’s page: paper, or once more. The mail server’s log can tell.")
        yield Alarm("warning", title, todo, DOUBTS)
    asked = sum(doubt.messages for doubt in health.doubts if not doubt.waits_for_a_person)
    if asked:
        title = ngettext(
            "%(count)s SMS is in doubt: the gateway is being asked",
            "%(count)s SMS are in doubt: the gateway is being asked",
            asked,
        ) % {"count": f"{asked:,}"}
        todo = _("Nothing to do while it shrinks. If it stays for ten minutes, see whether the gateway can be asked.")
        yield Alarm("warning", title, todo, DOUBTS)
