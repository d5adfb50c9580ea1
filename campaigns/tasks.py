"""Celery tasks of campaigns: thin, and with ids only."""

from celery import shared_task

from campaigns.conversations import forgetting


@shared_task(name="campaigns.forget_unknown_writers")
def forget_unknown_writers() -> int:
    return forgetting.forget_unknown()
