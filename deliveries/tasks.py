"""Celery tasks: they carry ids of chunks, never content or addresses."""

from celery import shared_task

from deliveries import enqueueing, reconciliation, reports, sweeper, worker


@shared_task(name="deliveries.send_chunk")
def send_chunk(chunk_id: int) -> None:
    """Send one chunk, or what a slice of time allows of it, and see to it that the queues do not run dry."""
    worker.send_chunk(chunk_id)
    enqueueing.feed()


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
