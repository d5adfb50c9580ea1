"""The monthly review of the access log: what is unusual first, then that somebody has gone through it.

The auditor comes once a month, for the month before, has an hour, and wants to leave with every conspicuous thing
looked at and a note that it was; an administrator comes to see what the auditor saw. So the page begins with what to
look at, each a link to exactly its lines; what is not reviewed yet says so until it is; everything else is a search.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.access_log import ReviewForm
from accounts.gate import person, requires
from accounts.history import history
from accounts.lines import count
from accounts.lines import within as lines_within
from accounts.models import MonthReview, Role
from accounts.months import Month
from accounts.reviews import NotOver, mark_reviewed, waiting
from accounts.roles import roles_of
from accounts.unusual import Kind, unusual
from accounts.views.access_lines import query_of


@requires(Role.AUDITOR, Role.ADMINISTRATOR)
def access_log(request: HttpRequest) -> HttpResponse:
    """Show what is unusual in a month; the last one that is over, unless another is asked for."""
    return _show(request, _asked(request.GET.get("month", "")), ReviewForm())


@requires(Role.AUDITOR)
@require_POST
def review(request: HttpRequest) -> HttpResponse:
    """Mark a month as reviewed; the note stays."""
    month, form = _asked(request.POST.get("month", "")), ReviewForm(request.POST)
    if not form.is_valid():
        return _show(request, month, form)
    findings = {kind.name: kind.count for kind in unusual(month)}
    try:
        mark_reviewed(month, note=form.cleaned_data["note"], findings=findings, by=person(request))
    except NotOver:
        messages.error(request, _("This month is not over yet. Review it when it is."))
    else:
        messages.success(request, _("Reviewed. The note stands below."))
    return redirect(f"{reverse('office:access_log')}?month={month.name}")


def _asked(text: str) -> Month:
    month = Month.read(text) or Month.now().previous
    return min(month, Month.now())


def _show(request: HttpRequest, month: Month, form: ReviewForm) -> HttpResponse:
    kinds = unusual(month)
    whole = lines_within(month.begin, month.end)
    context: dict[str, Any] = {
        "month": month,
        "this_month": Month.now(),
        "kinds": [(kind, _linked(kind)) for kind in kinds if kind.findings],
        "quiet": [kind.title for kind in kinds if not kind.findings],
        "lines": count(whole),
        "all_lines": _all_lines(month),
        "changes": len(history(begin=month.begin, end=month.end)),
        "reviews": MonthReview.objects.filter(month=month.first).select_related("by").order_by("at"),
        "waiting": [one for one in waiting() if one != month],
        "may_review": Role.AUDITOR in roles_of(person(request)),
        "form": form,
    }
    return render(request, "accounts/access_log.html", context, status=422 if form.errors else 200)


def _linked(kind: Kind) -> list[tuple[Any, str]]:
    """Put to each finding the address of its lines."""
    lines = reverse("office:access_log_lines")
    return [(one, f"{lines}?{query_of(one.wanted)}") for one in kind.findings]


def _all_lines(month: Month) -> str:
    return f"{reverse('office:access_log_lines')}?begin={month.first}&end={month.last}"
