"""The peers' Celery: one task per message, and two (``celery -A config.bench.peers.celery worker``)."""

import os
from typing import Any

import django
from celery import Celery
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.bench.settings")
django.setup()

from config.bench.peers.models import PeerMessage  # noqa: E402  # a model needs the settings

app = Celery("peers", broker=settings.CELERY_BROKER_URL, set_as_current=False)
app.conf.update(task_ignore_result=True, task_default_queue="peers", broker_connection_retry_on_startup=True)
app.conf["CELERY_DB_REUSE_MAX"] = 1_000_000  # the peers' database connection is kept, which doubles their speed

SUBJECT = "[성동구] 2026년 7월 재산세"


@app.task
def send_one(pk: int) -> None:
    """Send one message the usual way: read, render, ``EmailMultiAlternatives.send()``, save."""
    _send(pk)


@app.task
def create_one(values: dict[str, Any]) -> None:
    """Keep one message and hand it to a second task, as GOV.UK Notify does."""
    deliver_one.delay(PeerMessage.objects.create(**values).pk)


@app.task
def deliver_one(pk: int) -> None:
    _send(pk)


def _send(pk: int) -> None:
    message = PeerMessage.objects.get(pk=pk)
    message.message_id = f"<peer.{pk}@sotong.example>"
    mail = EmailMultiAlternatives(
        SUBJECT,
        render_to_string("notices/messages/email.txt", context(message)),
        "성동구청 <notice@sotong.example>",
        [message.address],
        headers={"Message-ID": message.message_id},
    )
    mail.attach_alternative(render_to_string("notices/messages/email.html", context(message)), "text/html")
    mail.send()
    message.state, message.accepted_at = "accepted", timezone.now()
    message.save()


def context(message: PeerMessage) -> dict[str, str]:
    """Return what the notices' own templates want."""
    return {
        "title": "2026년 7월 재산세",
        "district_name": "성동구",
        "department": "세무1과",
        "office_contact": "02-0000-5000",
        "body": "notices/messages/local_tax.txt",
        "name": message.name,
        "link": message.link,
        "due": message.due,
        "due_line": f"{message.due}\n",
    }
