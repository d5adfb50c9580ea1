from celery import shared_task

from residents import destruction


@shared_task(name="residents.destroy")
def destroy() -> int:
    return destruction.destroy_all()
