"""The list to take along, on paper or as a file; whoever takes it says what for."""

import tempfile

from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render

from accounts.access_log import record_access
from accounts.gate import requires
from accounts.models import Role
from campaigns.desk import listing
from campaigns.desk.sheets import write_list
from campaigns.forms.events_desk import ReasonForm
from campaigns.models import LIVE
from campaigns.views.events_desk.found import own_event
from campaigns.views.events_desk.one import page_of
from residents.views.imports.rejected import XLSX


@requires(Role.OFFICER)
def take(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give out who is on the list: ``as`` is the file, or the page for the printer."""
    event = own_event(request, pk)
    if request.method != "POST":
        return redirect("events_desk:one", pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return page_of(request, event, reason=form)
    rows = listing.rows_of(event, listing.in_order(event.registrations.filter(state__in=LIVE)))
    is_file = request.POST.get("as") == "xlsx"
    action = "download_registrations" if is_file else "print_registrations"
    record_access(request, action=action, subject=f"event:{pk}", people=len(rows), purpose=form.cleaned_data["reason"])
    if not is_file:
        return render(request, "campaigns/events_desk/printed.html", {"event": event, "rows": rows})
    file = tempfile.TemporaryFile()  # noqa: SIM115  # the response closes it when it is sent
    write_list(event, rows, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{event.slug}.xlsx", content_type=XLSX)
