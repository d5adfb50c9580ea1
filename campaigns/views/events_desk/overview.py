"""Events in the office: what comes next, how full it is, what of it waits for somebody.

An officer comes here once or twice a day while an event of theirs is open: "is it full, what do I have to do?" The next
event stands first, and what waits stands beside it as a link. A clerk comes with somebody on the telephone or before
them: "the cooking course, is there a place?" They type two letters of its title and are one press from registering.
"""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.gate import person, requires
from accounts.models import Role
from accounts.roles import roles_of
from campaigns.desk import figures, reach
from campaigns.events.eligibility import closed_because
from campaigns.models import Event

PER_PAGE = 20


@requires(Role.OFFICER, Role.CLERK)
def overview(request: HttpRequest) -> HttpResponse:
    """List the events; ``past`` are those that are over, the last first."""
    user, typed = person(request), request.GET.get("q", "").strip()[:60]
    is_past = request.GET.get("when") == "past"
    events = _within(reach.events_of(user), typed, is_past=is_past)
    page = Paginator(figures.with_figures(events), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [_line(event, reach.may_run(user, event)) for event in page],
        "typed": typed,
        "is_past": is_past,
        "may_write": Role.OFFICER in roles_of(user),
        "without_dong": Role.OFFICER not in roles_of(user) and user.dong_id is None,
    }
    return render(request, "campaigns/events_desk/overview.html", context)


def _within(events: QuerySet[Event], typed: str, *, is_past: bool) -> QuerySet[Event]:
    now = timezone.now()
    found = events.filter(ends_at__lt=now) if is_past else events.filter(ends_at__gte=now)
    if typed:
        found = found.filter(Q(title__icontains=typed) | Q(place__icontains=typed))
    return found.order_by("-starts_at", "-pk") if is_past else found.order_by("starts_at", "pk")


def _line(event: Event, runs: bool) -> dict[str, Any]:
    closed = closed_because(event, at_the_door=True)
    return {
        "event": event,
        "tone": figures.tone_of(event),
        "needs": figures.needs_of(event) if runs else [],
        "closed": closed.label if closed else "",
        "free": None if event.capacity is None else max(event.capacity - event.seats_taken, 0),
    }
