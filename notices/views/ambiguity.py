"""One ambiguous row beside the people whom it may mean: choose one, or nobody."""

import json

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from notices import ambiguity
from notices.batches import BatchRefused
from notices.models import Batch, Outcome, RegisterRow
from notices.types import NOTICE_TYPES


@requires(Role.OFFICER)
def settle(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Show the row and its candidates; a POST names the resident, or 0 for nobody enrolled."""
    batch = get_object_or_404(Batch.objects.visible_to(person(request)), pk=pk)
    row = get_object_or_404(RegisterRow, batch=batch, number=number, outcome=Outcome.AMBIGUOUS)
    chosen = request.POST.get("resident", "")
    if request.method == "POST" and chosen.isdecimal():
        return _settle(request, row, int(chosen))
    return _choose(request, batch, row)


def _settle(request: HttpRequest, row: RegisterRow, chosen: int) -> HttpResponse:
    try:
        ambiguity.settle(row, chosen or None, by=person(request))
    except BatchRefused as error:
        messages.warning(request, str(error.reason))
    else:
        messages.success(request, _("Settled, and remembered for the next register."))
    return redirect("staff:rows", pk=row.batch_id)


def _choose(request: HttpRequest, batch: Batch, row: RegisterRow) -> HttpResponse:
    candidates = ambiguity.candidates_of(row)
    record_access(request, action="ambiguous_row", subject=f"row:{row.pk}", people=len(candidates) + 1)
    values = json.loads(row.values or "{}")
    context = {
        "batch": batch,
        "row": row,
        "name": values.get(NOTICE_TYPES[batch.notice_type].person, ""),
        "address": values.get("address", ""),
        "candidates": candidates,
        "nothing_chosen": request.method == "POST",
    }
    return render(request, "notices/staff/settle.html", context, status=422 if request.method == "POST" else 200)
