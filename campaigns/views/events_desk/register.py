"""Registering somebody who calls or stands at the counter.

Twenty times on the day a popular course opens, a clerk has somebody on the telephone who says a name and a birth date.
They type those, see that it is the right person, choose how many come, press Enter, and read the answer out. Somebody
who is not enrolled is one press further: a name, a number, and the sentence that has to be read to them first.
"""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from accounts.roles import roles_of
from accounts.scope import dongs_of
from campaigns.desk import reach
from campaigns.events import places
from campaigns.events.eligibility import closed_because, reasons_against, seats_at_most
from campaigns.forms.event_register import GuestForm, RegisterForm
from campaigns.models import LIVE, Event, Registration, RegistrationRoute
from campaigns.views.events_desk.found import found_event, route_asked
from residents.contacts import written
from residents.counter.finding import LONGEST, Answer, search, search_in_district
from residents.models import Resident
from residents.unreadable import UnreadableValue

DOOR_OPENS = timedelta(hours=2)  # before it begins people who come may be written down and checked in at once


@requires(Role.OFFICER, Role.CLERK)
@never_cache
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the resident: by two letters in the clerk's own dong, else by the full name and birth date."""
    event, user = found_event(request, pk), person(request)
    typed = request.POST.get("typed", "")[:LONGEST].strip() if request.method == "POST" else ""
    is_clerk = Role.CLERK in roles_of(user) and user.dong is not None
    answer = Answer()
    if typed:
        answer = search(typed, user.dong) if is_clerk and user.dong else search_in_district(typed, dongs_of(user))
    if answer.people:
        shown = len(answer.people)
        record_access(request, action="event_search", subject="search", people=shown, purpose=event.title)
    closed = closed_because(event, at_the_door=True)
    context = {
        "event": event,
        "answer": answer,
        "typed": "" if answer.refused else typed,
        "is_clerk": is_clerk,
        "closed": closed.label if closed else "",
    }
    return render(request, "campaigns/events_desk/find.html", context)


@requires(Role.CLERK)
@never_cache
def choose(request: HttpRequest, resident: int) -> HttpResponse:
    """From a resident's page at the counter: choose the event."""
    somebody, user = _resident(request, resident), person(request)
    coming = reach.for_dong(user).filter(ends_at__gte=timezone.now(), takes_registrations=True)
    events = [
        event for event in coming.order_by("starts_at", "pk")[:100] if closed_because(event, at_the_door=True) is None
    ]
    live = Registration.objects.filter(resident=somebody, state__in=LIVE, event__in=events)
    has = dict(live.values_list("event_id", "pk"))
    record_access(request, action="registering", subject=f"resident:{resident}")
    context = {"resident": somebody, "lines": [(event, has.get(event.pk), _left(event)) for event in events]}
    return render(request, "campaigns/events_desk/choose.html", context)


@requires(Role.OFFICER, Role.CLERK)
@never_cache
def resident(request: HttpRequest, pk: int, resident: int) -> HttpResponse:
    """Register this resident."""
    event, somebody = found_event(request, pk), _resident(request, resident)
    existing = event.registrations.filter(resident=somebody, state__in=LIVE).first()
    if existing:
        return _already(request, existing, RegistrationRoute(route_asked(request)))
    form = RegisterForm(event, request.POST or None, **_options(request, event))
    reasons = reasons_against(event, somebody)
    if request.method == "POST" and not reasons and form.is_valid():
        answer = _register(request, event, form, resident=somebody)
        if answer is not None:
            return answer
    if request.method != "POST":
        record_access(request, action="registering", subject=f"resident:{resident}", purpose=event.title)
    contacts = [written(one.channel, one.address or "") for one in somebody.contacts.filter(stopped_at=None)]
    context = {"resident": somebody, "contacts": contacts, "reasons": reasons}
    return _page(request, event, form, **context)


@requires(Role.OFFICER, Role.CLERK)
@never_cache
def guest(request: HttpRequest, pk: int) -> HttpResponse:
    """Register somebody who is not enrolled."""
    event = found_event(request, pk)
    form = GuestForm(event, request.POST or None, **_options(request, event))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        answer = _register(request, event, form, guest=(given["name"], given["phone"]))
        if answer is not None:
            return answer
    return _page(request, event, form, is_guest=True)


def _register(request: HttpRequest, event: Event, form: RegisterForm, **who: Any) -> HttpResponse | None:
    """Register; lead to the answer, or note in the form what stands against it."""
    given, user = form.cleaned_data, person(request)
    route = RegistrationRoute.COUNTER if given.get("came") else RegistrationRoute(given["route"])
    try:
        made = places.register(event, seats=given["seats"], route=route, answers=form.answers, by=user, **who)
        if given.get("came") and made.state == "registered":
            places.check_in(made, seats=made.seats, by=user, at=timezone.now())
    except places.AlreadyRegistered as known:
        return _already(request, known.registration, route)
    except places.NotEligible as refused:
        for reason in refused.reasons:
            form.add_error(None, str(reason))
    except places.NotOpen as refused:
        form.add_error(None, str(refused.why.label))
    except places.Full:
        form.add_error(None, _("No place is free, and the waiting list is full."))
    except UnreadableValue as refused:
        form.add_error("phone", str(refused.reason))
    except ValidationError as refused:
        form.add_error(None, refused)
    else:
        whose = f"resident:{made.resident_id}" if made.resident_id else f"registration:{made.pk}"
        record_access(request, action="registered", subject=whose, purpose=event.title)
        return _to(made, route)
    return None


def _already(request: HttpRequest, registration: Registration, route: RegistrationRoute) -> HttpResponse:
    messages.info(request, _("This person is on the list already. This is how it stands."))
    return _to(registration, route)


def _to(registration: Registration, route: RegistrationRoute) -> HttpResponse:
    """Lead to the registration, where it is known how the person came."""
    args = [registration.event_id, registration.pk]
    return redirect(reverse("events_desk:registration", args=args, query={"route": route.value}))


def _resident(request: HttpRequest, pk: int) -> Resident:
    """Return a resident of a dong that this person serves."""
    return get_object_or_404(Resident.objects.filter(dong__in=dongs_of(person(request)), left_at=None), pk=pk)


def _options(request: HttpRequest, event: Event) -> dict[str, Any]:
    user = person(request)
    is_now = event.starts_at - DOOR_OPENS <= timezone.now() <= event.ends_at
    return {
        "most": seats_at_most(event),
        "at_the_door": is_now and reach.may_stand_at_the_door(user, event),
        "initial": {"route": route_asked(request), "seats": 1},
    }


def _left(event: Event) -> int | None:
    return None if event.capacity is None else max(event.capacity - event.seats_taken, 0)


def _page(request: HttpRequest, event: Event, form: RegisterForm, **context: Any) -> HttpResponse:
    closed = closed_because(event, at_the_door=True)
    shown = {"event": event, "form": form, "free": _left(event), "closed": closed.label if closed else "", **context}
    refused = request.method == "POST" and (bool(form.errors) or bool(context.get("reasons")))
    return render(request, "campaigns/events_desk/register.html", shown, status=422 if refused else 200)
