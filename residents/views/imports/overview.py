"""Files of enrolments: handing one in, and those that were handed in before.

Used by an officer of a department, a few times a year, each time with a file that another system gave out: a health
centre's course list, an apartment office's survey. They want to be sure, before anything is written, whom the file
enrols and whom not; then to go and do something else; and to have the rejected rows in their hands when they come back.
What they fear is the wrong file: so nothing happens before they have seen the outcome, and all of it can be undone.
"""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from residents.forms.imports import UploadForm
from residents.imports import acts, columns, staging
from residents.imports.picture import tally_of, tone_of
from residents.models import ImportJob
from residents.spreadsheets import open_table
from residents.unreadable import UnreadableFile


@requires(Role.OFFICER)
def overview(request: HttpRequest) -> HttpResponse:
    """List the department's files, and take a new one in."""
    form = UploadForm()
    if request.method == "POST":
        request.POST.get("csrfmiddlewaretoken")  # reading the body sets ``upload_too_large``
        form = UploadForm(request.POST, request.FILES, too_large=getattr(request, "upload_too_large", False))
        if form.is_valid():
            try:
                return redirect("imports:one", pk=_take_in(request, form).pk)
            except UnreadableFile as error:
                form.add_error("file", str(error.reason))
    jobs = ImportJob.objects.visible_to(person(request)).select_related("uploaded_by")
    page = Paginator(jobs, 20).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "jobs": [(job, tone_of(job), tally_of(job)) for job in page]}
    return render(request, "residents/imports/overview.html", context, status=422 if form.errors else 200)


def _take_in(request: HttpRequest, form: UploadForm) -> ImportJob:
    """Keep the file's rows, and begin to check them where nothing about its columns is left to ask."""
    file = form.cleaned_data["file"]
    with open_table(file, filename=file.name) as table:
        job = staging.stage(table, by=person(request), file_name=file.name)
    record_access(request, action="import_taken_in", subject=f"import:{job.pk}", people=job.rows)
    if columns.is_understood(job):
        acts.check(job)
    return job
