"""The waiting list: a freed place is offered to the next whose party fits, for a while; then to the one after.

Why a party that does not fit is passed over but keeps its place: docs/decisions/0027-one-list-that-never-overbooks.md.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from campaigns.events import line, telling
from campaigns.events.refusals import OfferOver
from campaigns.models import Event, EventState, Registration, RegistrationRoute, RegistrationState

# An offer that would end while people sleep goes on to the morning, where the event leaves the time.
NIGHT_FROM, NIGHT_TO, MORNING = 21, 8, 9


@transaction.atomic
def offer_free_places(event: Event) -> int:
    """Offer what is free to who waits, in their order; return how many were asked."""
    return offer_on(line.locked(event.pk))


def offer_on(event: Event) -> int:
    """Do so for an event that is locked."""
    if event.state != EventState.PUBLISHED or event.starts_at - timezone.now() < line.NO_OFFERS_WITHIN:
        return 0
    if (left := line.free(event)) == 0:
        return 0
    asked = 0
    in_line = event.registrations.filter(state=RegistrationState.WAITING).order_by("rank")
    if left is not None:
        in_line = in_line.filter(seats__lte=left)
    for registration in in_line.select_related("resident"):
        registration.event = event
        if line.fits(event, registration.seats):
            until = open_until(event)
            line.move(registration, RegistrationState.OFFERED, offered_until=until)
            telling.tell("event_offered", registration)
            asked += 1
        if line.free(event) == 0:
            break
    return asked


def open_until(event: Event) -> datetime:
    """Return until when a place that is offered now is kept: the event's hours, or half of what is left until then."""
    now = timezone.now()
    until = now + min(timedelta(hours=event.offer_hours), (event.starts_at - now) / 2)
    until = until.replace(second=0, microsecond=0)
    local = timezone.localtime(until)
    if local.hour >= NIGHT_FROM or local.hour < NIGHT_TO:
        days = 1 if local.hour >= NIGHT_FROM else 0
        morning = local.replace(hour=MORNING, minute=0, second=0, microsecond=0) + timedelta(days=days)
        if morning <= event.starts_at - timedelta(hours=2):
            return morning
    return until


@transaction.atomic
def accept(registration: Registration, *, route: RegistrationRoute, by: User | None = None) -> Registration:
    """Take the place that was offered; twice is as once. Raise OfferOver when it is no more."""
    event = line.locked(registration.event_id)
    current = line.fresh(registration, event)
    if current.state == RegistrationState.REGISTERED:
        return current
    if not is_open(current):
        raise OfferOver
    line.move(current, RegistrationState.REGISTERED, route=route, by=by)
    telling.tell("event_registered", current)
    return current


@transaction.atomic
def decline(registration: Registration, *, route: RegistrationRoute, by: User | None = None) -> Registration:
    """Leave the place that was offered to the next in line; this ends the registration. Raise OfferOver."""
    event = line.locked(registration.event_id)
    current = line.fresh(registration, event)
    if current.state == RegistrationState.CANCELLED:
        return current
    if current.state != RegistrationState.OFFERED:
        raise OfferOver
    line.move(current, RegistrationState.CANCELLED, route=route, by=by)
    telling.tell("event_cancelled", current)
    offer_on(event)
    return current


def is_open(registration: Registration) -> bool:
    """Tell whether an offered place can still be taken."""
    until = registration.offered_until
    return registration.state == RegistrationState.OFFERED and until is not None and timezone.now() < until


def expire_offers() -> int:
    """End the offers whose time ran out, and offer their places on; return how many ended. Beat asks each minute."""
    over = Registration.objects.filter(state=RegistrationState.OFFERED, offered_until__lte=timezone.now())
    return sum(_expire(pk) for pk in sorted(set(over.values_list("event_id", flat=True))))


@transaction.atomic
def _expire(event_id: int) -> int:
    event = line.locked(event_id)
    over = event.registrations.filter(state=RegistrationState.OFFERED, offered_until__lte=timezone.now())
    ended = list(over.select_related("resident").order_by("rank"))
    for registration in ended:
        registration.event = event
        line.move(registration, RegistrationState.EXPIRED)
        telling.tell("event_expired", registration)
    offer_on(event)
    return len(ended)
