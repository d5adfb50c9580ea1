"""What one takes along: the report on one page, and the workbook. Both are aggregates, so no look at a person."""

import io
from datetime import date

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts.gate import requires
from residents.cockpit.figures import cockpit
from residents.cockpit.report import report
from residents.cockpit.sheets import write_workbook
from residents.views.cockpit.cockpit import READERS, day_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(*READERS)
def report_pdf(request: HttpRequest) -> HttpResponse:
    """Return the report as PDF, in the language of the page."""
    day = day_of(request)
    response = HttpResponse(report(cockpit(day)), content_type="application/pdf")
    response["Content-Disposition"] = _inline(_name(day, "pdf"))
    return response


@requires(*READERS)
def workbook(request: HttpRequest) -> HttpResponseBase:
    """Return every table with its definition, day and source as xlsx."""
    day = day_of(request)
    file = io.BytesIO()
    write_workbook(cockpit(day), file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_name(day, "xlsx"), content_type=XLSX)


def _name(day: date, kind: str) -> str:
    title = _("Enrolment rate")
    return f"{title}-{day:%Y%m%d}.{kind}"


def _inline(name: str) -> str:
    return content_disposition_header(False, name) or "inline"
