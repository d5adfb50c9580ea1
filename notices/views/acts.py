"""What can be done to a batch: submit, approve, pause, resume, cancel, settle doubts. Every one is a POST."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.access_log import record_access
from accounts.gate import person, requires
from accounts.models import Role
from deliveries import dispatches, settling
from deliveries.dispatches import CannotChange
from notices import batches, not_for_me
from notices.batches import BatchRefused
from notices.forms import ApprovalForm
from notices.views.batch_page import batch_context, found_batch


@require_POST
@requires(Role.OFFICER)
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Freeze the recipients and ask a second person."""
    return _act(request, pk, lambda found: batches.submit(found, by=person(request)), _("It waits for approval."))


@require_POST
@requires(Role.APPROVER)
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's approval, of the recipients that they were shown."""
    found = found_batch(request, pk)
    form = ApprovalForm(request.POST, late=True)
    if not form.is_valid():
        return render(request, "notices/staff/batch.html", batch_context(request, found, form), status=422)
    try:
        planned = batches.approve(
            found,
            by=person(request),
            audience=form.cleaned_data["audience"],
            at=form.cleaned_data["at"],
            late_allowed_by=form.cleaned_data["late_allowed_by"],
            manner=form.manner(),
        )
    except BatchRefused as error:
        form.add_error(None, str(error.reason))
        return render(request, "notices/staff/batch.html", batch_context(request, found, form), status=422)
    except CannotChange:
        messages.warning(request, _("Somebody changed this batch a moment ago. This is how it stands now."))
        return redirect("staff:batch", pk=pk)
    messages.success(
        request,
        ngettext("%(count)s message is on its way.", "%(count)s messages are on their way.", planned)
        % {"count": planned},
    )
    return redirect("staff:batch", pk=pk)


@require_POST
@requires(Role.OFFICER, Role.APPROVER)
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda found: dispatches.pause(found.dispatch, by=person(request)),
        _("Paused. Nothing more goes out."),
    )


@require_POST
@requires(Role.OFFICER, Role.APPROVER)
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda found: dispatches.resume(found.dispatch, by=person(request)),
        _("Sending goes on."),
    )


@require_POST
@requires(Role.OFFICER, Role.APPROVER)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    return _act(
        request,
        pk,
        lambda found: dispatches.cancel(found.dispatch, by=person(request)),
        _("Cancelled. What had not gone out never will."),
    )


@require_POST
@requires(Role.OFFICER, Role.APPROVER)
def doubts_to_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the messages whose answer never came for not arrived, so that paper follows."""
    return _act(
        request,
        pk,
        lambda found: settling.give_up(found.dispatch, by=person(request)),
        _("They count as not arrived. Whoever got nothing else is on the paper list."),
    )


@require_POST
@requires(Role.APPROVER)
def doubts_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the messages whose answer never came again; an approver accepts that some may arrive twice."""
    return _act(
        request,
        pk,
        lambda found: settling.send_again(found.dispatch, by=person(request)),
        _("They are on their way again."),
    )


@require_POST
@requires(Role.OFFICER, Role.APPROVER)
def not_me_seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody has seen to what was answered “not me”, as far as the page showed it."""
    found = found_batch(request, pk)
    through = request.POST.get("through", "")
    seen = not_for_me.see_to(found, through=int(through) if through.isdecimal() else 0, by=person(request))
    record_access(request, action="not_me_seen", subject=f"batch:{found.pk}", people=seen)
    if seen:
        messages.success(request, _("Noted. It no longer stands on the first page."))
    return redirect("staff:home")


def _act(request: HttpRequest, pk: int, act: Any, done: str) -> HttpResponse:
    """Do one thing to a batch; a second click finds it done and says so."""
    try:
        act(found_batch(request, pk))
    except CannotChange:
        messages.warning(request, _("Somebody changed this batch a moment ago. This is how it stands now."))
    else:
        messages.success(request, done)
    return redirect("staff:batch", pk=pk)
