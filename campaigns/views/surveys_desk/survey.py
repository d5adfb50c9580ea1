"""One survey: where it stands and what can be done with it; as residents will see it; what was found."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.access_log import record_access
from accounts.gate import requires
from accounts.models import Role
from campaigns.forms.surveys import AnswerForm
from campaigns.models import SurveyState
from campaigns.surveys.inviting import invited, to_invite
from campaigns.surveys.results import results_of
from campaigns.surveys.writing import faults_of, is_open
from campaigns.views.surveys_desk.found import found_survey
from residents.forms.imports import PurposeForm


@requires(Role.OFFICER)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the survey stands; numbers only."""
    survey = found_survey(request, pk)
    is_draft = survey.state == SurveyState.DRAFT
    context = {
        "survey": survey,
        "questions": survey.questions.all(),
        "is_open": is_open(survey, timezone.now()),
        "faults": faults_of(survey, now=timezone.now()) if is_draft else [],
        "answered": survey.responses.count(),
        "invited": invited(survey),
        "to_invite": 0 if is_draft else to_invite(survey),
        "address": f"{settings.SITE_URL}{reverse('surveys:one', args=[survey.slug])}",
    }
    return render(request, "campaigns/surveys_desk/survey.html", context)


@requires(Role.OFFICER)
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the survey as residents see it; nothing that is chosen here is kept."""
    survey = found_survey(request, pk)
    context = {"survey": survey, "form": AnswerForm(list(survey.questions.all())), "is_preview": True}
    return render(request, "campaigns/surveys_desk/preview.html", context)


@requires(Role.OFFICER)
def results(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what was answered. Free texts are people's words, so looking at them stands in the log of access."""
    survey = found_survey(request, pk)
    if survey.state == SurveyState.DRAFT:
        return redirect("surveys_desk:one", pk=pk)
    found = results_of(survey)
    words = [text for one in found.questions for text in one.texts or []]
    if words:
        record_access(
            request, action="survey_texts", subject=f"survey:{pk}", people=len(words), purpose=str(survey.title)
        )
    context = {"survey": survey, "results": found, "purpose": PurposeForm()}
    return render(request, "campaigns/surveys_desk/results.html", context)
