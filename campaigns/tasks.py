"""Tasks of the campaigns' room: thin, each calls the verb of its idea."""

from celery import shared_task

from campaigns.surveys import mixing, sweeping


@shared_task(name="campaigns.sweep_surveys")
def sweep_surveys() -> int:
    return sweeping.sweep()


@shared_task(name="campaigns.mix_surveys")
def mix_surveys() -> int:
    return mixing.mix_all()
