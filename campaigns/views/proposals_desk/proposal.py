"""One proposal: what was proposed, by whom, its way; the answer; and its words for the public."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import AccessLogEntry, Role
from campaigns.forms.proposals import ForwardForm, ReleaseForm, ReplyForm
from campaigns.models import Proposal, ProposalState
from campaigns.proposals import desk
from campaigns.proposals.making import WAITING, AlreadyEnded, way_of_proposal
from campaigns.views.proposals_desk.found import found_proposal

_ONE_VISIT = timedelta(hours=1)  # in which a page that is looked at again, after an act or a fault, is the same look


@requires(Role.OFFICER)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal with whose it is, and take the answer; the resident is told in the same transaction."""
    proposal = found_proposal(request, pk)
    form = ReplyForm(request.POST or None, initial={"state": _next(proposal)})
    if request.method == "POST" and form.is_valid():
        try:
            desk.answer(
                proposal, ProposalState(form.cleaned_data["state"]), form.cleaned_data["answer"], by=person(request)
            )
        except AlreadyEnded:
            messages.warning(request, _("The resident took this proposal back a moment ago."))
        else:
            messages.success(request, _("Answered. The resident is told."))
        return redirect("proposals_desk:one", pk=pk)
    _log(request, proposal)
    return render(
        request,
        "campaigns/proposals_desk/proposal.html",
        _context(request, proposal, form),
        status=422 if form.errors else 200,
    )


@requires(Role.OFFICER)
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a proposal for everybody, without names; what the resident wrote stands there to begin with."""
    proposal = found_proposal(request, pk)
    initial = {
        "title": proposal.public_title or (proposal.title or "")[:120],
        "text": proposal.public_text or proposal.text,
    }
    form = ReleaseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        if desk.release(proposal, title=form.cleaned_data["title"], text=form.cleaned_data["text"]):
            messages.success(request, _("Everybody can read it now, without whose it is."))
        else:
            messages.warning(request, _("The resident took this proposal back a moment ago."))
        return redirect("proposals_desk:one", pk=pk)
    _log(request, proposal)
    context = {"proposal": proposal, "form": form}
    return render(request, "campaigns/proposals_desk/release.html", context, status=422 if form.errors else 200)


def _context(request: HttpRequest, proposal: Proposal, form: ReplyForm) -> dict[str, Any]:
    return {
        "proposal": proposal,
        "form": form,
        "forward": ForwardForm(but=proposal.department),
        "steps": proposal.steps.select_related("by"),
        "way": way_of_proposal(proposal),
        "supporters": proposal.supports.count(),
        "waits": proposal.state in WAITING,
        "is_mine": proposal.owner_id == person(request).pk,
        "today": timezone.localdate(),
    }


def _next(proposal: Proposal) -> str:
    return "" if proposal.state == ProposalState.RECEIVED else str(proposal.state)


def _log(request: HttpRequest, proposal: Proposal) -> None:
    """Note the look, once a visit."""
    subject = f"proposal:{proposal.pk}"
    mine = AccessLogEntry.objects.filter(user=person(request), subject=subject, action="proposal_read")
    if not mine.filter(at__gte=timezone.now() - _ONE_VISIT).exists():
        record_access(request, action="proposal_read", subject=subject, purpose=_("to answer the proposal"))
