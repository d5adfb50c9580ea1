"""What can be done with a proposal besides answering it. Every one is a POST."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.forms.proposals import ForwardForm
from campaigns.proposals import desk
from campaigns.proposals.making import AlreadyEnded
from campaigns.views.proposals_desk.found import found_proposal


@require_POST
@requires(Role.OFFICER)
def take(request: HttpRequest, pk: int) -> HttpResponse:
    if desk.take(found_proposal(request, pk), person(request)):
        messages.success(request, _("It is yours now. The resident sees that it is being looked at."))
    else:
        messages.warning(request, _("This proposal is yours already, or was answered or taken back."))
    return redirect("proposals_desk:one", pk=pk)


@require_POST
@requires(Role.OFFICER)
def forward(request: HttpRequest, pk: int) -> HttpResponse:
    proposal = found_proposal(request, pk)
    form = ForwardForm(request.POST, but=proposal.department)
    if not form.is_valid():
        messages.error(request, _("Choose the department to which it belongs."))
        return redirect("proposals_desk:one", pk=pk)
    department = form.cleaned_data["department"]
    try:
        desk.forward(proposal, department, person(request))
    except AlreadyEnded:
        messages.warning(request, _("This proposal was answered or taken back already."))
    else:
        messages.success(request, _("Passed on to %(department)s.") % {"department": department})
    return redirect("proposals_desk:list")


@require_POST
@requires(Role.OFFICER)
def hold_back(request: HttpRequest, pk: int) -> HttpResponse:
    desk.hold_back(found_proposal(request, pk))
    messages.success(request, _("It is no longer on the public list."))
    return redirect("proposals_desk:one", pk=pk)
