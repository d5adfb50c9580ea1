"""Registering on my page, and one's own registrations: what one has, how it stands, what can be done about it.

Who: a resident who wants a place, or got a message about theirs; on a phone, perhaps with the offer ending tonight.
They want to be done with one tap, and to see that it counted. So an event that asks nothing is joined by the button on
its page; the registration's own page says first how it stands, and holds the one button that matters now.
"""

from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.desk import certificates, door
from campaigns.events import finding, line, places, showing, waiting
from campaigns.events.eligibility import reasons_against
from campaigns.forms.events.join import JoinForm, answers_of
from campaigns.models import LIVE, EventState, Registration, RegistrationRoute, RegistrationState
from campaigns.views.events.page import facts_of
from residents.models import Resident
from residents.visits import residents_only

WEB = RegistrationRoute.WEB


@residents_only
@require_safe
def registrations(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show everything this resident registered for, the next first; what is over below."""
    mine = Registration.objects.filter(resident=resident).select_related("event").order_by("event__starts_at", "pk")
    rows: list[dict[str, Any]] = [
        {"registration": one, "state": showing.state_of(one), "span": showing.span(one.event)} for one in mine
    ]
    context = {
        "coming": [row for row in rows if _is_coming(row["registration"])],
        "over": [row for row in reversed(rows) if not _is_coming(row["registration"])],
    }
    return render(request, "campaigns/events/mine.html", context)


@residents_only
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, resident: Resident, slug: str) -> HttpResponse:
    """Ask what the event asks, and register; who is on the list already is shown their registration."""
    event = get_object_or_404(finding.public(), slug=slug)
    if (known := event.registrations.filter(resident=resident, state__in=LIVE).first()) is not None:
        return redirect("my_events:registration", token=known.token)
    form = JoinForm(request.POST if request.method == "POST" else None, event=event)
    refused: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = places.register(event, resident=resident, seats=form.seats, answers=form.answers, route=WEB)
        except places.AlreadyRegistered as already:
            return redirect("my_events:registration", token=already.registration.token)
        except places.NotEligible as error:
            refused = [str(reason) for reason in error.reasons]
        except places.NotOpen as error:
            refused = [str(error.why.label)]
        except places.Full:
            refused = [_("All places are taken, and the waiting list is full.")]
        else:
            messages.success(request, _said(made))
            return redirect("my_events:registration", token=made.token)
    elif request.method != "POST":
        refused = [str(reason) for reason in reasons_against(event, resident)]
    context = {**facts_of(event), "form": form, "refused": refused, "resident": resident}
    return render(request, "campaigns/events/join.html", context, status=409 if refused and form.is_bound else 200)


@residents_only
@require_safe
def registration(request: HttpRequest, resident: Resident, token: str) -> HttpResponse:
    """Show one registration: how it stands, its steps, what it said, its code for the door, its history."""
    mine = _mine(resident, token)
    event = mine.event
    is_live = mine.state in LIVE and not mine.came_at and event.state == EventState.PUBLISHED
    context = {
        **facts_of(event),
        "mine": mine,
        "state": showing.state_of(mine),
        "steps": showing.steps_of(mine),
        "answers": answers_of(mine),
        "changes": [(one, RegistrationState(one.to_state).label) for one in mine.changes.all()],
        "offer_open": waiting.is_open(mine),
        "fewer": range(1, mine.seats) if is_live and mine.seats > 1 else [],
        "may_cancel": is_live and event.ends_at > timezone.now(),
        "is_coming": _is_coming(mine),
        "picture": _picture(mine.token) if is_live and mine.state == RegistrationState.REGISTERED else "",
        "door_code": door.code_of(mine.token),
        "has_certificate": certificates.has_one(mine),
        "ahead": line.place_in_line(mine) - 1 if mine.state == RegistrationState.WAITING else 0,
    }
    return render(request, "campaigns/events/registration.html", context)


@residents_only
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, resident: Resident, token: str) -> HttpResponse:
    """Say what cancelling means, then cancel."""
    mine = _mine(resident, token)
    if request.method == "POST":
        try:
            places.cancel(mine, route=WEB)
        except places.NotOpen:
            messages.warning(request, _("This event is over; nothing was changed."))
        else:
            messages.success(request, _("Your registration is cancelled. Thank you for telling us."))
        return redirect("my_events:registration", token=token)
    if mine.state not in LIVE:
        return redirect("my_events:registration", token=token)
    behind = mine.event.registrations.filter(state=RegistrationState.WAITING).exclude(pk=mine.pk).count()
    return render(request, "campaigns/events/cancel.html", {**facts_of(mine.event), "mine": mine, "behind": behind})


@residents_only
@require_POST
def accept(request: HttpRequest, resident: Resident, token: str) -> HttpResponse:
    """Take the offered place."""
    try:
        places.accept(_mine(resident, token), route=WEB)
    except places.OfferOver:
        messages.warning(request, _("The offer is over: its time ran out, or it was answered."))
    else:
        messages.success(request, _("The place is yours."))
    return redirect("my_events:registration", token=token)


@residents_only
@require_POST
def decline(request: HttpRequest, resident: Resident, token: str) -> HttpResponse:
    """Leave the offered place to the next."""
    try:
        places.decline(_mine(resident, token), route=WEB)
    except places.OfferOver:
        messages.warning(request, _("The offer is over: its time ran out, or it was answered."))
    else:
        messages.success(request, _("You have left the place to the next. Thank you for telling us."))
    return redirect("my_events:registration", token=token)


@residents_only
@require_POST
def fewer(request: HttpRequest, resident: Resident, token: str) -> HttpResponse:
    """Come with fewer people."""
    mine, wanted = _mine(resident, token), request.POST.get("seats", "")
    if wanted.isdecimal() and 1 <= int(wanted) < mine.seats:
        places.come_with_fewer(mine, int(wanted), route=WEB)
        messages.success(request, _("Your registration is for fewer seats now."))
    return redirect("my_events:registration", token=token)


def _mine(resident: Resident, token: str) -> Registration:
    """Return a registration of this resident; one of somebody else is as absent as one that does not exist."""
    mine = get_object_or_404(Registration, token=token, resident=resident)
    mine.event = finding.public().get(pk=mine.event_id)
    return mine


def _is_coming(registration: Registration) -> bool:
    return registration.state in LIVE and registration.event.ends_at > timezone.now()


def _said(made: Registration) -> str:
    if made.state == RegistrationState.WAITING:
        place = line.place_in_line(made)
        return _("You are number %(place)s on the waiting list.") % {"place": place}
    if made.state == RegistrationState.ENTERED:
        return _("You are in the lot with ticket %(number)s.") % {"number": made.lot_number}
    return _("You have a place.")


def _picture(token: str) -> SafeString:
    """Draw the link that is read at the door, also by a phone's own camera; its white ground belongs to it."""
    link = settings.SITE_URL + reverse("events_desk:by_link", args=[token])
    drawn = segno.make(link, error="m", micro=False).svg_inline(
        scale=6, border=2, light="#fff", svgclass="v-qr-picture", lineclass=None, omitsize=True, title=_("QR code")
    )
    return mark_safe(drawn)  # noqa: S308  # segno's own drawing of a link that we made
