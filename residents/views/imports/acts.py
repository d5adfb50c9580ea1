"""What can be done with a file of enrolments. Every one is a POST; a second click finds it done and says so."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access_log import record_access
from accounts.gate import requires
from accounts.models import Role
from residents.imports import acts
from residents.imports.acts import CannotChange
from residents.models import ImportJob
from residents.views.imports.found import found_job


@require_POST
@requires(Role.OFFICER)
def run(request: HttpRequest, pk: int) -> HttpResponse:
    def begin(job: ImportJob) -> None:
        acts.run(job)
        record_access(request, action="import_run", subject=f"import:{pk}", people=job.rows)

    return _act(request, pk, begin, _("Enrolling has begun. You may close this page; it goes on by itself."))


@require_POST
@requires(Role.OFFICER)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, acts.pause, _("Paused. Nobody more is enrolled."))


@require_POST
@requires(Role.OFFICER)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, acts.resume, _("It goes on where it stood."))


@require_POST
@requires(Role.OFFICER)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, acts.cancel, _("Stopped. The rows that were left are no longer kept."))


@require_POST
@requires(Role.OFFICER)
def choose_again(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(request, pk, acts.choose_again, _("Choose what the columns are. Then it is checked anew."))


def _act(request: HttpRequest, pk: int, act: Callable[[ImportJob], None], done: str) -> HttpResponse:
    job = found_job(request, pk)
    try:
        act(job)
    except CannotChange:
        messages.warning(request, _("Somebody changed this import a moment ago. This is how it stands now."))
    else:
        messages.success(request, done)
    return redirect("imports:one", pk=pk)
