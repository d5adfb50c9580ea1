"""Celery tasks: they carry ids of chunks, never content or addresses."""

import logging

from celery import shared_task
from django.conf import settings

from deliveries import mailboxes, reports, sweeper, worker

logger = logging.getLogger(__name__)


@shared_task(name="deliveries.send_chunk")
def send_chunk(chunk_id: int) -> None:
    """Send one chunk; enqueued into the queue of its channel (``email`` or ``sms``)."""
    worker.send_chunk(chunk_id)


@shared_task(name="deliveries.sweep")
def sweep() -> None:
    sweeper.sweep()


@shared_task(name="deliveries.forget_reports")
def forget_reports() -> int:
    return reports.forget()


@shared_task(name="deliveries.poll_reports")
def poll_reports() -> None:
    reports.poll()


@shared_task(name="deliveries.take_bounces")
def take_bounces() -> None:
    """Empty the mailbox of the settings, where one is set."""
    if not settings.BOUNCE_MAILBOX:
        return
    try:
        mailboxes.take_all(settings.BOUNCE_MAILBOX)
    except mailboxes.MailboxUnavailable as error:
        logger.warning("bounces wait: %s", error)
