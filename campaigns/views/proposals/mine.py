"""My proposals: handing one in, following it, taking it back; and standing behind one of somebody else's.

Who: a resident who noticed something on the way home, on a phone, a few times in a life. What they want to be done
with: saying it once, in their own words, and being sure that it arrived; weeks later, in one look, what became of it.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from campaigns.forms.proposals import ProposalForm
from campaigns.models import Proposal
from campaigns.proposals import making
from residents.models import Resident
from residents.spoken import day
from residents.visits import residents_only


@residents_only
def overview(request: HttpRequest, resident: Resident) -> HttpResponse:
    """List what was proposed, the newest first, each with how it stands."""
    proposals = resident.proposals.order_by("-id")
    return render(request, "campaigns/proposals/mine.html", {"proposals": proposals})


@residents_only
def new(request: HttpRequest, resident: Resident) -> HttpResponse:
    """Hand a proposal in; the page of it is the receipt."""
    form = ProposalForm(resident, request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = making.propose(resident, **form.cleaned_data)
        until = day(made.due_on.isoformat()) if made.due_on else ""
        messages.success(request, _("Your proposal has come in. You have an answer by %(day)s.") % {"day": until})
        return redirect("my_proposals:one", pk=made.pk)
    return render(request, "campaigns/proposals/new.html", {"form": form}, status=422 if form.errors else 200)


@residents_only
def one(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    """Show everything that was handed in, the steps with where it stands, and what was answered."""
    found = resident.proposals.select_related("interest", "dong")
    proposal = get_object_or_404(found, pk=pk)
    context = {
        "proposal": proposal,
        "way": making.way_of_proposal(proposal),
        "steps": proposal.steps.all(),
        "may_take_back": proposal.state in making.WAITING,
        "outcomes": proposal.outcomes.filter(published_at__isnull=False),
    }
    return render(request, "campaigns/proposals/my_one.html", context)


@residents_only
@require_POST
def take_back(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    try:
        making.take_back(get_object_or_404(Proposal, pk=pk, resident=resident))
    except making.AlreadyEnded:
        messages.warning(request, _("This proposal was answered or taken back already."))
    else:
        messages.success(request, _("You have taken the proposal back."))
    return redirect("my_proposals:one", pk=pk)


@residents_only
def support(request: HttpRequest, resident: Resident, pk: int) -> HttpResponse:
    """Stand behind a proposal, or no longer; who had to sign in for it presses once more, having read it."""
    proposal = get_object_or_404(making.released(), pk=pk)
    if request.method == "POST":
        if request.POST.get("support") == "no":
            making.withdraw_support(proposal, resident)
            messages.success(request, _("You no longer stand behind this proposal."))
        elif proposal.resident_id == resident.pk:
            messages.info(request, _("This is your own proposal."))
        else:
            making.support(proposal, resident)
            messages.success(request, _("You stand behind this proposal. We tell you what comes of it."))
    return redirect("proposals:one", pk=pk)
