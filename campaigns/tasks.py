"""What workers do for campaigns, events and conversations; each is thin, and gets ids only."""

from celery import shared_task

from campaigns.audiences import recount
from campaigns.conversations.forgetting import forget_unknown
from campaigns.desk import forgetting, reminders
from campaigns.digests import issues
from campaigns.events import places
from campaigns.news import reconfirming
from campaigns.sending import trial
from campaigns.surveys import mixing, sweeping


@shared_task(name="campaigns.decide_trials")
def decide_trials() -> int:
    """Choose the better subject of every trial whose time is over."""
    return trial.decide_all()


@shared_task(name="campaigns.move_events_on")
def move_events_on() -> None:
    """End offers that ran out and draw the lots that are due."""
    places.expire_offers()
    places.draw_due()


@shared_task(name="campaigns.forget_unknown_writers")
def forget_unknown_writers() -> int:
    return forget_unknown()


@shared_task(name="campaigns.sweep_surveys")
def sweep_surveys() -> int:
    return sweeping.sweep()


@shared_task(name="campaigns.mix_surveys")
def mix_surveys() -> int:
    return mixing.mix_all()


@shared_task(name="campaigns.recount_reach")
def recount_reach() -> int:
    """Mend whom news reaches, where it had drifted."""
    return recount.recount()


@shared_task(name="campaigns.remind_of_events")
def remind_of_events() -> int:
    return reminders.remind_due()


@shared_task(name="campaigns.forget_guests")
def forget_guests() -> int:
    return forgetting.forget_guests()


@shared_task(name="campaigns.remind_of_consents")
def remind_of_consents() -> int:
    """Tell who consented to news two years ago, and how to withdraw."""
    return reconfirming.remind_all()


@shared_task(name="campaigns.make_digest")
def make_digest() -> int:
    """Plan the digest of the week when its hour has come."""
    return issues.make_due()
