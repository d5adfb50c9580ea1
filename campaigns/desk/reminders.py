"""The day before: whoever has a place is reminded once, over the channel on which they were told of it.

A row says that somebody was reminded; it is written with the message, under the lock of the registration, so that a
second run finds it and a cancellation that crosses it comes before or after.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation

from campaigns.events import telling
from campaigns.models import EventState, Registration, RegistrationState, Reminder
from residents import outgoing
from residents.models import Channel
from residents.spoken import moment

TEMPLATES = "campaigns/desk/messages"
FRESH = timedelta(hours=3)  # who registered or changed so lately has it before their eyes
TOO_LATE = timedelta(minutes=30)
PAGE = 500


def remind_due() -> int:
    """Remind everybody of whom it is time; return how many were. Beat asks every few minutes."""
    return sum(_remind(pk) for pk in due(timezone.now()))


def due(now: datetime) -> list[int]:
    """Return whose event is near, and who was not reminded yet."""
    near = now + timedelta(hours=settings.EVENT_REMINDER_HOURS)
    found = Registration.objects.filter(
        state=RegistrationState.REGISTERED,
        reminder=None,
        came_at=None,
        changed_at__lte=now - FRESH,
        event__state=EventState.PUBLISHED,
        event__starts_at__gt=now + TOO_LATE,
        event__starts_at__lte=near,
    )
    return list(found.order_by("event__starts_at", "pk").values_list("pk", flat=True)[:PAGE])


@transaction.atomic
def _remind(pk: int) -> bool:
    """Remind one; False where nobody can be reached, or not by SMS at this hour."""
    found = Registration.objects.select_for_update(of=("self",)).filter(
        pk=pk, state=RegistrationState.REGISTERED, reminder=None
    )
    registration = found.select_related("event", "resident").first()
    if registration is None:
        return False
    now = timezone.now()
    channel, address = telling.address_of(registration)
    if channel == Channel.SMS and _is_night(now):
        return False
    Reminder.objects.create(registration=registration, at=now)
    if not address:
        return False
    _tell(registration, Channel(channel), address)
    return True


def _is_night(now: datetime) -> bool:
    """Tell whether no SMS goes out at this hour; a reminder waits for the morning."""
    return not settings.QUIET_HOURS_END <= timezone.localtime(now).hour < settings.QUIET_HOURS_BEGIN


def _tell(registration: Registration, channel: Channel, address: str) -> None:
    event, resident = registration.event, registration.resident
    language = resident.language if resident else settings.LANGUAGE_CODE
    with translation.override(language):
        when = moment(event.starts_at.isoformat())
    outgoing.tell(
        "event_reminder",
        channel,
        address,
        language=language,
        values={
            "event": event,
            "registration": registration,
            "when": when,
            "page": telling.page_of(registration) if resident else "",
            "contact": event.contact or settings.OFFICE_CONTACT,
        },
        expires_at=event.starts_at,
        templates=TEMPLATES,
    )
