"""What can be done with a campaign that was begun or is under way. Every one is a POST."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role, User
from campaigns.compose import removing
from campaigns.models import Campaign
from campaigns.sending import acts, drafts, trial
from campaigns.sending.refusals import CampaignRefused
from campaigns.views.campaigns.found import found_campaign


@require_POST
@requires(Role.OFFICER, Role.APPROVER)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda found, by: acts.pause(found, by=by), _("Paused. Nothing more goes out."))


@require_POST
@requires(Role.OFFICER, Role.APPROVER)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda found, by: acts.resume(found, by=by), _("Sending goes on."))


@require_POST
@requires(Role.OFFICER, Role.APPROVER)
def stop(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, lambda found, by: acts.stop(found, by=by), _("Stopped. What had not gone out never will."))


@require_POST
@requires(Role.OFFICER, Role.APPROVER)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose the better of two subjects by hand, before the trial's time is over."""
    part = "b" if request.POST.get("part") == "b" else "a"
    return _act(
        request,
        pk,
        lambda found, by: trial.decide(found, part=part, by=by),
        _("The others get the chosen subject."),
    )


@require_POST
@requires(Role.OFFICER)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a correction to those who got it."""
    try:
        correction = acts.correct(found_campaign(request, pk), by=person(request))
    except CampaignRefused as refused:
        messages.warning(request, str(refused.reason))
        return redirect("campaigns:one", pk=pk)
    messages.info(request, _("This correction goes to those who got the message, and to nobody else."))
    return redirect("campaigns:edit", pk=correction.pk)


@require_POST
@requires(Role.OFFICER)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    again = drafts.again(found_campaign(request, pk), by=person(request))
    messages.success(request, _("This is a copy. Change what is different this time."))
    return redirect("campaigns:edit", pk=again.pk)


@require_POST
@requires(Role.OFFICER)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away; the list then offers to fetch it back."""
    if removing.remove(found_campaign(request, pk)):
        return redirect(f"{reverse('campaigns:list')}?removed={pk}")
    messages.warning(request, _("It was submitted meanwhile, and is a draft no more."))
    return redirect("campaigns:one", pk=pk)


@require_POST
@requires(Role.OFFICER)
def restore(request: HttpRequest, pk: int) -> HttpResponse:
    if removing.restore(found_campaign(request, pk)):
        messages.success(request, _("The draft is back."))
    return redirect("campaigns:one", pk=pk)


def _act(request: HttpRequest, pk: int, act: Callable[[Campaign, User], object], done: str) -> HttpResponse:
    try:
        act(found_campaign(request, pk), person(request))
    except CampaignRefused as refused:
        messages.warning(request, str(refused.reason))
    else:
        messages.success(request, done)
    return redirect("campaigns:one", pk=pk)
