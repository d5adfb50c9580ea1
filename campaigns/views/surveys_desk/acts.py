"""What can be done with a survey. Every one is a POST; a second click finds it done and says so."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from campaigns.models import SurveyState
from campaigns.surveys import inviting, mixing, writing
from campaigns.surveys.writing import CannotChange
from campaigns.views.surveys_desk.found import found_survey


@require_POST
@requires(Role.OFFICER)
def open_(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        writing.open_survey(found_survey(request, pk))
    except CannotChange as error:
        messages.warning(request, str(error.reason))
    else:
        messages.success(request, _("The survey is open. Here is its address for posters and news."))
    return redirect("surveys_desk:one", pk=pk)


@require_POST
@requires(Role.OFFICER)
def close(request: HttpRequest, pk: int) -> HttpResponse:
    survey = found_survey(request, pk)
    if writing.close(survey):
        if survey.anonymous:
            mixing.mix(survey.pk)
        messages.success(request, _("The survey is closed. Nothing more can be answered."))
    else:
        messages.warning(request, _("The survey is not open."))
    return redirect("surveys_desk:one", pk=pk)


@require_POST
@requires(Role.OFFICER)
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    copy = writing.duplicate(found_survey(request, pk), person(request))
    messages.success(request, _("This is the copy. Change what you like; it is a draft."))
    return redirect("surveys_desk:edit", pk=copy.pk)


@require_POST
@requires(Role.OFFICER)
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a draft away; what was opened stays, for people answered it."""
    survey = found_survey(request, pk)
    if survey.state != SurveyState.DRAFT or survey.campaigns.exists() or survey.outcomes.exists():
        messages.warning(request, _("Only a draft that nothing refers to can be thrown away."))
        return redirect("surveys_desk:one", pk=pk)
    survey.delete()
    messages.success(request, _("The draft is thrown away."))
    return redirect("surveys_desk:list")


@require_POST
@requires(Role.OFFICER)
def invite(request: HttpRequest, pk: int) -> HttpResponse:
    """Have who came to the survey's event invited, in pages, by the clock."""
    survey = found_survey(request, pk)
    if not inviting.begin(survey):
        messages.warning(request, _("There is nobody to invite: the survey is not open, or all who came are invited."))
    else:
        messages.success(request, _("The invitations go out within a minute. At night they wait for the morning."))
    return redirect("surveys_desk:one", pk=pk)


@require_POST
@requires(Role.OFFICER)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    is_wanted = request.POST.get("publish") == "yes"
    if not writing.publish_results(found_survey(request, pk), publish=is_wanted):
        messages.warning(request, _("Nothing changed. Results are published once the survey is closed."))
    elif is_wanted:
        messages.success(request, _("Everybody can read the results now."))
    else:
        messages.success(request, _("The results are no longer public."))
    return redirect("surveys_desk:results", pk=pk)
