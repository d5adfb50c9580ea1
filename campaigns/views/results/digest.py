"""The weekly digest before it goes out.

Who: an officer of the news, on a Wednesday or Thursday morning, for half a minute. They want to see that nothing
stands in it which should not, and to go on; once a year they must stop it, at once.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.digests import issues
from campaigns.digests.matching import moment_of
from campaigns.digests.showing import earlier_digests, next_digest
from residents.cockpit import writing

OFFICE = (Role.OFFICER, Role.APPROVER)


@requires(*OFFICE)
def digest(request: HttpRequest) -> HttpResponse:
    """Show what goes out next, and the last ones."""
    context = {"next": next_digest(), "earlier": earlier_digests(), "masking": writing.masking()}
    return render(request, "campaigns/results/digest.html", context)


@requires(*OFFICE)
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """Stop the digest of a day, before it goes out or while it does."""
    day = parse_date(request.POST.get("day", ""))
    try:
        if day is None:
            raise issues.Stopped
        issue = issues.stop(moment_of(day), by=person(request))
    except (issues.Stopped, ValueError):
        messages.warning(request, _("There was nothing left to stop."))
    else:
        if issue.made_at:
            messages.success(request, _("Stopped. What had gone out by then cannot be taken back."))
        else:
            messages.success(request, _("Stopped: no digest goes out on that day."))
    return redirect("results:digest")


@requires(*OFFICE)
@require_POST
def take_up(request: HttpRequest) -> HttpResponse:
    """Let a digest that was stopped go out after all."""
    day = parse_date(request.POST.get("day", ""))
    try:
        if day is None:
            raise issues.Stopped
        issues.take_up(moment_of(day))
    except (issues.Stopped, ValueError):
        messages.warning(request, _("It cannot be taken up again: it was stopped while it went out."))
    else:
        messages.success(request, _("It goes out as usual."))
    return redirect("results:digest")
