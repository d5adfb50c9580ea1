"""The door: a list that a phone holds while there is no network, and the check-ins that it sends when there is.

What a phone keeps is said in docs/decisions/0028-check-in-without-a-network.md: no name is ever stored on it. A QR code
holds the registration's token; the list has only a hash of it, so a list that is lost opens nobody's page.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.desk.listing import rows_of
from campaigns.events import places
from campaigns.models import Event, Registration, RegistrationState

LIST_HOURS = 12  # after which a page that was left open forgets its list
OPENS = timedelta(hours=12)  # before the beginning: earlier than that nobody can have come
CODE_DIGITS = 6
MOST = 500  # check-ins of one request


class Result(models.TextChoices):
    """What became of a check-in that a phone sent."""

    IN = "in", _("Checked in")
    AGAIN = "again", _("Was checked in before")
    NO_PLACE = "no_place", _("Has no place: cancelled or waiting")
    UNKNOWN = "unknown", _("Is not on this list")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list that a phone holds in its memory."""

    key: str
    code: str
    name: str
    phone: str
    seats: int
    came: int


@dataclass(frozen=True, slots=True)
class Seen:
    """One check-in as a phone noted it."""

    key: str
    seats: int
    at: datetime


def key_of(token: str) -> str:
    """Return by what a phone knows a token again."""
    return hashlib.sha256(token.encode()).hexdigest()[:32]


def code_of(token: str) -> str:
    """Return the six digits that are typed where no camera reads; two of one event may share them."""
    return str(int(hashlib.sha256(f"code:{token}".encode()).hexdigest(), 16))[-CODE_DIGITS:]


def entries_of(event: Event) -> list[Entry]:
    """Return who may come in, by name."""
    rows = rows_of(event, event.registrations.filter(state__in=_MAY_COME))
    entries = [
        Entry(key_of(row.token), code_of(row.token), row.name, row.phone[-4:], row.seats, row.came_seats)
        for row in rows
    ]
    return sorted(entries, key=lambda entry: (entry.name, entry.key))


def list_of(event: Event) -> list[dict[str, object]]:
    return [asdict(entry) for entry in entries_of(event)]


def found(event: Event, typed: str) -> list[Registration]:
    """Return whose code or token was typed; more than one only where two share a code."""
    typed = typed.strip().rstrip("/").rpartition("/")[2]
    code = typed.replace(" ", "")
    all_of = event.registrations.filter(state__in=_MAY_COME).select_related("resident")
    return [one for one in all_of if typed == one.token or code == code_of(one.token)]


def take(event: Event, seen: Sequence[Seen], *, by: User) -> list[Result]:
    """Note check-ins, perhaps hours old and sent before; return what became of each, in their order."""
    by_key = {key_of(token): pk for pk, token in event.registrations.values_list("pk", "token")}
    return [_take(event, by_key.get(one.key), one, by) for one in seen]


def check_in(registration: Registration, *, seats: int, at: datetime, by: User) -> Result:
    """Note one; a second time changes nothing but who came after."""
    before = registration.came_seats
    try:
        current = places.check_in(registration, seats=seats, by=by, at=_plausible(registration.event, at))
    except places.NotRegistered:
        return Result.NO_PLACE
    return Result.AGAIN if before and current.came_seats == before else Result.IN


def _take(event: Event, pk: int | None, seen: Seen, by: User) -> Result:
    registration = Registration.objects.select_related("event").filter(pk=pk, event=event).first() if pk else None
    return check_in(registration, seats=seen.seats, at=seen.at, by=by) if registration else Result.UNKNOWN


def _plausible(event: Event, at: datetime) -> datetime:
    """Return the time that a phone named, or the next that can be true: clocks of phones go wrong."""
    return min(max(at, event.starts_at - OPENS), timezone.now())


_MAY_COME = (RegistrationState.REGISTERED, RegistrationState.OFFERED)
