"""Registering and cancelling, over every route: one list, under the event's lock."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.events import line, telling, waiting
from campaigns.events.eligibility import reasons_against, refuse_closed, seats_at_most
from campaigns.events.refusals import AlreadyRegistered, Closed, Full, NotEligible, NotOpen
from campaigns.models import (
    HOLDING_SEATS,
    LIVE,
    Event,
    Fairness,
    Registration,
    RegistrationChange,
    RegistrationRoute,
    RegistrationState,
)
from residents.contacts import HasLeft
from residents.contacts import locked as locked_resident
from residents.models import Resident
from residents.phones import read_mobile
from residents.rrn import refuse_rrn


class Guest(NamedTuple):
    """Somebody who is not enrolled, as a clerk wrote them down."""

    name: str
    phone: str


@transaction.atomic
def register(
    event: Event,
    *,
    resident: Resident | None = None,
    guest: tuple[str, str] | None = None,
    seats: int = 1,
    route: RegistrationRoute,
    answers: Mapping[str, str] | None = None,
    by: User | None = None,
) -> Registration:
    """Write somebody down: registered where there is room, else on the waiting list; or with a ticket of the lot.

    ``guest`` is a name and a mobile number, which only somebody of the office (``by``) writes down. ``answers`` are by
    the question's number. Raise NotOpen, NotEligible, AlreadyRegistered, Full; ValidationError where a text holds what
    looks like a resident registration number, UnreadableValue for a guest's number.
    """
    visitor = _guest(guest, by)
    if resident is not None:
        try:
            resident = locked_resident(resident)
        except HasLeft:
            raise NotEligible([_("Only who is enrolled can register.")]) from None
    elif visitor is None:
        raise NotEligible([_("Only who is enrolled can register.")])
    given = {str(question): text for question, text in (answers or {}).items()}
    for text in given.values():
        refuse_rrn(text)
    current = line.locked(event.pk)
    _refuse_second(current, resident, visitor)
    refuse_closed(current, route, by_clerk=by is not None)
    _refuse_unfit(current, resident, seats)
    registration = Registration(
        event=current,
        resident=resident,
        guest_name=visitor.name if visitor else "",
        guest_phone=visitor.phone if visitor else "",
        seats=seats,
        route=route,
        answers=json.dumps(given, ensure_ascii=False),
        recorded_by=by,
    )
    registration.told_over = telling.channel_for(registration)
    _place(registration, by)
    return registration


@transaction.atomic
def cancel(registration: Registration, *, route: RegistrationRoute, by: User | None = None) -> Registration:
    """Give up a place, or the wish for one; what is freed is offered on at once. Twice is as once.

    Raise NotOpen once the event is over, or the person has come.
    """
    event = line.locked(registration.event_id)
    current = line.fresh(registration, event)
    if current.state not in LIVE:
        return current
    if current.came_at or event.ends_at <= timezone.now():
        raise NotOpen(Closed.PAST)
    line.move(current, RegistrationState.CANCELLED, route=route, by=by)
    telling.tell("event_cancelled", current)
    waiting.offer_on(event)
    return current


@transaction.atomic
def come_with_fewer(
    registration: Registration, seats: int, *, route: RegistrationRoute, by: User | None = None
) -> Registration:
    """Make a party smaller; on the waiting list this keeps its place there, and may get it a seat sooner."""
    event = line.locked(registration.event_id)
    current = line.fresh(registration, event)
    if current.state not in LIVE or not 1 <= seats < current.seats:
        return current
    freed = current.seats - seats
    current.seats = seats
    current.save(update_fields=["seats", "changed_at"])
    if current.state in HOLDING_SEATS:
        event.seats_taken -= freed
        event.save(update_fields=["seats_taken"])
    RegistrationChange.objects.create(
        registration=current, from_state=current.state, to_state=current.state, route=route, by=by
    )
    waiting.offer_on(event)
    return line.fresh(current, event)


def _place(registration: Registration, by: User | None) -> None:
    """Give a new registration its place in the list."""
    event, seats, route = registration.event, registration.seats, registration.route
    if event.fairness == Fairness.LOT and event.drawn_at is None:
        registration.lot_number = line.next_lot_number(event)
        line.move(registration, RegistrationState.ENTERED, route=route, by=by)
        telling.tell("event_entered", registration)
        return
    # Nobody on the waiting list fits what is free, or it would have been offered to them.
    if line.fits(event, seats):
        line.move(registration, RegistrationState.REGISTERED, route=route, by=by)
        telling.tell("event_registered", registration)
        return
    most = event.waiting_capacity
    if event.starts_at <= timezone.now() or (most is not None and line.seats_waiting(event) + seats > most):
        raise Full
    registration.rank = line.next_rank(event)
    line.move(registration, RegistrationState.WAITING, route=route, by=by)
    telling.tell("event_waiting", registration)


def _guest(guest: tuple[str, str] | None, by: User | None) -> Guest | None:
    if guest is None:
        return None
    if by is None:
        raise NotEligible([_("Only who is enrolled can register.")])
    refuse_rrn(guest[0])
    return Guest(guest[0].strip(), read_mobile(guest[1]))


def _refuse_second(event: Event, resident: Resident | None, guest: Guest | None) -> None:
    live = event.registrations.filter(state__in=LIVE, resident=resident)
    if resident is not None:
        if (found := live.first()) is not None:
            raise AlreadyRegistered(found)
    elif guest is not None:
        for one in live:
            if one.guest_phone == guest.phone and one.guest_name == guest.name:
                raise AlreadyRegistered(one)


def _refuse_unfit(event: Event, resident: Resident | None, seats: int) -> None:
    reasons = [] if resident is None else reasons_against(event, resident)
    most = seats_at_most(event)
    if not 1 <= seats <= most:
        reasons.append(_("One registration is for at most %(seats)s seats.") % {"seats": most})
    if reasons:
        raise NotEligible(reasons)


def end_all_of(resident_id: int) -> int:
    """End every open registration of a resident who has left, without a word to them; return how many.

    In the caller's transaction, which holds the resident.
    """
    live = Registration.objects.filter(resident=resident_id, state__in=LIVE, event__ends_at__gt=timezone.now())
    ended = 0
    for pk, event_id in live.order_by("event_id").values_list("pk", "event_id"):
        event = line.locked(event_id)
        registration = event.registrations.get(pk=pk)
        registration.event = event
        if registration.state in LIVE and registration.came_at is None:
            line.move(registration, RegistrationState.CANCELLED)
            waiting.offer_on(event)
            ended += 1
    return ended
