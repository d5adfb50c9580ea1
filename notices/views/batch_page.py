"""A batch for its pages: reached through the one door, and what its page shows."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone

from accounts.gate import person
from deliveries.manner import Manner
from deliveries.states import DispatchState
from notices.deadlines import late_rows
from notices.forms import ApprovalForm
from notices.matching import reasons_of
from notices.models import Batch
from notices.paper import on_paper
from notices.picture import picture_of
from notices.preflight import previews_of, warnings_of


def found_batch(request: HttpRequest, pk: int) -> Batch:
    return get_object_or_404(
        Batch.objects.visible_to(person(request)).select_related("dispatch", "uploaded_by", "approved_by"),
        pk=pk,
    )


def batch_context(request: HttpRequest, found: Batch, form: ApprovalForm | None = None) -> dict[str, Any]:
    return {
        "batch": found,
        "picture": picture_of(found),
        "manner": Manner.of(found.dispatch).sentences(),
        "reasons": reasons_of(found),
        "warnings": list(warnings_of(found)) if found.dispatch.state in ("draft", "awaiting") else [],
        "previews": previews_of(found) if found.dispatch.state in ("draft", "awaiting") else [],
        "approval": form or ApprovalForm(initial={"audience": found.audience_hash}, late=_is_late(found)),
        "may_approve": found.uploaded_by != person(request),
        "on_paper": on_paper(found).count(),
    }


def _is_late(found: Batch) -> bool:
    """Tell whether somebody has to be named who allows the batch after the law's last moment."""
    return found.dispatch.state == DispatchState.AWAITING_APPROVAL and bool(late_rows(found, timezone.now()))
