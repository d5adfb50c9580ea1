"""One registration: the answer to read out, and what else can be done with it.

It is where registering ends, and where "am I in?" on the telephone is answered: in the first line, in large words.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role, User
from accounts.roles import roles_of
from campaigns.desk import certificates, figures, listing, moving, reach
from campaigns.desk.answers import answers_of
from campaigns.desk.saying import said
from campaigns.events import places
from campaigns.forms.event_register import ActForm
from campaigns.models import LIVE, EventState, Registration, RegistrationRoute, RegistrationState
from campaigns.views.events_desk.found import found_event, found_registration, route_asked

_Act = Callable[[Registration, RegistrationRoute, User], object]

ACTS: dict[str, _Act] = {
    "cancel": lambda registration, route, by: places.cancel(registration, route=route, by=by),
    "accept": lambda registration, route, by: places.accept(registration, route=route, by=by),
    "offer": lambda registration, _route, by: moving.offer(registration, by=by),
    "front": lambda registration, _route, by: moving.to_the_front(registration, by=by),
}
RUNNING = frozenset({"offer", "front"})  # out of turn: for who runs the event
WORDS = {
    "cancel": gettext_lazy("Cancelled. What became free is offered to the waiting list."),
    "accept": gettext_lazy("The place is taken."),
    "offer": gettext_lazy("Offered, out of the order of the line."),
    "front": gettext_lazy("This registration is the next of the waiting list."),
}


@requires(Role.OFFICER, Role.CLERK)
@never_cache
def one(request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """Show where it stands."""
    event = found_event(request, pk)
    return _page(request, found_registration(request, event, registration))


@require_POST
@requires(Role.OFFICER, Role.CLERK)
def act(request: HttpRequest, pk: int, registration: int) -> HttpResponse:
    """Cancel, take the offered place for who calls, or offer out of turn, with the reason in the log of access."""
    event = found_event(request, pk)
    current, name, user = found_registration(request, event, registration), request.POST.get("act", ""), person(request)
    if name not in ACTS or (name in RUNNING and not reach.may_run(user, event)):
        raise Http404
    form = ActForm(request.POST)
    if not form.is_valid():
        return _page(request, current, form)
    try:
        ACTS[name](current, RegistrationRoute(form.cleaned_data["route"]), user)
    except places.Full:
        messages.warning(request, _("No place is free. Raise the number of seats first."))
    except places.Refused:
        messages.warning(request, _("Somebody changed this registration a moment ago. This is how it stands now."))
    else:
        messages.success(request, WORDS[name])
        subject = f"resident:{current.resident_id}" if current.resident_id else f"registration:{current.pk}"
        record_access(request, action=f"registration_{name}", subject=subject, purpose=form.cleaned_data["reason"])
    return redirect("events_desk:registration", pk=pk, registration=registration)


def _page(request: HttpRequest, registration: Registration, form: ActForm | None = None) -> HttpResponse:
    event, user = registration.event, person(request)
    subject = f"resident:{registration.resident_id}" if registration.resident_id else f"registration:{registration.pk}"
    record_access(request, action="registration", subject=subject, purpose=event.title)
    (row,) = listing.rows_of(event, [registration])
    is_over = figures.is_over(event)
    is_on = event.state == EventState.PUBLISHED and not is_over
    live = is_on and registration.state in LIVE and registration.came_at is None
    is_waiting = live and registration.state == RegistrationState.WAITING and reach.may_run(user, event)
    context = {
        "event": event,
        "registration": registration,
        "row": row,
        "is_over": is_over,
        "said": said(registration),
        "answers": answers_of(registration, event.questions.all()),
        "changes": [(RegistrationState(one.to_state).label, one) for one in registration.changes.select_related("by")],
        "form": form or ActForm(initial={"route": route_asked(request), "reason": _("As the person asked")}),
        "has_certificate": certificates.has_one(registration) and reach.may_run(user, event),
        "at_counter": Role.CLERK in roles_of(user) and _is_of_the_dong(registration, user),
        "may_cancel": live,
        "may_accept": live and registration.state == RegistrationState.OFFERED,
        "may_offer": is_waiting,
        "may_front": is_waiting and row.place > 1,
    }
    return render(request, "campaigns/events_desk/registration.html", context, status=422 if form else 200)


def _is_of_the_dong(registration: Registration, user: User) -> bool:
    resident = registration.resident
    return resident is not None and resident.left_at is None and resident.dong_id == user.dong_id
