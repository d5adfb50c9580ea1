"""The lot: drawn once, after registration has closed, in a way that anybody can check afterwards.

When the event is made public a seed is drawn and its SHA-256 shown. Each registration gets the next ticket number.
After closing the tickets stand in the order of SHA-256(``seed:number``), and the seed is shown: it could not be chosen
to suit anybody, for its hash was public before the first ticket was.
"""

import hashlib
import secrets
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from campaigns.events import line, telling
from campaigns.events.eligibility import closing_of
from campaigns.events.refusals import NotDrawnYet
from campaigns.models import Event, EventState, Fairness, RegistrationState


def new_seed() -> str:
    """Return a seed that nobody can guess."""
    return secrets.token_hex(32)


def commitment(event: Event) -> str:
    """Return what is shown of the seed before the lot is drawn."""
    return hashlib.sha256(event.lot_seed.encode()).hexdigest() if event.lot_seed else ""


def in_drawn_order(seed: str, numbers: Iterable[int]) -> list[int]:
    """Return ticket numbers in the order in which this seed draws them."""
    return sorted(numbers, key=lambda number: hashlib.sha256(f"{seed}:{number}".encode()).hexdigest())


def is_due(event: Event) -> bool:
    """Tell whether the lot may be drawn now."""
    drawn = event.drawn_at is not None or event.fairness != Fairness.LOT or event.state != EventState.PUBLISHED
    return not drawn and closing_of(event) <= timezone.now()


@transaction.atomic
def draw(event: Event, *, by: User | None = None) -> int:
    """Draw the lot: who fits, in the drawn order, has a place; the rest wait in that order. Return how many have one.

    Where there is no room on the waiting list, they are told that they were not drawn. Raise NotDrawnYet unless it is
    due; a second time is never.
    """
    current = line.locked(event.pk)
    if not is_due(current):
        raise NotDrawnYet
    current.drawn_at = timezone.now()
    current.lot_seed = current.lot_seed or new_seed()
    current.save(update_fields=["drawn_at", "lot_seed"])
    entered = current.registrations.filter(state=RegistrationState.ENTERED).select_related("resident")
    by_number = {registration.lot_number or 0: registration for registration in entered}
    won, waiting, rank = 0, 0, line.next_rank(current)
    for number in in_drawn_order(current.lot_seed, by_number):
        registration = by_number[number]
        registration.event = current
        if line.fits(current, registration.seats):
            line.move(registration, RegistrationState.REGISTERED, by=by)
            telling.tell("event_registered", registration, drawn=True)
            won += 1
        elif current.waiting_capacity is not None and waiting + registration.seats > current.waiting_capacity:
            line.move(registration, RegistrationState.NOT_DRAWN, by=by)
            telling.tell("event_not_drawn", registration)
        else:
            waiting += registration.seats
            line.move(registration, RegistrationState.WAITING, by=by, rank=rank)
            telling.tell("event_waiting", registration, drawn=True)
            rank += 1
    return won


def draw_due() -> int:
    """Draw every lot that is due; return how many were. Beat asks each minute."""
    now = timezone.now()
    open_lots = Event.objects.filter(
        state=EventState.PUBLISHED, fairness=Fairness.LOT, drawn_at=None, takes_registrations=True, ends_at__gt=now
    )
    due = [event for event in open_lots if is_due(event)]
    for event in due:
        try:
            draw(event)
        except NotDrawnYet:  # somebody of the office was quicker
            continue
    return len(due)
