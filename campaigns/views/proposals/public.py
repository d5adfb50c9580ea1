"""Proposals that were released: what others propose, how it stands, and “me too”.

Who: a resident who wonders whether somebody has said it before, or got a link from a neighbour. What they want to be
done with: finding it, seeing how it stands, and adding their weight with one tap.
"""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from campaigns.models import ProposalState
from campaigns.proposals.making import released, way_of_proposal
from residents.visits import visitor

STATES = (
    ProposalState.RECEIVED,
    ProposalState.UNDER_REVIEW,
    ProposalState.TAKEN_UP,
    ProposalState.DONE,
    ProposalState.DECLINED,
)


def overview(request: HttpRequest) -> HttpResponse:
    """List what was released, the newest first; by state where one was chosen."""
    state = request.GET.get("state", "")
    proposals = released().annotate(supporters=Count("supports")).select_related("dong", "interest")
    if state in STATES:
        proposals = proposals.filter(state=state)
    page = Paginator(proposals.order_by("-released_at", "-id"), 20).get_page(request.GET.get("page"))
    context = {"page": page, "states": [(one.value, one.label) for one in STATES], "state": state}
    return render(request, "campaigns/proposals/list.html", context)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one as an officer released it, without whose it is."""
    proposal = get_object_or_404(released().select_related("dong", "interest"), pk=pk)
    resident = visitor(request)
    context = {
        "proposal": proposal,
        "way": way_of_proposal(proposal),
        "supporters": proposal.supports.count(),
        "is_signed_in": resident is not None,
        "is_supported": resident is not None and proposal.supports.filter(resident=resident).exists(),
        "is_mine": resident is not None and proposal.resident_id == resident.pk,
        "outcomes": proposal.outcomes.filter(published_at__isnull=False),
    }
    return render(request, "campaigns/proposals/one.html", context)
