"""What workers do for campaigns and events; each is thin."""

from celery import shared_task

from campaigns.sending import trial
from campaigns.surveys import mixing, sweeping


@shared_task(name="campaigns.decide_trials")
def decide_trials() -> int:
    """Choose the better subject of every trial whose time is over."""
    return trial.decide_all()


@shared_task(name="campaigns.sweep_surveys")
def sweep_surveys() -> int:
    return sweeping.sweep()


@shared_task(name="campaigns.mix_surveys")
def mix_surveys() -> int:
    return mixing.mix_all()
