"""Handing a campaign on, approving it, giving it back. Every one is a POST; a second click finds it done."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from accounts.roles import roles_of
from campaigns.forms.compose import SendBackForm
from campaigns.sending import approval
from campaigns.sending.refusals import CampaignRefused
from campaigns.views.campaigns.found import found_campaign
from campaigns.views.campaigns.page import page_context


@require_POST
@requires(Role.OFFICER)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze what is said and to whom, and ask a second person where one is needed."""
    found = found_campaign(request, pk)
    try:
        approval.submit(found, by=person(request))
    except CampaignRefused as refused:
        messages.error(request, str(refused.reason))
    else:
        found.refresh_from_db()
        needed = approval.needs_second_person(found)
        messages.success(
            request, _("It waits for approval.") if needed else _("It is ready. Look once more, and send it.")
        )
    return redirect("campaigns:one", pk=pk)


@require_POST
@requires(Role.OFFICER, Role.APPROVER)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Let go out what was shown; a second person's word where one is needed, and theirs alone."""
    found = found_campaign(request, pk)
    if approval.needs_second_person(found) and Role.APPROVER not in roles_of(person(request)):
        raise PermissionDenied
    try:
        people = approval.approve(found, by=person(request), frozen=request.POST.get("frozen", ""))
    except CampaignRefused as refused:
        messages.error(request, str(refused.reason))
        return redirect("campaigns:one", pk=pk)
    record_access(request, action="campaign_approved", subject=f"campaign:{pk}", people=people)
    messages.success(
        request,
        ngettext("It goes to %(count)s person.", "It goes to %(count)s people.", people) % {"count": f"{people:,}"},
    )
    return redirect("campaigns:one", pk=pk)


@require_POST
@requires(Role.OFFICER, Role.APPROVER)
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give it back with a reason; its author takes it back without one."""
    found = found_campaign(request, pk)
    is_own = found.submitted_by_id == person(request).pk
    form = SendBackForm(request.POST)
    if is_own and not request.POST.get("reason"):
        reason = _("Taken back to be changed")
    elif form.is_valid():
        reason = form.cleaned_data["reason"]
    else:
        form.fields["reason"].widget.attrs["autofocus"] = True  # it stands far below what is read
        context = page_context(request, found, form) | {"form": form}
        return render(request, "campaigns/campaigns/page.html", context, status=422)
    try:
        approval.send_back(found, by=person(request), reason=reason)
    except CampaignRefused as refused:
        messages.warning(request, str(refused.reason))
        return redirect("campaigns:one", pk=pk)
    if is_own:
        return redirect("campaigns:edit", pk=pk)
    messages.success(request, _("It was given back to its author."))
    return redirect("campaigns:list")
