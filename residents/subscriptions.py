"""Starting and ending what a resident subscribes to; an end leaves a record."""

from django.db import transaction
from django.dispatch import Signal

from accounts.models import User
from residents.models import Channel, Route, Subscription, SubscriptionEnd

# Sent within the transaction with ``resident_id``, ``service``, ``channel`` and ``started``: what the law wants told.
subscription_changed = Signal()


def start(resident_id: int, *, service: str, channel: Channel) -> bool:
    """Start one service over one channel, and return whether that is new. Consents are the caller's to ask for."""
    _, created = Subscription.objects.get_or_create(resident_id=resident_id, service=service, channel=channel)
    if created:
        _changed(resident_id, service, channel, started=True)
    return created


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
    _changed(resident_id, service, channel, started=False)
    return True


def end_all(resident_id: int, *, route: Route, services: frozenset[str] | None = None, by: User | None = None) -> int:
    """End these services, or all, over every channel; return how many ran."""
    held = Subscription.objects.filter(resident_id=resident_id)
    if services is not None:
        held = held.filter(service__in=services)
    running = list(held.values_list("service", "channel"))
    return sum(
        end(resident_id, service=service, channel=Channel(channel), route=route, by=by) for service, channel in running
    )


def _changed(resident_id: int, service: str, channel: Channel, *, started: bool) -> None:
    subscription_changed.send(
        sender=Subscription, resident_id=resident_id, service=service, channel=channel, started=started
    )
