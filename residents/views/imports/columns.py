"""What the columns of a file are: known titles are filled in, the others are chosen beside masked values of theirs."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.gate import requires
from accounts.models import Role
from residents.forms.imports import ColumnsForm
from residents.imports import acts, columns
from residents.imports.acts import CannotChange
from residents.models import ImportState
from residents.views.imports.found import found_job


@requires(Role.OFFICER)
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Show each column with three masked values, which is a look at rows, and take what it is."""
    job = found_job(request, pk)
    if job.state != ImportState.MAPPING:
        return redirect("imports:one", pk=pk)
    found = columns.columns_of(job)
    form = ColumnsForm(found, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if columns.choose(job, form.chosen):
                acts.check(job)
        except CannotChange:
            messages.warning(request, _("Somebody changed this import a moment ago. This is how it stands now."))
        return redirect("imports:one", pk=pk)
    if request.method != "POST":
        record_access(request, action="import_columns", subject=f"import:{pk}", people=columns.SAMPLES)
    context = {"job": job, "form": form, "faults": columns.faults_of(job.fields)}
    return render(request, "residents/imports/columns.html", context, status=422 if form.errors else 200)
