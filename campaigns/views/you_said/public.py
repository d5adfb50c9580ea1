"""“You said, we did”, for everybody: what residents said, and what the office made of it.

Who: a resident who was told of it, or wonders whether answering a survey ever changes anything; a journalist; the mayor
before a meeting of the neighbourhood. What they want to be done with: one glance over what was done lately.
"""

from datetime import date

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from campaigns.models import ProposalState, SaidAndDone
from residents.interest_labels import interest_label
from residents.models import Interest

PUBLISHED = SaidAndDone.objects.filter(published_at__isnull=False)


def overview(request: HttpRequest) -> HttpResponse:
    """List what was published by month, the newest first; by interest where one was chosen."""
    interest = request.GET.get("interest", "")
    outcomes = PUBLISHED.select_related("interest").order_by("-published_at", "-id")
    if interest.isascii() and interest.isdecimal() and len(interest) < 10:
        outcomes = outcomes.filter(interest=int(interest))
    page = Paginator(outcomes, 20).get_page(request.GET.get("page"))
    used = Interest.objects.filter(pk__in=PUBLISHED.values("interest")).order_by("id")
    context = {
        "page": page,
        "months": _by_month(list(page)),
        "interests": [(str(one.pk), interest_label(one.name)) for one in used],
        "interest": interest,
    }
    return render(request, "campaigns/you_said/list.html", context)


def one(request: HttpRequest, pk: int) -> HttpResponse:
    outcome = get_object_or_404(PUBLISHED.select_related("interest", "survey", "event"), pk=pk)
    proposals = outcome.proposals.filter(released_at__isnull=False).exclude(state=ProposalState.TAKEN_BACK)
    return render(request, "campaigns/you_said/one.html", {"outcome": outcome, "proposals": proposals})


def _by_month(outcomes: list[SaidAndDone]) -> list[tuple[date, list[SaidAndDone]]]:
    months: dict[date, list[SaidAndDone]] = {}
    for outcome in outcomes:
        if outcome.published_at is not None:
            first = timezone.localtime(outcome.published_at).date().replace(day=1)
            months.setdefault(first, []).append(outcome)
    return list(months.items())
