"""What an officer does with a place in the line, out of its turn and with a reason."""

from django.db import transaction

from accounts.models import User
from campaigns.events import line, telling, waiting
from campaigns.events.refusals import Full, NotRegistered
from campaigns.models import Registration, RegistrationState


@transaction.atomic
def offer(registration: Registration, *, by: User) -> Registration:
    """Offer a free place to this one of the waiting list. Raise Full where none is free, NotRegistered for others."""
    event = line.locked(registration.event_id)
    current = line.fresh(registration, event)
    if current.state != RegistrationState.WAITING:
        raise NotRegistered
    if not line.fits(event, current.seats):
        raise Full
    line.move(current, RegistrationState.OFFERED, by=by, offered_until=waiting.open_until(event))
    telling.tell("event_offered", current)
    return current


@transaction.atomic
def to_the_front(registration: Registration, *, by: User) -> Registration:
    """Let this one be the next of the waiting list. Raise NotRegistered for who does not wait."""
    event = line.locked(registration.event_id)
    current = line.fresh(registration, event)
    if current.state != RegistrationState.WAITING:
        raise NotRegistered
    ahead = list(
        event.registrations.filter(state=RegistrationState.WAITING, rank__lt=current.rank or 0).order_by("-rank")
    )
    rank = current.rank
    Registration.objects.filter(pk=current.pk).update(rank=None)
    for one in ahead:  # each takes the place behind its own, the last first, so that no two share one
        Registration.objects.filter(pk=one.pk).update(rank=rank)
        rank = one.rank
    current.rank = rank
    line.move(current, RegistrationState.WAITING, by=by)
    return current
