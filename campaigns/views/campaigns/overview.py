"""The department's news: what waits for whom, what goes out next, what is under way, what went out.

Used by officers each morning and by approvers when they are asked. They want to see what waits for them and open it;
or begin a new message. Nothing here can be pressed that sends.
"""

from django.core.paginator import Paginator
from django.db.models import F, Min, Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.gate import person, requires
from accounts.models import Role
from accounts.roles import roles_of
from campaigns.compose.standing import Standing, not_removed, standings
from campaigns.models import Campaign, CampaignState
from campaigns.sending import trial
from deliveries.states import DispatchState

PER_PAGE = 20
_WAITING_AT_MOST = 30
_WENT_OUT_AT = Coalesce(Min("dispatches__dispatch__started_at"), Min("dispatches__dispatch__scheduled_at"), "send_at")
_AHEAD = (DispatchState.SCHEDULED, DispatchState.SENDING, DispatchState.PAUSED)


@requires(Role.OFFICER, Role.APPROVER)
def overview(request: HttpRequest) -> HttpResponse:
    user = person(request)
    mine = not_removed(user)
    ahead = Q(state=CampaignState.PLANNED, dispatches__dispatch__state__in=_AHEAD) | trial.undecided()
    open_ones = mine.filter(Q(state__in=(CampaignState.DRAFT, CampaignState.AWAITING_APPROVAL)) | ahead).distinct()
    standing = standings(list(open_ones[:_WAITING_AT_MOST]))
    past = mine.exclude(pk__in=open_ones.order_by().values("pk")).annotate(went_out_at=_WENT_OUT_AT)
    past = past.order_by(F("went_out_at").desc(nulls_last=True), "-pk")
    page = Paginator(past, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "waiting": [one for one in standing if one.state == "awaiting"],
        "moving": [one for one in standing if one.state in ("sending", "paused", "trial")],
        "next": sorted((one for one in standing if one.state == "scheduled"), key=_when),
        "drafts": [one for one in standing if one.state == "draft"],
        "page": page,
        "past": standings(list(page.object_list)),
        "may_write": Role.OFFICER in roles_of(user),
        "may_approve": Role.APPROVER in roles_of(user),
        "removed": _removed(request),
        "is_empty": not standing and page.paginator.count == 0,
    }
    return render(request, "campaigns/campaigns/overview.html", context)


def _when(standing: Standing) -> float:
    return standing.when.timestamp() if standing.when else 0.0


def _removed(request: HttpRequest) -> int | None:
    """Return the draft that was thrown away a moment ago, where it can still be fetched back."""
    given = request.GET.get("removed", "")
    if not given.isdecimal():
        return None
    removed = Campaign.objects.visible_to(person(request)).filter(pk=int(given), state=CampaignState.CANCELLED)
    return removed.filter(dispatches=None).values_list("pk", flat=True).first()
