"""One file of enrolments: what will come of it, how far it is, what came of it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.gate import requires
from accounts.models import Role
from residents.forms.imports import PurposeForm
from residents.imports.picture import dongs_of, may_be_undone, picture_of, reasons_of, tally_of
from residents.models import AT_WORK, STOPPABLE, ImportJob, ImportState
from residents.views.imports.found import found_job


@requires(Role.OFFICER)
def one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the file stands; numbers only, nobody's data."""
    job = found_job(request, pk)
    if job.state == ImportState.MAPPING:
        return redirect("imports:columns", pk=pk)
    return render(request, "residents/imports/job.html", job_context(job))


@requires(Role.OFFICER)
def live(request: HttpRequest, pk: int) -> HttpResponse:
    """The moving part of the page, fetched while the file is worked on; the whole page anew when that has changed."""
    job = found_job(request, pk)
    if request.GET.get("state") != job.state:
        answer = HttpResponse(status=204)
        answer["HX-Refresh"] = "true"
        return answer
    return render(request, "residents/imports/_live.html", {"job": job, "picture": picture_of(job)})


def job_context(job: ImportJob, purpose: PurposeForm | None = None) -> dict[str, Any]:
    tally = tally_of(job)
    return {
        "job": job,
        "picture": picture_of(job),
        "tally": tally,
        "reasons": reasons_of(tally),
        "dongs": dongs_of(tally),
        "is_counted": tally.rows > 0 and job.state not in AT_WORK,
        "may_stop": job.state in STOPPABLE,
        "may_undo": may_be_undone(job),
        "may_fetch": job.pages.filter(rejected__isnull=False).exists() and job.state != ImportState.RUNNING,
        "purpose": purpose or PurposeForm(),
    }
