"""One campaign from the last look before it is handed on to what came of it.

Used by its officer (is it ready? is it going out?), and by the approver, who prints it: so everything that is approved
fits one printed page, and the button says to how many people it goes. What they fear is that it reaches whom it should
not; so who gets it, who does not and why, and when, stand before what it says.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from accounts.gate import person, requires
from accounts.models import Role
from accounts.roles import roles_of
from campaigns.audiences import tree as trees
from campaigns.compose.preview import shown
from campaigns.compose.reasons import reasons_of
from campaigns.compose.standing import badge, standings
from campaigns.compose.under_way import moving
from campaigns.forms.compose import SendBackForm
from campaigns.models import Campaign, CampaignState, CampaignStep
from campaigns.sending.approval import needs_second_person
from campaigns.sending.besthour import morning_after, start_of
from campaigns.sending.faults import faults_of
from campaigns.sending.law import rules_of
from campaigns.sending.recipients import reckon
from campaigns.views.campaigns.found import found_campaign


@requires(Role.OFFICER, Role.APPROVER)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_campaign(request, pk)
    return render(request, "campaigns/campaigns/page.html", page_context(request, found))


@requires(Role.OFFICER, Role.APPROVER)
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part, fetched every two seconds while it goes out; what stands outside of it comes when it changed."""
    found = found_campaign(request, pk)
    now = moving(found, fresh=False)
    stage_changed = request.GET.get("stage", now.stage) != now.stage
    context = {
        "campaign": found,
        "moving": now,
        "badge": badge(now.progress.state),
        "may_write": Role.OFFICER in roles_of(person(request)),
        "stage_changed": stage_changed,
        "said_changed": stage_changed or request.GET.get("tenth", str(now.tenth)) != str(now.tenth),
    }
    return render(request, "campaigns/campaigns/_live.html", context)


def page_context(request: HttpRequest, found: Campaign, send_back: SendBackForm | None = None) -> dict[str, Any]:
    user = person(request)
    roles = roles_of(user)
    (standing,) = standings([found])
    context = {
        "campaign": found,
        "standing": standing,
        "badge": (standing.label, standing.tone),
        "may_write": Role.OFFICER in roles,
        "steps": found.steps.select_related("by"),
        "asked": trees.lines(trees.parse(found.audience.tree)) if found.audience else [],
        "shown": shown(found),
        "rules": rules_of(found.is_advertisement),
    }
    if found.state == CampaignState.PLANNED:
        context["moving"] = moving(found)
    if found.state in (CampaignState.DRAFT, CampaignState.AWAITING_APPROVAL):
        context |= _before(found, user.pk, Role.APPROVER in roles)
        context["send_back"] = send_back or SendBackForm()
    context["counted"] = found.counted
    context["reasons"] = reasons_of(found.counted.get("excluded", {}))
    return context


def _before(found: Campaign, user: int, is_approver: bool) -> dict[str, Any]:
    """Return what is asked before it goes out: what lacks, to how many it goes, and whose turn it is."""
    is_draft = found.state == CampaignState.DRAFT
    can_count = bool(found.channels) and (found.audience_id is not None or found.corrects_id is not None)
    start = start_of(found)
    if is_draft:  # counted anew when it is submitted
        found.counted = reckon(found, at=start).as_json() if can_count else {}
    second = needs_second_person(found)
    return {
        "faults": faults_of(found) if is_draft else [],
        "second": second,
        "is_own": user in (found.created_by_id, found.submitted_by_id),
        "is_approver": is_approver,
        "may_approve": (is_approver and user != found.submitted_by_id) if second else True,
        "start": start,
        "morning": morning_after(found),
        "sent_back": found.steps.filter(kind=CampaignStep.Kind.SENT_BACK).select_related("by").last(),
    }
