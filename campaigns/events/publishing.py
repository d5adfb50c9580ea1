"""The event itself: making it public, changing it under those who registered, cancelling it. They are told."""

from copy import copy

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from campaigns.events import line, telling, waiting
from campaigns.events.lots import new_seed
from campaigns.events.refusals import TooFewSeats
from campaigns.models import LIVE, Event, EventState, Fairness, RegistrationState

# What a changed calendar entry and a message say; the rest of the page may be mended without writing to anybody.
TOLD = frozenset({"title", "place", "address", "starts_at", "ends_at"})


@transaction.atomic
def publish(event: Event, *, by: User) -> Event:
    """Make a draft public, and commit to the seed of its lot. Twice is as once."""
    current = line.locked(event.pk)
    if current.state == EventState.DRAFT:
        current.state, current.published_at = EventState.PUBLISHED, timezone.now()
        current.lot_seed = current.lot_seed or new_seed()
        current.save(update_fields=["state", "published_at", "lot_seed"])
    return current


@transaction.atomic
def change(event: Event, *, by: User, **values: object) -> Event:
    """Set fields of an event; who is on its list is told of another time or place. More seats are offered on at once.

    Raise TooFewSeats where more are promised to people, and ValueError for making a drawn lot undone.
    """
    current = line.locked(event.pk)
    capacity = values.get("capacity", current.capacity)
    if isinstance(capacity, int) and capacity < current.seats_taken:
        raise TooFewSeats(current.seats_taken)
    begun = current.state != EventState.DRAFT and current.registrations.exists()
    if begun and values.get("fairness", current.fairness) != current.fairness:
        message = "how places are given is fixed once somebody has registered"
        raise ValueError(message)
    before = copy(current)
    told = {name for name in TOLD & values.keys() if getattr(current, name) != values[name]}
    for name, value in values.items():
        setattr(current, name, value)
    current.sequence += 1
    current.save()
    if told and current.state == EventState.PUBLISHED:
        for registration in current.registrations.filter(state__in=LIVE).select_related("resident"):
            registration.event = current
            telling.tell("event_changed", registration, before=before)
    if not (current.fairness == Fairness.LOT and current.drawn_at is None):
        waiting.offer_on(current)
    return current


@transaction.atomic
def cancel_event(event: Event, *, by: User, because: str = "") -> Event:
    """Call an event off, and tell everybody on its list, once. Twice is as once."""
    current = line.locked(event.pk)
    if current.state == EventState.CANCELLED:
        return current
    was_public = current.state == EventState.PUBLISHED
    current.state, current.cancelled_because = EventState.CANCELLED, because
    current.sequence += 1
    current.save(update_fields=["state", "cancelled_because", "sequence"])
    for registration in current.registrations.filter(state__in=LIVE).select_related("resident"):
        registration.event = current
        line.move(registration, RegistrationState.CANCELLED, by=by)
        if was_public:
            telling.tell("event_called_off", registration)
    return current
