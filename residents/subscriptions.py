"""Ending what a resident subscribed to, with a record of it."""

from django.db import transaction

from accounts.models import User
from residents.models import Channel, Route, Subscription, SubscriptionEnd


@transaction.atomic
def end(
    resident_id: int, *, service: str, channel: Channel, route: Route, by: User | None = None, message: str = ""
) -> bool:
    """End one service over one channel, and return whether it still ran; ending it again changes nothing.

    Everything not yet claimed stops (promise 5). No consent is withdrawn by it. ``message`` is the reference of the
    message whose link was followed.
    """
    held = Subscription.objects.select_for_update().filter(resident_id=resident_id, service=service, channel=channel)
    subscription = held.first()
    if subscription is None:
        return False
    SubscriptionEnd.objects.create(
        resident_id=resident_id,
        service=service,
        channel=channel,
        since=subscription.since,
        route=route,
        message=message,
        recorded_by=by,
    )
    subscription.delete()
    return True
