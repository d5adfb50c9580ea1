"""Tasks of campaigns."""

from celery import shared_task

from campaigns.audiences import recount


@shared_task(name="campaigns.recount_reach")
def recount_reach() -> int:
    return recount.recount()
