"""Leaving: one page that says what goes and what stays, one button."""

import contextlib

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from residents import visits
from residents.contacts import HasLeft
from residents.leaving import leave as leave_for_good
from residents.models import Resident
from residents.visits import residents_only


@residents_only
def leave(request: HttpRequest, resident: Resident) -> HttpResponse:
    """GET says what will be; POST does it, and ends the visit."""
    if request.method != "POST":
        return render(request, "residents/my/leave.html")
    with contextlib.suppress(HasLeft):  # in another window, a moment ago: the end is the same
        leave_for_good(resident)
    visits.sign_out(request)
    return redirect("my:left")


@never_cache
@require_safe
def left(request: HttpRequest) -> HttpResponse:
    """Say what was done; whoever opens the page learns nothing from it."""
    return render(request, "residents/my/left.html")


@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that the visit is over."""
    return render(request, "residents/my/signed_out.html")
