"""The peers' runs: one task per message, two tasks per message, and django-post-office."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from post_office.models import PRIORITY, STATUS, Email, EmailTemplate

from config.bench import place
from config.bench.contest import Run, Stopwatch
from config.bench.district import address_of
from config.bench.failure import BenchFailed
from config.bench.peers.celery import SUBJECT, app, context, create_one, send_one
from config.bench.peers.models import PeerMessage
from config.environment import ROOT

_SETTINGS = {"DJANGO_SETTINGS_MODULE": "config.bench.settings"}


def values_of(number: int) -> dict[str, str]:
    """Return what a peer keeps of a recipient, in the clear."""
    return {
        "address": address_of(number),
        "name": f"주민{number}",
        "link": f"https://sotong.example/n/b{number:015d}",
        "due": "납부기한: 2026년 7월 31일 (금)",
    }


def one_task(messages: int, log: Path) -> Run:
    """Run the usual Celery way."""
    PeerMessage.objects.all().delete()
    made = PeerMessage.objects.bulk_create(PeerMessage(**values_of(n)) for n in range(1, messages + 1))
    return _by_celery(messages, log, lambda: [send_one.delay(message.pk) for message in made])


def two_tasks(messages: int, log: Path) -> Run:
    """Run GOV.UK Notify's way: one task keeps the message, the next one sends it."""
    PeerMessage.objects.all().delete()
    return _by_celery(messages, log, lambda: [create_one.delay(values_of(n)) for n in range(1, messages + 1)])


def _by_celery(messages: int, log: Path, enqueue: Callable[[], object]) -> Run:
    arguments = ("-A", "config.bench.peers.celery", "worker", "--concurrency", "2", "--loglevel", "WARNING")
    with place.worker(*arguments, environment=_SETTINGS, log=log):
        _wait_for(lambda: bool(app.control.ping(timeout=0.3)), "the peers' worker", 60)
        watch = Stopwatch(place.ours)
        watch.start()
        enqueue()
        _wait_for(lambda: PeerMessage.objects.filter(state="accepted").count() == messages, "the peers", 900)
        return watch.stop(messages)


def post_office(messages: int, log: Path) -> Run:
    """Run django-post-office with two processes of four threads; its sending is measured, and not its queueing."""
    Email.objects.all().delete()
    Email.objects.bulk_create(
        Email(
            from_email="notice@sotong.example",
            to=[values_of(n)["address"]],
            template=_template(),
            context=context(PeerMessage(**values_of(n))),
            status=STATUS.queued,
            priority=PRIORITY.medium,
        )
        for n in range(1, messages + 1)
    )
    watch = Stopwatch(place.ours)
    watch.start()
    command = [sys.executable, str(ROOT / "manage.py"), "send_queued_mail", "--processes", "2", "--log-level", "0"]
    with log.open("ab") as file:
        subprocess.run(command, env={**os.environ, **_SETTINGS}, check=True, stdout=file, stderr=file)
    run = watch.stop(messages)
    sent = Email.objects.filter(status=STATUS.sent).count()
    if sent != messages:
        raise BenchFailed(f"django-post-office sent {sent} of {messages}")
    return run


def _template() -> EmailTemplate:
    """Return the notices' own email as a template of django-post-office, includes and filters as they stand."""
    found = EmailTemplate.objects.filter(name="notice").first()
    return found or EmailTemplate.objects.create(
        name="notice",
        subject=SUBJECT,
        content='{% include "notices/messages/email.txt" %}',
        html_content='{% include "notices/messages/email.html" %}',
    )


def _wait_for(condition: Callable[[], bool], what: str, patience: float) -> None:
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise BenchFailed(f"{what}: not in {patience} s")
        time.sleep(0.1)
