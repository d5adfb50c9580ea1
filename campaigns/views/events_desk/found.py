"""An event, or a registration of it, for the pages of the office, reached through the one door."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from accounts.gate import person
from campaigns.desk import reach
from campaigns.models import Event, Registration, RegistrationRoute


def found_event(request: HttpRequest, pk: int) -> Event:
    """Return an event that this person may see."""
    return get_object_or_404(reach.events_of(person(request)).select_related("dong", "interest"), pk=pk)


def own_event(request: HttpRequest, pk: int) -> Event:
    """Return an event that this person runs."""
    return _or_404(request, pk, reach.may_run)


def event_of_the_door(request: HttpRequest, pk: int) -> Event:
    """Return an event at whose door this person may stand."""
    return _or_404(request, pk, reach.may_stand_at_the_door)


def found_registration(request: HttpRequest, event: Event, pk: int) -> Registration:
    """Return a registration that this person may see."""
    mine = reach.registrations_for(person(request), event).select_related("resident", "event")
    return get_object_or_404(mine, pk=pk)


def _or_404(request: HttpRequest, pk: int, may: reach.May) -> Event:
    event = found_event(request, pk)
    if not may(person(request), event):
        raise Http404
    return event


def route_asked(request: HttpRequest) -> str:
    """Return how the person came, as the address says it: from the counter's pages they stand there, else they call."""
    here = request.GET.get("route") == RegistrationRoute.COUNTER
    return (RegistrationRoute.COUNTER if here else RegistrationRoute.PHONE).value
