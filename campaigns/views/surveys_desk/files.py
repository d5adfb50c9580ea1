"""The results as a workbook, masked like the page; of a survey with names also the answers one by one, for a reason."""

import tempfile
from typing import IO

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from accounts.access_log import record_access
from accounts.gate import requires
from accounts.models import Role
from campaigns.models import SurveyState
from campaigns.surveys.results import results_of
from campaigns.surveys.sheets import write_named, write_results
from campaigns.views.surveys_desk.found import found_survey
from residents.forms.imports import PurposeForm

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Role.OFFICER)
def workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    survey = found_survey(request, pk)
    found = results_of(survey)
    if survey.state == SurveyState.DRAFT or found.why_not:
        return redirect("surveys_desk:results", pk=pk)
    words = sum(len(one.texts or []) for one in found.questions)
    if words:
        record_access(request, action="download_survey", subject=f"survey:{pk}", people=words, purpose=survey.title)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it when it is sent
    write_results(survey, found, file)
    return _sent(file, f"survey-{pk}.xlsx")


@require_POST
@requires(Role.OFFICER)
def named(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Who answered what, of a survey that said so before its first question."""
    survey = found_survey(request, pk)
    if survey.anonymous:
        return redirect("surveys_desk:results", pk=pk)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        context = {"survey": survey, "results": results_of(survey), "purpose": form, "form": form}
        return render(request, "campaigns/surveys_desk/results.html", context, status=422)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it when it is sent
    people = write_named(survey, file)
    purpose = form.cleaned_data["purpose"]
    record_access(request, action="download_survey_named", subject=f"survey:{pk}", people=people, purpose=purpose)
    return _sent(file, f"survey-{pk}-answers.xlsx")


def _sent(file: IO[bytes], name: str) -> FileResponse:
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)
