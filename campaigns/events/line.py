"""The event's list under its lock: how a registration goes from one state to another, and what that does to the seats.

Whoever changes a list holds the event's row. The order of locks is resident, then event, then registrations.
"""

from datetime import timedelta

from django.db.models import Max, Sum

from accounts.models import User
from campaigns.models import Event, Registration, RegistrationChange, RegistrationState
from campaigns.models.events import HOLDING_SEATS


def locked(event_id: int) -> Event:
    """Return the event, locked to the end of the transaction, as it is now."""
    return Event.objects.select_for_update().get(pk=event_id)


def fresh(registration: Registration, event: Event) -> Registration:
    """Return a registration as it is now; its event is locked already."""
    found = Registration.objects.select_related("resident").get(pk=registration.pk, event=event)
    found.event = event
    return found


def free(event: Event) -> int | None:
    """Return how many seats are left; None is as many as come."""
    return None if event.capacity is None else max(0, event.capacity - event.seats_taken)


def fits(event: Event, seats: int) -> bool:
    """Tell whether a party of ``seats`` finds room now."""
    left = free(event)
    return left is None or seats <= left


def move(
    registration: Registration, to: RegistrationState, *, route: str = "", by: User | None = None, **values: object
) -> None:
    """Bring a registration of a locked event into another state, with its seats, and write that down."""
    event, before = registration.event, registration.state
    holds, held = to in HOLDING_SEATS, before in HOLDING_SEATS and registration.pk is not None
    event.seats_taken += registration.seats * (int(holds) - int(held))
    event.save(update_fields=["seats_taken"])
    is_new = registration.pk is None
    registration.state = to
    for name, value in values.items():
        setattr(registration, name, value)
    if to != RegistrationState.OFFERED:
        registration.offered_until = None
    registration.save()
    RegistrationChange.objects.create(
        registration=registration, from_state="" if is_new else before, to_state=to, route=route, by=by
    )


def next_rank(event: Event) -> int:
    """Return the place behind everybody who ever stood in this line."""
    last: int | None = event.registrations.aggregate(last=Max("rank"))["last"]
    return (last or 0) + 1


def next_lot_number(event: Event) -> int:
    """Return the number of the next ticket of the lot."""
    last: int | None = event.registrations.aggregate(last=Max("lot_number"))["last"]
    return (last or 0) + 1


def seats_waiting(event: Event) -> int:
    """Return how many seats the waiting list asks for."""
    waiting = event.registrations.filter(state=RegistrationState.WAITING)
    return waiting.aggregate(seats=Sum("seats"))["seats"] or 0


def place_in_line(registration: Registration) -> int:
    """Return how many stand up to and with this registration on the waiting list: 1 is the next."""
    waiting = Registration.objects.filter(event=registration.event_id, state=RegistrationState.WAITING)
    return waiting.filter(rank__lte=registration.rank).count()


# So near to its beginning nobody is asked any more whether they come: a place goes to whoever stands at the door.
NO_OFFERS_WITHIN = timedelta(minutes=30)
