"""Celery tasks: they carry ids of chunks, never content or addresses."""

from celery import shared_task

from deliveries import reports, sweeper, worker


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
