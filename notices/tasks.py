from celery import shared_task

from notices import reading


@shared_task(name="notices.forget_reading_tries")
def forget_reading_tries() -> int:
    return reading.forget_tries()
