"""Celery tasks: they carry ids of chunks and messages, never content or addresses."""

import logging

from celery import shared_task
from django.conf import settings

from deliveries import (
    enqueueing,
    mailboxes,
    reconciliation,
    replies,
    reports,
    sweeper,
    transactional,
    transactional_sending,
    worker,
)

logger = logging.getLogger(__name__)


@shared_task(name="deliveries.send_chunk")
def send_chunk(chunk_id: int) -> None:
    """Send one chunk, or what a slice of time allows of it, and see to it that the queues do not run dry."""
    worker.send_chunk(chunk_id)
    enqueueing.feed()


@shared_task(name="deliveries.send_transactional")
def send_transactional(message_id: int) -> None:
    transactional_sending.send(message_id)


@shared_task(name="deliveries.forget_transactional")
def forget_transactional() -> int:
    return transactional.forget()


@shared_task(name="deliveries.sweep")
def sweep() -> None:
    sweeper.sweep()


@shared_task(name="deliveries.forget_reports")
def forget_reports() -> int:
    return reports.forget()


@shared_task(name="deliveries.poll_reports")
def poll_reports() -> None:
    reports.poll()
    reconciliation.clear_settled()


@shared_task(name="deliveries.take_bounces")
def take_bounces() -> None:
    """Empty the mailbox of the settings, where one is set."""
    if not settings.BOUNCE_MAILBOX:
        return
    try:
        mailboxes.take_all(settings.BOUNCE_MAILBOX)
    except mailboxes.MailboxUnavailable as error:
        logger.warning("bounces wait: %s", error)


@shared_task(name="deliveries.take_replies")
def take_replies() -> None:
    """Take what residents answered by email, where a mailbox is set for it."""
    if not settings.REPLY_MAILBOX:
        return
    try:
        mailboxes.take_all(settings.REPLY_MAILBOX, replies.take)
    except mailboxes.MailboxUnavailable as error:
        logger.warning("answers wait: %s", error)
