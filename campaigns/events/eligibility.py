"""Who may take part: the event's rules, held against what the office knows of one resident."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.events.refusals import Closed, NotOpen
from campaigns.models import Event, EventState, Fairness, RegistrationRoute
from residents.ages import age_on
from residents.models import Resident, Sex

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


def closed_because(event: Event, *, at_the_door: bool = False) -> Closed | None:
    """Return why nobody can register now; None when registration is open.

    ``at_the_door``, where a clerk writes people down, it is open to the end of the event, once a lot is drawn.
    """
    now = timezone.now()
    if event.state == EventState.DRAFT:
        return Closed.DRAFT
    if event.state == EventState.CANCELLED:
        return Closed.CANCELLED
    if event.ends_at <= now:
        return Closed.PAST
    if not event.takes_registrations:
        return Closed.NONE_NEEDED
    if at_the_door and (event.fairness == Fairness.ORDER or event.drawn_at):
        return None
    if event.opens_at and event.opens_at > now:
        return Closed.NOT_YET
    return Closed.OVER if closing_of(event) <= now else None


def closing_of(event: Event) -> datetime:
    """Return when registration closes."""
    return event.closes_at or event.starts_at


def refuse_closed(event: Event, route: RegistrationRoute, *, by_clerk: bool) -> None:
    """Raise NotOpen unless one can register over this route now."""
    why = closed_because(event, at_the_door=by_clerk and route == RegistrationRoute.COUNTER)
    if why is not None:
        raise NotOpen(why)


def seats_at_most(event: Event) -> int:
    """Return how many seats one registration may ask for."""
    most = event.companions_at_most + 1
    return most if event.capacity is None else min(most, max(event.capacity, 1))


def reasons_against(event: Event, resident: Resident) -> "list[StrPromise | str]":
    """Return which rules of the event this resident does not meet, in words; none when they may come."""
    found: list[StrPromise | str] = []
    dongs = {dong.pk: dong.name for dong in event.residents_of.all()}
    if dongs and resident.dong_id not in dongs:
        found.append(_("This event is for residents of %(dongs)s.") % {"dongs": ", ".join(dongs.values())})
    if event.age_from is not None or event.age_to is not None:
        age = _age(event, resident)
        if age is None:
            found.append(_("We do not know your birth date, which this event asks for. Please call the office."))
        elif not (event.age_from or 0) <= age <= (999 if event.age_to is None else event.age_to):
            found.append(_("This event is for people %(ages)s.") % {"ages": ages_in_words(event)})
    if event.sex and resident.sex != event.sex:
        found.append(_("This event is for women.") if event.sex == Sex.FEMALE else _("This event is for men."))
    return found


def ages_in_words(event: Event) -> str:
    """Return the ages of an event as people say them; empty where all may come."""
    low, high = event.age_from, event.age_to
    if low is not None and high is not None:
        return str(_("aged %(low)s to %(high)s") % {"low": low, "high": high})
    if low is not None:
        return str(_("aged %(low)s or more") % {"low": low})
    return "" if high is None else str(_("aged %(high)s or less") % {"high": high})


def _age(event: Event, resident: Resident) -> int | None:
    """Return the age on the day of the event."""
    if not resident.birth_date:
        return None
    return age_on(date.fromisoformat(resident.birth_date), timezone.localtime(event.starts_at).date())
