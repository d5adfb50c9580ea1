"""What people are told of their place: once for each change, in its transaction, over the channel they prefer.

These answer what somebody asked for, so they are neither news nor advertising, and go at any hour. ``tell`` is called
by the verbs only; the words lie in ``templates/campaigns/events/messages/``.
"""

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from campaigns.events import line, showing
from campaigns.models import Event, Registration, RegistrationState
from residents import outgoing
from residents.contacts import proved
from residents.models import Channel
from residents.spoken import moment

TEMPLATES = "campaigns/events/messages"


def channel_for(registration: Registration) -> str:
    """Return over which channel to tell: that of the news one chose, an SMS before email; "" is none."""
    if registration.resident is None:
        return Channel.SMS if registration.guest_phone else ""
    reached = {contact.channel for contact in proved(registration.resident)}
    chosen = set(registration.resident.subscriptions.filter(service="events").values_list("channel", flat=True))
    return next((one for one in (Channel.SMS, Channel.EMAIL) if one in (reached & chosen or reached)), "")


def address_of(registration: Registration) -> tuple[str, str]:
    """Return channel and address, that told over before while it is in use; two empty words where there is none."""
    if registration.resident is None:
        return (Channel.SMS, registration.guest_phone or "") if registration.guest_phone else ("", "")
    addresses = {contact.channel: contact.address or "" for contact in proved(registration.resident)}
    channel = registration.told_over if registration.told_over in addresses else channel_for(registration)
    return channel, addresses.get(channel, "")


def page_of(registration: Registration) -> str:
    """Return the address of the registration's own page."""
    return f"{settings.SITE_URL}{reverse('my_events:registration', args=[registration.token])}"


def tell(kind: str, registration: Registration, *, drawn: bool = False, before: Event | None = None) -> None:
    """Have the message ``kind`` sent to whom the registration is of, where they can be reached.

    ``before`` is the event as they know it, where it has changed: people look for what is other than it was.
    """
    channel, address = address_of(registration)
    if not address:
        return
    event, resident = registration.event, registration.resident
    language = resident.language if resident else settings.LANGUAGE_CODE
    offered = registration.offered_until
    with translation.override(language):
        values = {
            "event": event,
            "registration": registration,
            "when": showing.span(event) if before else moment(event.starts_at.isoformat()),
            "before": _other(before, event) if before else [],
            "until": moment(offered.isoformat()) if offered else "",
            "place": line.place_in_line(registration) if registration.state == RegistrationState.WAITING else 0,
            "drawn": drawn,
            "page": page_of(registration) if resident else "",
            "contact": event.contact or settings.OFFICE_CONTACT,
        }
    outgoing.tell(
        kind,
        Channel(channel),
        address,
        language=language,
        values=values,
        expires_at=offered,
        templates=TEMPLATES,
    )


def _other(before: Event, event: Event) -> list[str]:
    """Return what was other than it is: the title, the time, the place."""
    old, new = _facts(before), _facts(event)
    return [fact for fact, now in zip(old, new, strict=True) if fact != now]


def _facts(event: Event) -> tuple[str, str, str]:
    place = f"{event.place} ({event.address})" if event.address else event.place
    return event.title, showing.span(event), place
