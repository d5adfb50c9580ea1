"""The first of my pages: what needs me, then all else that came, by month; and where the rest is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from residents import locker
from residents.contacts import holders_of
from residents.models import Channel, Resident, RightsRequest
from residents.visits import contact_of, residents_only


@residents_only
def home(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show the locker."""
    papers = locker.papers_of(resident.pk)
    contact = contact_of(request)
    shared = contact is not None and holders_of(Channel(contact.channel), contact.address or "").count() > 1
    context = {
        "resident": resident,
        "waiting": locker.waiting_for_me(papers),
        "months": locker.by_month([paper for paper in papers if not paper.needs_me]),
        "requests": resident.rights_requests.filter(state=RightsRequest.State.OPEN).order_by("due_on"),
        "shared": shared,
    }
    return render(request, "residents/my/home.html", context)


@residents_only
@require_POST
def stay(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Let the visit go on: what the warning before its end asks for."""
    return HttpResponse(status=204)
