"""What workers do for campaigns and events; each is thin."""

from celery import shared_task

from campaigns.sending import trial


@shared_task(name="campaigns.decide_trials")
def decide_trials() -> int:
    """Choose the better subject of every trial whose time is over."""
    return trial.decide_all()
