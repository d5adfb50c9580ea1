"""Who came: noted at the door, perhaps hours later from a phone that had no network, and as often as it is sent."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from campaigns.events import line
from campaigns.events.refusals import NotRegistered
from campaigns.models import Registration, RegistrationRoute, RegistrationState


@transaction.atomic
def check_in(registration: Registration, *, seats: int, by: User, at: datetime) -> Registration:
    """Note that ``seats`` of a registration's seats have come; 0 takes it back. The first time that was noted stays.

    Who stands at the door with an offered place has taken it. Raise NotRegistered for who has none.
    """
    event = line.locked(registration.event_id)
    current = line.fresh(registration, event)
    if current.state == RegistrationState.OFFERED and seats:
        line.move(current, RegistrationState.REGISTERED, route=RegistrationRoute.COUNTER, by=by)
    if current.state != RegistrationState.REGISTERED:
        raise NotRegistered
    if seats <= 0:
        current.came_at, current.came_seats, current.came_recorded_by = None, 0, None
    else:
        current.came_at = min(at, current.came_at or at)
        current.came_seats = min(max(seats, current.came_seats), current.seats)
        current.came_recorded_by = current.came_recorded_by or by
    current.save(update_fields=["came_at", "came_seats", "came_recorded_by", "changed_at"])
    return current
