"""The door of an event, on a phone.

Somebody stands in a basement hall with a phone in one hand, forty people come within ten minutes, and there is no
network. They hold the phone over a QR code, or type six digits, or two letters of the name, and see one of two things
in a colour and a word: in, or not. What could not be sent yet is counted in the first line, and sends itself.
"""

import json
from datetime import UTC, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from campaigns.desk import door, figures, listing
from campaigns.desk.door import Result, Seen
from campaigns.models import Event, Registration, RegistrationState
from campaigns.views.events_desk.found import event_of_the_door


@requires(Role.OFFICER, Role.CLERK)
@never_cache
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the door; without a script what is typed is answered below it."""
    event = event_of_the_door(request, pk)
    typed = request.POST.get("typed", "").strip()[:100] if request.method == "POST" else ""
    found = _found(event, typed) if typed else []
    entries = door.list_of(event)
    record_access(request, action="door", subject=f"event:{pk}", people=len(entries))
    context = {
        "event": event,
        "figures": figures.figures_of(event),
        "entries": entries,
        "hours": door.LIST_HOURS,
        "typed": typed,
        "found": found,
        "results": {result.value: str(result.label) for result in Result},
    }
    return render(request, "campaigns/events_desk/door.html", context)


@require_POST
@requires(Role.OFFICER, Role.CLERK)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what a phone noted while it had no network; answer what became of each."""
    event = event_of_the_door(request, pk)
    try:
        seen = [_seen(one) for one in json.loads(request.body)[: door.MOST]]
    except (ValueError, TypeError, KeyError, OverflowError, OSError):
        return JsonResponse({"error": "unreadable"}, status=400)
    results = door.take(event, seen, by=person(request))
    record_access(request, action="checked_in", subject=f"event:{pk}", people=len(results))
    return JsonResponse({"results": results, "came": figures.figures_of(event)["seats_came"]})


@require_POST
@requires(Role.OFFICER, Role.CLERK)
def check_in(request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """Check one in, or take it back with ``seats`` 0; from a page without a script."""
    event = event_of_the_door(request, pk)
    current = get_object_or_404(event.registrations.select_related("event"), pk=registration)
    _note(request, current, request.POST.get("seats", ""))
    return redirect("events_desk:door", pk=pk)


@requires(Role.OFFICER, Role.CLERK)
@never_cache
def by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Open the link of a QR code with the phone's own camera: who it is, and one button."""
    registration = get_object_or_404(Registration.objects.select_related("event", "resident"), token=token)
    event = event_of_the_door(request, registration.event_id)
    if request.method == "POST":
        _note(request, registration, request.POST.get("seats", ""))
        return redirect("events_desk:by_link", token=token)
    (row,) = listing.rows_of(event, [registration])
    record_access(request, action="door", subject=f"event:{event.pk}")
    has_place = registration.state in (RegistrationState.REGISTERED, RegistrationState.OFFERED)
    context = {"event": event, "row": row, "has_place": has_place, "token": token}
    return render(request, "campaigns/events_desk/by_link.html", context)


def _note(request: HttpRequest, registration: Registration, seats: str) -> None:
    count = int(seats) if seats.isdecimal() else registration.seats
    result = door.check_in(registration, seats=count, at=timezone.now(), by=person(request))
    subject = f"resident:{registration.resident_id}" if registration.resident_id else f"registration:{registration.pk}"
    record_access(request, action="checked_in", subject=subject)
    said = _("Taken back: not here.") if count == 0 and result != Result.NO_PLACE else result.label
    (messages.warning if result == Result.NO_PLACE else messages.success)(request, said)


def _found(event: Event, typed: str) -> list[listing.Row]:
    by_code = door.found(event, typed)
    if by_code:
        return listing.rows_of(event, by_code)
    return listing.rows_of(event, listing.in_order(listing.found(event.registrations.all(), typed))[:20])


def _seen(one: dict[str, object]) -> Seen:
    at = datetime.fromtimestamp(float(str(one["at"])) / 1000, UTC)
    return Seen(str(one["key"]), int(str(one["seats"])), at)
