"""The one list of an event, over all routes: found by name or number, filtered by state, as rows that people read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from campaigns.models import Event, Registration, RegistrationRoute, RegistrationState
from residents import searching
from residents.contacts import written
from residents.models import Channel
from residents.names import name_key
from residents.phones import format_mobile

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TONES = {
    RegistrationState.REGISTERED: "success",
    RegistrationState.OFFERED: "info",
    RegistrationState.WAITING: "waiting",
    RegistrationState.ENTERED: "waiting",
    RegistrationState.CANCELLED: "neutral",
    RegistrationState.EXPIRED: "neutral",
    RegistrationState.NOT_DRAWN: "neutral",
}
_LAST = 4  # digits by which a number is told


@dataclass(frozen=True, slots=True)
class Row:
    """One registration; ``place`` is its place on the waiting list, 0 where it is on none."""

    pk: int
    token: str
    name: str
    phone: str
    is_guest: bool
    seats: int
    state: RegistrationState
    state_label: "StrPromise | str"
    tone: str
    route: "StrPromise | str"
    place: int
    since: datetime
    offered_until: datetime | None
    came_at: datetime | None
    came_seats: int
    answers: str

    @property
    def masked(self) -> str:
        """The number so that its owner is told apart, and nobody else can call it."""
        return f"***-{self.phone[-_LAST:]}" if self.phone else ""


def in_order(registrations: QuerySet[Registration]) -> QuerySet[Registration]:
    """Return who has a place first, then who waits in the order of the line, then the rest."""
    states = (RegistrationState.REGISTERED, RegistrationState.OFFERED, RegistrationState.WAITING)
    order = Case(
        *(When(state=state, then=Value(at)) for at, state in enumerate(states)),
        default=Value(len(states)),
        output_field=IntegerField(),
    )
    return registrations.alias(in_line=order).order_by("in_line", "rank", "id")


def rows_of(event: Event, registrations: Iterable[Registration]) -> list[Row]:
    """Return what is shown of ``registrations``, by three queries however many they are."""
    if isinstance(registrations, QuerySet):
        registrations = registrations.select_related("resident").prefetch_related("resident__contacts")
    places = places_in_line(event)
    return [_row(one, places.get(one.pk, 0)) for one in registrations]


def places_in_line(event: Event) -> dict[int, int]:
    """Return who stands where on the waiting list, by registration."""
    waiting = event.registrations.filter(state=RegistrationState.WAITING).order_by("rank")
    return {pk: at for at, pk in enumerate(waiting.values_list("pk", flat=True), start=1)}


def found(registrations: QuerySet[Registration], typed: str) -> QuerySet[Registration]:
    """Return whose name or number fits what was typed: residents by the index, guests by reading their few rows."""
    residents = searching.find(searching.read(typed)).values("pk")
    guests = registrations.filter(resident=None).only("pk", "guest_name", "guest_phone")
    fitting = [one.pk for one in guests if _fits(one, typed)]
    return registrations.filter(Q(resident__in=residents) | Q(pk__in=fitting))


def name_of(registration: Registration) -> str:
    resident = registration.resident
    return (resident.name if resident else registration.guest_name) or ""


def phone_of(registration: Registration) -> str:
    """Return the number as people write it; a resident's proved or not, for whoever calls."""
    if registration.resident is None:
        return format_mobile(registration.guest_phone) if registration.guest_phone else ""
    in_use = [
        one for one in registration.resident.contacts.all() if one.channel == Channel.SMS and one.stopped_at is None
    ]
    return written(Channel.SMS, in_use[0].address or "") if in_use else ""


def _fits(guest: Registration, typed: str) -> bool:
    digits = "".join(letter for letter in typed if letter.isdigit())
    if len(digits) >= _LAST:
        return digits in (guest.guest_phone or "")
    key, name = name_key(typed), name_key(guest.guest_name or "")
    return bool(key) and (key in name or key in name_key(searching.initials(name)))


def _row(registration: Registration, place: int) -> Row:
    state = RegistrationState(registration.state)
    return Row(
        pk=registration.pk,
        token=registration.token,
        name=name_of(registration),
        phone=phone_of(registration),
        is_guest=registration.resident_id is None,
        seats=registration.seats,
        state=state,
        state_label=state.label,
        tone=TONES[state],
        route=RegistrationRoute(registration.route).label,
        place=place,
        since=registration.created_at,
        offered_until=registration.offered_until,
        came_at=registration.came_at,
        came_seats=registration.came_seats,
        answers=registration.answers or "{}",
    )
