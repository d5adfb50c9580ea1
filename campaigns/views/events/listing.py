"""The public list of events and its calendar, for everybody.

Who: a resident on a phone, with a minute on the bus, a few times a month; sometimes somebody at home with a printed
flyer beside them. They want to see what is on soon and near, and whether there is still a place. So dates, places and
seats come first, the newest day on top, and looking for something is one form that needs no JavaScript.
"""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_response_headers
from django.views.decorators.http import require_safe

from campaigns.events import calendars, finding, showing
from campaigns.forms.events.search import MonthForm, SearchForm
from campaigns.models import Event
from residents.interest_labels import interest_label

A_PAGE = 10
OF_A_FEED = 200
FEED_SECONDS = 300


@require_safe
def events(request: HttpRequest) -> HttpResponse:
    """Show what is to come, or what was asked for."""
    form = SearchForm(request.GET)
    page = Paginator(finding.found(form.wanted), A_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [_row(event) for event in page],
        "feed": _feed("events:feed", request),
        "atom": _feed("events:atom", request),
    }
    return render(request, "campaigns/events/list.html", context)


@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """Show a month as a calendar: seven columns at a desk, the days on which something is on a phone."""
    form, today = SearchForm(request.GET), timezone.localdate()
    first = MonthForm(request.GET).shown(today)
    after = finding.next_month(first)
    weeks_begin = first - timedelta(days=(first.weekday() + 1) % 7)  # a Korean calendar begins with Sunday
    by_day: dict[date, list[dict[str, Any]]] = {}
    for event in finding.within(form.wanted, first, after):
        begin, end = (timezone.localtime(one).date() for one in (event.starts_at, event.ends_at))
        for number in range((min(end, after - timedelta(days=1)) - max(begin, first)).days + 1):
            by_day.setdefault(max(begin, first) + timedelta(days=number), []).append(_row(event))
    days = [first + timedelta(days=number) for number in range((after - first).days)]
    context = {
        "form": form,
        "first": first,
        "previous": first - timedelta(days=1),
        "next": after,
        "blanks": range((first - weeks_begin).days),
        "days": [{"day": day, "rows": by_day.get(day, []), "is_today": day == today} for day in days],
        "is_empty": not by_day,
    }
    return render(request, "campaigns/events/month.html", context)


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Give the events that fit as a calendar to subscribe to; what was cancelled stays, and says so."""
    name = calendars.name_of_feed()
    content = calendars.as_calendar(finding.found(SearchForm(request.GET).wanted)[:OF_A_FEED], name=name)
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    patch_response_headers(response, FEED_SECONDS)
    return response


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """Give the events that fit as an Atom feed."""
    newest = finding.found(SearchForm(request.GET).wanted).order_by("-published_at")[:50]
    address = f"{settings.SITE_URL}{request.get_full_path()}"
    response = HttpResponse(
        calendars.as_atom(newest, address=address), content_type="application/atom+xml; charset=utf-8"
    )
    patch_response_headers(response, FEED_SECONDS)
    return response


def _row(event: Event) -> dict[str, Any]:
    waiting = getattr(event, "waiting", 0)
    return {
        "event": event,
        "left": showing.places_left(event, waiting),
        "span": showing.span(event),
        "kind": interest_label(event.interest.name) if event.interest else "",
        "day": timezone.localtime(event.starts_at).date(),
    }


def _feed(name: str, request: HttpRequest) -> str:
    """Return the address of a feed with the filters of this page."""
    kept = {one: request.GET[one] for one in ("q", "interest", "dong", "when") if request.GET.get(one)}
    return f"{reverse(name)}?{urlencode(kept)}" if kept else reverse(name)
