"""Results: of a period, of one campaign, of one event; as pictures, tables and a workbook, and on paper.

Who: an officer the week after a campaign, to see whether it was worth it and what to do otherwise; a head of department
before a meeting; whoever writes the month's report to the district (연인원), once a month and in ten minutes. They want
one figure, whether it is more than before, and a page or a file to take along. Nobody works here, and nobody is named.
"""

import io
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.gate import person, requires
from accounts.models import Role
from accounts.roles import roles_of
from campaigns.models import Event
from campaigns.results import gathering
from campaigns.results.attendance import is_over
from campaigns.results.readable import readable
from campaigns.results.scope import Period, Scope, period_of, presets
from campaigns.results.sheets import write_workbook
from campaigns.views.results.digest import OFFICE
from residents.cockpit import writing
from residents.cockpit.tables import Table
from residents.district import district_name

READERS = (Role.OFFICER, Role.APPROVER, Role.HEAD)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMES = {
    "month": gettext_lazy("This month"),
    "last_month": gettext_lazy("Last month"),
    "quarter": gettext_lazy("This quarter"),
    "year": gettext_lazy("This year"),
}


@requires(*READERS)
def overview(request: HttpRequest) -> HttpResponse:
    """Show the results of a period: of one's department, or for heads of all."""
    scope, today = Scope.of(person(request)), timezone.localdate()
    period = period_of(request.GET, today)
    found = gathering.of_period(
        scope,
        period,
        campaign_link=lambda one: reverse("results:campaign", args=[one.pk]),
        event_link=lambda one: reverse("results:event", args=[one.pk]),
    )
    context = {
        "found": found,
        "tables": found.tables,
        "bars": [found.tables[slug] for slug in ("channels", "interests", "departments") if slug in found.tables],
        "breakdowns": _breakdowns(found, "dongs", "bands"),
        "period": period,
        "before": period.before(),
        "whose": _whose(scope),
        "presets": [(NAMES[name], one, one == period) for name, one in presets(today).items()],
        "today": today,
        "masking": writing.masking(),
        "sees_digest": bool(roles_of(person(request)) & set(OFFICE)),
    }
    return render(request, "campaigns/results/overview.html", context)


@requires(*READERS)
def workbook(request: HttpRequest) -> HttpResponseBase:
    """Return the tables of a period as xlsx."""
    scope, period = Scope.of(person(request)), period_of(request.GET, timezone.localdate())
    found = gathering.of_period(scope, period)
    lines = [district_name(), _whose(scope), _of_when(period)]
    return _file(_("Results"), lines, found.tables, f"{period.first:%Y%m%d}-{period.last:%Y%m%d}")


@requires(*READERS)
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what came of one campaign."""
    one = _campaign(request, pk)
    found = gathering.of_campaign(one)
    context = {
        **_common(found),
        "campaign": one,
        "before": gathering.former(one),
        "funnel": found.tables["funnel"],
        "breakdowns": _breakdowns(found, "dongs", "bands"),
    }
    return render(request, "campaigns/results/campaign.html", context)


@requires(*READERS)
def campaign_workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    one = _campaign(request, pk)
    return _file(one.title, [district_name(), one.department], gathering.of_campaign(one).tables, str(one.pk))


@requires(*READERS)
def event(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what came of one event."""
    one = _event(request, pk)
    found = gathering.of_event(one)
    context = {
        **_common(found),
        "event": one,
        "before": gathering.former_event(one),
        "bars": _breakdowns(found, *found.tables),
        "over": is_over(one),
    }
    return render(request, "campaigns/results/event.html", context)


@requires(*READERS)
def event_workbook(request: HttpRequest, pk: int) -> HttpResponseBase:
    one = _event(request, pk)
    return _file(one.title, [district_name(), one.department], gathering.of_event(one).tables, str(one.pk))


def _campaign(request: HttpRequest, pk: int) -> "gathering.Sent":
    """Return a campaign whose sending has begun; 404 where it has not, or is not to be seen."""
    sent = gathering.sent_ones(Scope.of(person(request))).filter(began_at__isnull=False)
    return get_object_or_404(sent.select_related("interest", "event", "survey"), pk=pk)


def _event(request: HttpRequest, pk: int) -> Event:
    mine = Scope.of(person(request)).visible(Event.objects.exclude(state="draft"))
    return get_object_or_404(mine.select_related("interest"), pk=pk)


def _common(found: gathering.Results) -> dict[str, Any]:
    return {"found": found, "masking": writing.masking()}


def _breakdowns(found: gathering.Results, *slugs: str) -> list[Table]:
    return [readable(found.tables[slug]) for slug in slugs]


def _whose(scope: Scope) -> str:
    return _("All departments") if scope.department is None else scope.department or _("No department")


def _of_when(period: Period) -> str:
    return f"{writing.day(period.first)} – {writing.day(period.last)}"


def _file(title: str, lines: list[str], tables: dict[str, Table], name: str) -> FileResponse:
    file, word = io.BytesIO(), _("Results")
    write_workbook(title, lines, list(tables.values()), file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"{word}-{name}.xlsx", content_type=XLSX)
