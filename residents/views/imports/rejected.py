"""The rejected rows as a file, ready to mend; who fetches it says what for."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from accounts.access_log import record_access
from accounts.gate import requires
from accounts.models import Role
from residents.forms.imports import PurposeForm
from residents.imports.sealed_rows import open_rejected
from residents.models import ImportJob, ImportState
from residents.rejected_sheets import RejectedSheet
from residents.views.imports.found import found_job
from residents.views.imports.job import job_context

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Role.OFFICER)
def fetch(request: HttpRequest, pk: int) -> HttpResponseBase:
    job = found_job(request, pk)
    if request.method != "POST" or job.state == ImportState.MAPPING:
        return redirect("imports:one", pk=pk)
    form = PurposeForm(request.POST)
    if not form.is_valid():
        return render(request, "residents/imports/job.html", job_context(job, form), status=422)
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it when it is sent
    rows = _write(job, RejectedSheet(file, job.titles))
    purpose = form.cleaned_data["purpose"]
    # A subject of its own: who was enrolled from the file is not in this one, and is not told of it.
    record_access(request, action="import_rejected", subject=f"rejected:{pk}", people=rows, purpose=purpose)
    file.seek(0)
    name = f"{job.file_name.rpartition('.')[0] or job.file_name}-rejected.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)


def _write(job: ImportJob, sheet: RejectedSheet) -> int:
    """Write the rejected rows page by page; memory holds one of them."""
    count = 0
    pages = job.pages.filter(rejected__isnull=False).order_by("number")
    for value in pages.values_list("rejected", flat=True).iterator(chunk_size=1):
        for row in open_rejected(bytes(value or b"")):
            sheet.write(row)
            count += 1
    sheet.close()
    return count
