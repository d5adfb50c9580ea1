"""My requests: access, correction, deletion, suspension; made, taken back, with their clock and their answer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from residents import rights
from residents.forms.my import RequestForm
from residents.models import Resident, RightsRequest
from residents.spoken import day
from residents.visits import residents_only


@residents_only
def overview(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Show the requests that were made."""
    return render(request, "residents/my/requests.html", {"requests": resident.rights_requests.order_by("-id")})


@residents_only
def new(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Make a request."""
    form = RequestForm(request.POST or None, initial={"kind": request.GET.get("kind", "")})
    if request.method == "POST" and form.is_valid():
        made = rights.ask(resident, form.cleaned_data["kind"], form.cleaned_data["text"])
        until = day(made.due_on.isoformat())
        messages.success(request, _("Your request has come in. You have an answer by %(day)s.") % {"day": until})
        return redirect("my:requests")
    return render(request, "residents/my/request_new.html", {"form": form})


@residents_only
@require_POST
def take_back(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    """Take an open request back."""
    try:
        rights.take_back(get_object_or_404(RightsRequest, pk=pk, resident=resident))
    except rights.AlreadyEnded:
        messages.warning(request, _("This request was answered or taken back already."))
    else:
        messages.success(request, _("You have taken the request back."))
    return redirect("my:requests")
