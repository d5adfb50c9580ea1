"""Writing a campaign: one page for what is said, to whom and when, with the phone it arrives on beside it.

Used by an officer with a lecture to fill, a few times a month, between telephone calls. They want to see what residents
will see while they type, know how many that are, and hand it on. What they fear is forgetting what the law asks, and
losing what was written: so the machine adds the one where it is seen, and keeps the other at every pause of the keys.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.audiences.noting import note_if_small
from campaigns.audiences.saving import TooSmall
from campaigns.audiences.tree import TreeRefused
from campaigns.compose import about, reach, saving
from campaigns.compose.preview import shown
from campaigns.compose.saving import Asked, Page, WrittenMeanwhile
from campaigns.forms.compose import DraftForm, initial_of
from campaigns.models import Campaign, CampaignState
from campaigns.sending.besthour import best_hour, morning_after
from campaigns.sending.fields import FIELDS
from campaigns.sending.law import sender
from campaigns.sending.refusals import CampaignRefused
from campaigns.views.campaigns.found import found_campaign


@requires(Role.OFFICER)
def new(request: HttpRequest) -> HttpResponse:
    form = DraftForm(initial=initial_of(None, person(request)), user=person(request))
    return render(request, "campaigns/campaigns/write.html", context_of(Campaign(), form))


@requires(Role.OFFICER)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_campaign(request, pk)
    if found.state != CampaignState.DRAFT:
        return redirect("campaigns:one", pk=pk)
    form = DraftForm(initial=initial_of(found, person(request)), user=person(request), current=found)
    return render(request, "campaigns/campaigns/write.html", context_of(found, form))


@require_POST
@requires(Role.OFFICER)
def keep(request: HttpRequest) -> HttpResponse:
    """Keep what the page holds: at each pause of the keys, or because somebody pressed a button.

    What has an error is not kept, everything else is; the page says what, and why.
    """
    draft = request.POST.get("draft", "")
    found = found_campaign(request, int(draft)) if draft.isdecimal() else None
    form = DraftForm(request.POST, user=person(request), current=found)
    form.is_valid()
    try:
        kept = _kept(request, found, form)
    except WrittenMeanwhile as meanwhile:
        return _answer(request, _as_typed(found, form), form, meanwhile=meanwhile)
    except CampaignRefused as refused:
        form.add_error(None, str(refused.reason))
        return _answer(request, _as_typed(found, form), form)
    if request.headers.get("HX-Request") == "true" or form.errors:
        return _answer(request, kept, form, is_new=found is None)
    return _go_on(request, kept, form)


def _kept(request: HttpRequest, found: Campaign | None, form: DraftForm) -> Campaign:
    """Keep what has no error; of an empty page no draft is begun."""
    given, by = form.cleaned_data, person(request)
    over = request.POST.get("over", "")
    page = Page(given.get("page", ""), int(over) if over.isdecimal() else given.get("seen") or 0)
    asked = Asked(given["audience"], given.get("small_because", "")) if "audience" in given else None
    values = form.values()
    if found is not None:
        saving.keep(found, values, asked, by=by, page=page)
        return found
    if not any(values.get(name) for name in ("subject", "body", "sms", "event", "survey")) and not (
        asked and asked.tree
    ):
        return _as_typed(None, form)
    return saving.begin(values, asked, by=by, page=page)


def _as_typed(found: Campaign | None, form: DraftForm) -> Campaign:
    """Return a campaign that is nowhere kept, with what the page holds, to be drawn."""
    campaign = found or Campaign()
    for name, value in form.values().items():
        setattr(campaign, name, value)
    return campaign


def _answer(
    request: HttpRequest,
    campaign: Campaign,
    form: DraftForm,
    *,
    is_new: bool = False,
    meanwhile: WrittenMeanwhile | None = None,
) -> HttpResponse:
    """Answer with the moving parts of the page, or with the whole page where no script asked."""
    context = context_of(campaign, form) | {"meanwhile": meanwhile}
    if request.headers.get("HX-Request") != "true":
        return render(request, "campaigns/campaigns/write.html", context, status=422 if form.errors else 409)
    answer = render(request, "campaigns/campaigns/_kept.html", context)
    if is_new and campaign.pk:
        answer["HX-Replace-Url"] = reverse("campaigns:edit", args=[campaign.pk])
    return answer


def _go_on(request: HttpRequest, campaign: Campaign, form: DraftForm) -> HttpResponse:
    """Do what the pressed button says with a draft that is kept."""
    if not campaign.pk:
        messages.info(request, _("There is nothing to keep yet. Write a subject or a text first."))
        return redirect("campaigns:new")
    then = request.POST.get("then")
    if then == "fill":
        values = about.fill(campaign)
        if values:
            saving.keep(campaign, values, None, by=person(request), page=Page(form.cleaned_data["page"], 0))
            messages.success(request, _("What was still empty is filled in. Change what you like."))
        return redirect("campaigns:edit", pk=campaign.pk)
    if then == "look":
        return _look(request, campaign)
    return redirect("campaigns:edit", pk=campaign.pk)


def _look(request: HttpRequest, campaign: Campaign) -> HttpResponse:
    """Settle whom it reaches, and lead to the page on which it is handed on."""
    try:
        version = reach.settle(campaign, by=person(request))
    except TooSmall as small:
        count = small.count.reachable
        messages.warning(request, _("Only %(count)s people get this. Say why, below “To whom”.") % {"count": count})
        return redirect("campaigns:edit", pk=campaign.pk)
    except TreeRefused as refused:
        messages.warning(request, _("Whom it reaches is not complete: %(what)s") % {"what": refused.text})
        return redirect("campaigns:edit", pk=campaign.pk)
    if version:
        note_if_small(request, version)
    return redirect("campaigns:one", pk=campaign.pk)


def context_of(campaign: Campaign, form: DraftForm) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "form": form,
        "shown": shown(campaign),
        "tree": (form.cleaned_data.get("audience") if form.is_bound else reach.asked_of(campaign)) or None,
        "count": reach.count_of(campaign),
        "sender": sender(),
        "fields": FIELDS,
        "best": best_hour(campaign),
        "morning": morning_after(campaign),
        "wrong": [
            (form.fields[name].label if name in form.fields else "", name, errors[0])
            for name, errors in form.errors.items()
        ],
    }
