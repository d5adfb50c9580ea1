"""Undoing a whole import: first what that means, for how many; refused with the number once somebody was reached."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from residents.imports import acts, undoing
from residents.imports.acts import CannotChange, WasReached
from residents.imports.picture import may_be_undone
from residents.views.imports.found import found_job


@requires(Role.OFFICER)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    job = found_job(request, pk)
    if request.method == "POST":
        try:
            acts.undo(job, by=person(request))
        except WasReached:
            return redirect("imports:undo", pk=pk)
        except CannotChange:
            messages.warning(request, _("Somebody changed this import a moment ago. This is how it stands now."))
        else:
            people = undoing.enrolled_by(job).count()
            record_access(request, action="import_undo", subject=f"import:{pk}", people=people)
        return redirect("imports:one", pk=pk)
    if not may_be_undone(job):
        return redirect("imports:one", pk=pk)
    reached = undoing.reached_of(job)
    context = {
        "job": job,
        "people": undoing.enrolled_by(job).count(),
        "refused": str(WasReached(reached)) if reached else "",
    }
    return render(request, "residents/imports/undo.html", context)
