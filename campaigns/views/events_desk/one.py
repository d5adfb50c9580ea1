"""One event: how full it is, who is on its list, what can be done.

Its officer opens it daily while registration runs, and when somebody calls: "am I in?" The numbers answer from across
the room; the box below them finds the caller by name or number. A clerk sees the same page with the people of their own
dong on the list, and one button: register somebody.
"""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from campaigns.desk import figures, listing, reach
from campaigns.events.eligibility import closed_because
from campaigns.events.lots import is_due
from campaigns.forms.events_desk import ReasonForm, SeatsForm
from campaigns.models import LIVE, Event, EventState, RegistrationState
from campaigns.views.events_desk.found import found_event
from residents.rrn import looks_like_rrn

PER_PAGE, MOST_FOUND = 50, 50
NO_SHOWS = "no-shows"  # in the address, where a state of registrations stands


@requires(Role.OFFICER, Role.CLERK)
@never_cache
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the event and its list; what is typed into the list's box is posted, and stands in no address."""
    return page_of(request, found_event(request, pk))


def page_of(
    request: HttpRequest, event: Event, *, reason: ReasonForm | None = None, seats: SeatsForm | None = None
) -> HttpResponse:
    """Show the page, with a form on it that was refused."""
    user = person(request)
    runs = reach.may_run(user, event)
    typed = request.POST.get("typed", "").strip()[:100] if request.method == "POST" else ""
    refused = looks_like_rrn(typed)
    state = request.GET.get("state", "")
    rows, page = _rows(request, event, "" if refused else typed, state)
    if rows:
        record_access(request, action="registrations", subject=f"event:{event.pk}", people=len(rows))
    counted = figures.figures_of(event)
    closed = closed_because(event, at_the_door=True)
    context = {
        "event": event,
        "figures": counted,
        "tone": figures.tone_of(event),
        "is_over": figures.is_over(event),
        "runs": runs,
        "at_the_door": reach.may_stand_at_the_door(user, event) and event.state == EventState.PUBLISHED,
        "closed": closed.label if closed else "",
        "rows": rows,
        "page": page,
        "typed": "" if refused else typed,
        "refused": refused,
        "state": state,
        "states": [(value, label, value == state) for value, label in _states(event)],
        "to_draw": counted["seats_entered"] if is_due(event) else 0,
        "may_draw": is_due(event),
        "live": event.registrations.filter(state__in=LIVE).count() if runs else 0,
        "reason": reason or ReasonForm(),
        "seats": seats or SeatsForm(initial={"capacity": event.capacity}),
    }
    is_refused = bool((reason and reason.errors) or (seats and seats.errors))
    return render(request, "campaigns/events_desk/one.html", context, status=422 if is_refused else 200)


def _rows(request: HttpRequest, event: Event, typed: str, state: str) -> tuple[list[listing.Row], Any]:
    seen = reach.registrations_for(person(request), event)
    if typed:
        return listing.rows_of(event, listing.in_order(listing.found(seen, typed))[:MOST_FOUND]), None
    if state == NO_SHOWS:
        seen = seen.filter(state=RegistrationState.REGISTERED, came_at=None)
    elif state in RegistrationState.values:
        seen = seen.filter(state=state)
    page = Paginator(listing.in_order(seen), PER_PAGE).get_page(request.GET.get("page"))
    return listing.rows_of(event, page.object_list), page


def _states(event: Event) -> list[tuple[str, Any]]:
    """Return the states that a list of this event knows."""
    left_out = {RegistrationState.ENTERED, RegistrationState.NOT_DRAWN} if event.fairness == "order" else set()
    known: list[tuple[str, Any]] = [(one.value, one.label) for one in RegistrationState if one not in left_out]
    return [*known, (NO_SHOWS, _("Did not come"))] if figures.is_over(event) else known
