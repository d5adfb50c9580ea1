from celery import shared_task

from notices import tries


@shared_task(name="notices.forget_reading_tries")
def forget_reading_tries() -> int:
    return tries.forget()
