"""The lists of a batch as xlsx; every download is in the access log with its purpose."""

import tempfile
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access_log import record_access
from accounts.gate import requires
from accounts.models import Role
from notices.models import Batch
from notices.paper import write_paper_list
from notices.rows import write_rows_list
from notices.views.batch_page import found_batch

_PURPOSES = {
    "paper": _("To bring notices on paper: %(title)s"),
    "rows": _("To check what became of each row: %(title)s"),
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(Role.OFFICER, Role.APPROVER)
def paper_list(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of what goes on paper, as xlsx; a download names its reason."""
    found = found_batch(request, pk)
    return _download(request, found, "paper", write_paper_list)


@requires(Role.OFFICER, Role.APPROVER)
def rows_list(request: HttpRequest, pk: int) -> HttpResponse:
    """What each row became and why, as xlsx."""
    found = found_batch(request, pk)
    return _download(request, found, "rows", write_rows_list)


def _download(request: HttpRequest, found: Batch, kind: str, write: Any) -> HttpResponse:
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it when it is sent
    count = write(found, file)
    record_access(
        request,
        action=f"download_{kind}",
        subject=f"batch:{found.pk}",
        people=count,
        purpose=str(_PURPOSES[kind] % {"title": found.title}),
    )
    file.seek(0)
    name = f"{found.title}-{kind}-{timezone.localdate():%Y%m%d}.xlsx"
    return FileResponse(file, as_attachment=True, filename=name, content_type=XLSX)  # type: ignore[return-value]  # a response too
