"""What is done with an event: published, drawn, more seats, called off, another like it. Each is a POST."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.desk import writing
from campaigns.events import places
from campaigns.forms.events_desk import CancelEventForm, SeatsForm
from campaigns.models import LIVE, EventState
from campaigns.views.events.page import facts_of
from campaigns.views.events_desk.found import own_event
from campaigns.views.events_desk.one import page_of


@require_POST
@requires(Role.OFFICER)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    event = places.publish(own_event(request, pk), by=person(request))
    words = _("It is public now, and people can register.") if event.takes_registrations else _("It is public now.")
    messages.success(request, words)
    return redirect("events_desk:one", pk=pk)


@require_POST
@requires(Role.OFFICER)
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        won = places.draw(own_event(request, pk), by=person(request))
    except places.NotDrawnYet:
        messages.warning(request, _("The lot was drawn already, or registration is still open."))
    else:
        words = ngettext(
            "Drawn: %(count)s registration has a place. All were told.",
            "Drawn: %(count)s registrations have a place. All were told.",
            won,
        )
        messages.success(request, words % {"count": f"{won:,}"})
    return redirect("events_desk:one", pk=pk)


@require_POST
@requires(Role.OFFICER)
def seats(request: HttpRequest, pk: int) -> HttpResponse:
    """Set another number of seats; what becomes free is offered to who waits, at once."""
    event, form = own_event(request, pk), SeatsForm(request.POST)
    if form.is_valid():
        try:
            places.change(event, by=person(request), capacity=form.cleaned_data["capacity"])
        except places.TooFewSeats as refused:
            words = _("%(taken)s seats are promised to people already. Write that number or more.")
            form.add_error("capacity", words % {"taken": f"{refused.taken:,}"})
    if form.errors:
        return page_of(request, event, seats=form)
    messages.success(request, _("The number of seats is changed. Free ones are offered to the waiting list."))
    return redirect("events_desk:one", pk=pk)


@require_POST
@requires(Role.OFFICER)
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    copy = writing.duplicate(own_event(request, pk), person(request))
    messages.success(request, _("A draft like it. Check the date and what else is different."))
    return redirect("events_desk:edit", pk=copy.pk)


@requires(Role.OFFICER)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why, saying how many are told; then call it off."""
    event = own_event(request, pk)
    form = CancelEventForm(request.POST or None)
    live = event.registrations.filter(state__in=LIVE).count()
    if event.state == EventState.CANCELLED:
        return redirect("events_desk:one", pk=pk)
    if request.method == "POST" and form.is_valid():
        places.cancel_event(event, by=person(request), because=form.cleaned_data["because"])
        words = ngettext(
            "Called off, and %(count)s registration was told.",
            "Called off, and %(count)s registrations were told.",
            live,
        )
        messages.success(request, words % {"count": f"{live:,}"} if live else _("Called off."))
        return redirect("events_desk:one", pk=pk)
    context = {"event": event, "form": form, "live": live}
    return render(request, "campaigns/events_desk/cancel.html", context, status=422 if form.errors else 200)


@requires(Role.OFFICER)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the draft as it will be read."""
    return render(request, "campaigns/events_desk/preview.html", facts_of(own_event(request, pk)))
