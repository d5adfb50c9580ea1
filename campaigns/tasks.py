"""What workers do for campaigns and events; each is thin."""

from celery import shared_task

from campaigns.digests import issues
from campaigns.events import places
from campaigns.news import reconfirming


@shared_task(name="campaigns.move_events_on")
def move_events_on() -> None:
    """End offers that ran out and draw the lots that are due."""
    places.expire_offers()
    places.draw_due()


@shared_task(name="campaigns.remind_of_consents")
def remind_of_consents() -> int:
    """Tell who consented to news two years ago, and how to withdraw."""
    return reconfirming.remind_all()


@shared_task(name="campaigns.make_digest")
def make_digest() -> int:
    """Plan the digest of the week when its hour has come."""
    return issues.make_due()
