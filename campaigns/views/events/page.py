"""The public page of one event, for everybody; with one's own place for who is signed in on my page.

Who: somebody who came from the list, a message or a poster, once. They want to know when, where, whether they may come
and whether there is room; and then to have a place with one tap. So that button stands first on a phone.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_response_headers
from django.views.decorators.http import require_safe

from campaigns.events import calendars, finding, lots, showing
from campaigns.events.eligibility import closed_because, reasons_against, seats_at_most
from campaigns.events.refusals import Closed
from campaigns.models import LIVE, Event, Fairness
from campaigns.writing import to_html
from residents.interest_labels import interest_label
from residents.visits import visitor

CARD_SECONDS = 3600


@require_safe
def event(request: HttpRequest, slug: str) -> HttpResponse:
    """Show an event."""
    shown = _public(slug)
    return render(request, "campaigns/events/event.html", {**facts_of(shown), **_mine(request, shown)})


@require_safe
def calendar(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the event as a calendar file."""
    shown = _public(slug)
    response = HttpResponse(calendars.as_calendar([shown], reminds=True), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="event-{shown.pk}.ics"'
    return response


@require_safe
def card(request: HttpRequest, slug: str) -> HttpResponse:
    """Give the picture that other sites show of the event."""
    response = HttpResponse(calendars.card(_public(slug)), content_type="image/png")
    patch_response_headers(response, CARD_SECONDS)
    return response


@require_safe
def lot(request: HttpRequest, slug: str) -> HttpResponse:
    """Show how the lot is drawn, and once it is drawn all that is needed to check it."""
    shown = _public(slug)
    if shown.fairness != Fairness.LOT:
        raise Http404
    tickets = sorted(
        number for number in shown.registrations.values_list("lot_number", flat=True) if number is not None
    )
    context = {
        "event": shown,
        "commitment": lots.commitment(shown),
        "seed": shown.lot_seed if shown.drawn_at else "",
        "tickets": len(tickets),
        "order": lots.in_drawn_order(shown.lot_seed, tickets) if shown.drawn_at else [],
    }
    return render(request, "campaigns/events/lot.html", context)


def facts_of(shown: Event) -> dict[str, Any]:
    """Return what a page says about an event."""
    waiting = getattr(shown, "waiting", 0)
    why = closed_because(shown)
    return {
        "event": shown,
        "address": calendars.address_of(shown),
        "kind": interest_label(shown.interest.name) if shown.interest else "",
        "span": showing.span(shown),
        "left": showing.places_left(shown, waiting),
        "waiting": waiting,
        "entered": getattr(shown, "entered", 0),
        "who": showing.who_may(shown),
        "registration_times": showing.registration_times(shown) if shown.takes_registrations else "",
        "is_open": why is None,
        "why": why.label if why else "",
        "is_past": why == Closed.PAST,
        "is_lot": shown.fairness == Fairness.LOT,
        "body": to_html(shown.body),
        "questions": list(shown.questions.all()),
        "seats_at_most": seats_at_most(shown),
        "has_form": seats_at_most(shown) > 1 or shown.questions.exists(),
    }


def _mine(request: HttpRequest, shown: Event) -> dict[str, Any]:
    resident = visitor(request)
    if resident is None:
        return {"resident": None}
    mine = shown.registrations.filter(resident=resident, state__in=LIVE).first()
    if mine is not None:
        mine.event = shown
    return {
        "resident": resident,
        "mine": mine,
        "mine_state": showing.state_of(mine) if mine else None,
        "reasons": [] if mine else reasons_against(shown, resident),
    }


def _public(slug: str) -> Event:
    return get_object_or_404(finding.public(), slug=slug)
