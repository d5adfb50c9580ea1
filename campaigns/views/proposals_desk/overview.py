"""Proposals of residents: what waits, the one due first standing first; then what was answered.

Who: an officer, once or twice a week. What they want to be done with: the oldest one; and, for what is not theirs, to
have it where it belongs with one choice. The list names no person and shows no words: opening one is a look at
somebody's data, and is logged.
"""

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.proposals.desk import for_officer, waiting
from campaigns.proposals.making import WAITING


@requires(Role.OFFICER)
def overview(request: HttpRequest) -> HttpResponse:
    mine = for_officer(person(request)).annotate(supporters=Count("supports"))
    mine = mine.select_related("interest", "dong", "owner")
    shown = request.GET.get("show", "")
    proposals = mine.exclude(state__in=WAITING).order_by("-id") if shown == "ended" else waiting(mine)
    context = {
        "page": Paginator(proposals, 20).get_page(request.GET.get("page")),
        "shown": shown,
        "today": timezone.localdate(),
    }
    return render(request, "campaigns/proposals_desk/overview.html", context)
