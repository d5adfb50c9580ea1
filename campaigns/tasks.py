"""What workers do for campaigns and events; each is thin."""

from celery import shared_task

from campaigns.desk import forgetting, reminders
from campaigns.events import places


@shared_task(name="campaigns.move_events_on")
def move_events_on() -> None:
    """End offers that ran out and draw the lots that are due."""
    places.expire_offers()
    places.draw_due()


@shared_task(name="campaigns.remind_of_events")
def remind_of_events() -> int:
    return reminders.remind_due()


@shared_task(name="campaigns.forget_guests")
def forget_guests() -> int:
    return forgetting.forget_guests()
