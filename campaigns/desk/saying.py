"""What became of a registration, in words that can be read out on the telephone as they stand."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.desk.figures import is_over
from campaigns.events import line
from campaigns.events.eligibility import closing_of
from campaigns.models import Registration, RegistrationState
from residents.spoken import moment


@dataclass(frozen=True, slots=True)
class Said:
    """The answer in large words, and the sentences that follow it."""

    title: str
    tone: str
    lines: list[str]


def said(registration: Registration) -> Said:
    """Say where this registration stands, and what comes next."""
    event, state = registration.event, RegistrationState(registration.state)
    facts = [
        event.title,
        moment(event.starts_at.isoformat()),
        ", ".join(filter(None, (event.place, event.address))),
    ]
    seats = ngettext("%(count)s person", "%(count)s people", registration.seats) % {"count": registration.seats}
    if is_over(event):
        return _afterwards(registration, facts)
    if state == RegistrationState.REGISTERED:
        return Said(_("Registered: %(seats)s") % {"seats": seats}, "success", facts + _next(registration))
    if state == RegistrationState.WAITING:
        place = line.place_in_line(registration)
        return Said(
            _("Number %(place)s on the waiting list") % {"place": place},
            "info",
            [*facts, _("When a place becomes free, it is offered by a message."), *_next(registration)],
        )
    if state == RegistrationState.ENTERED:
        drawn = moment(closing_of(event).isoformat())
        return Said(_("Takes part in the lot"), "info", [*facts, _("It is drawn after %(when)s.") % {"when": drawn}])
    if state == RegistrationState.OFFERED and registration.offered_until:
        until = moment(registration.offered_until.isoformat())
        return Said(_("A place is offered until %(until)s") % {"until": until}, "info", [*facts, seats])
    return Said(str(state.label), "neutral", facts)


def _afterwards(registration: Registration, facts: list[str]) -> Said:
    """Say what became of it once the event is over: nothing is promised any more."""
    state = RegistrationState(registration.state)
    if registration.came_at is not None:
        return Said(_("Took part"), "success", facts)
    return Said(_("Did not come") if state == RegistrationState.REGISTERED else str(state.label), "neutral", facts)


def _next(registration: Registration) -> list[str]:
    """Say whether a message confirms it, or that the person has to note it down."""
    words = {
        "sms": _("An SMS confirms it, and says how to cancel."),
        "email": _("An email confirms it, and says how to cancel."),
    }
    return [words.get(registration.told_over, _("No message can be sent: please note it down."))]
