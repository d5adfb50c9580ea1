"""“You said, we did”: writing it down, publishing it, and seeing how many were told.

Who: the officer who saw something through that residents had asked for, a few times a year. What they want to be done
with: two short texts and one button; everybody who had said it hears of it without a list being made.
"""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.forms.proposals import OutcomeForm
from campaigns.models import SaidAndDone
from campaigns.proposals import outcomes, telling
from campaigns.views.proposals_desk.found import found_outcome


@requires(Role.OFFICER)
def overview(request: HttpRequest) -> HttpResponse:
    mine = SaidAndDone.objects.visible_to(person(request)).order_by("-id")
    page = Paginator(mine, 20).get_page(request.GET.get("page"))
    return render(request, "campaigns/proposals_desk/outcomes.html", {"page": page})


@requires(Role.OFFICER)
def new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@requires(Role.OFFICER)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, found_outcome(request, pk))


@requires(Role.OFFICER)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show it as everybody will read it, and how many were told."""
    outcome = found_outcome(request, pk)
    told = outcome.told
    context = {
        "outcome": outcome,
        "proposals": outcome.proposals.all(),
        "at_most": telling.at_most(outcome),
        "email": told.get("email", 0),
        "sms": told.get("sms", 0),
        "unreached": told.get("unreached", 0),
    }
    return render(request, "campaigns/proposals_desk/outcome.html", context)


@require_POST
@requires(Role.OFFICER)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    outcome = found_outcome(request, pk)
    if outcomes.publish(outcome):
        messages.success(request, _("It is public, and those who said it are being told. You may close this page."))
    else:
        messages.warning(request, _("This was published already."))
    return redirect("proposals_desk:outcome", pk=pk)


def _edit(request: HttpRequest, outcome: SaidAndDone | None) -> HttpResponse:
    form = OutcomeForm(person(request), request.POST or None, outcome=outcome)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data}
        proposals = list(values.pop("proposals"))
        try:
            if outcome is None:
                outcome = outcomes.begin(person(request), proposals, **values)
            else:
                outcomes.change(outcome, proposals, **values)
        except outcomes.AlreadyPublished:
            form.add_error(None, _("It is published: its words may be mended, what it answers stays as it is."))
        else:
            messages.success(request, _("Saved."))
            return redirect("proposals_desk:outcome", pk=outcome.pk)
    context = {"outcome": outcome, "form": form}
    return render(request, "campaigns/proposals_desk/outcome_edit.html", context, status=422 if form.errors else 200)
