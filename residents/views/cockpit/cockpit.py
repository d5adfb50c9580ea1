"""The cockpit and its drill-down to the tongs of a dong.

Who: the head of department and the mayor, in the minutes before a meeting, perhaps once a week; officers and clerks now
and then. What they want to be done with: one number and whether it will do (the rate, the goal, the gap, when), then
which dong to ask about, and one page to take along. Nobody works here: there is nothing to fill in, and nobody to find.
"""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.gate import person, requires
from accounts.models import Role
from accounts.roles import roles_of
from residents.cockpit import tables, tile_map, writing
from residents.cockpit.figures import Cockpit
from residents.cockpit.figures import cockpit as figures_of
from residents.cockpit.headline import as_of, headline, more, of_place, source
from residents.cockpit.kept import count_anew
from residents.cockpit.places import Figures
from residents.cockpit.population import from_age_of, population_on
from residents.cockpit.savings import costs_are_named
from residents.cockpit.trend_picture import trend

READERS = (Role.HEAD, Role.OFFICER, Role.APPROVER, Role.CLERK, Role.ADMINISTRATOR)
KEEPERS = (Role.OFFICER, Role.ADMINISTRATOR)  # of the figures of residents and households


@requires(*READERS)
def cockpit(request: HttpRequest) -> HttpResponse:
    """Show the rate, the goal, the gap and the forecast; then the dongs, the trend and everything else."""
    day = day_of(request)
    found = figures_of(day)
    query = day_query(day)

    def link(one: Figures) -> str:
        return reverse("cockpit:dong", args=[one.dong]) + query

    every = {table.slug: table for table in tables.all_tables(found)}
    context = {
        **_common(request, found),
        "tiles": [(tile, link(tile.figures)) for tile in tile_map.tiles(found)],
        "map_width": tile_map.COLUMNS * (tile_map.SIDE + tile_map.GAP) + tile_map.GAP,
        "map_height": tile_map.ROWS * (tile_map.SIDE + tile_map.GAP) + tile_map.GAP,
        "steps": tile_map.steps(found.goal),
        "trend": trend(found),
        "too_many": [str(one.name) for one in found.places.dongs if _is_too_many(one)],
        "dongs": tables.dongs(found, link),
        "tables": every,
        "parts": [every[slug] for slug in ("routes", "reach", "bands", "sexes")],
        "costs": _costs(),
    }
    return render(request, "residents/cockpit/home.html", context)


@requires(*READERS)
def dong(request: HttpRequest, code: str) -> HttpResponse:
    """Show the tongs of one dong."""
    found = figures_of(day_of(request))
    one = next((one for one in found.places.dongs if one.dong == code), None)
    if one is None:
        raise Http404
    context = {
        **_common(request, found),
        "dong": one,
        "lines": of_place(one),
        "rows": [(tables.tong_name(tong), tong) for tong in found.places.tongs[code]],
        "table": tables.tongs_of(found, one),
    }
    return render(request, "residents/cockpit/dong.html", context)


@requires(*READERS)
@require_POST
def count(request: HttpRequest) -> HttpResponse:
    """Count the day anew for somebody who has just changed something and wants to see it."""
    day = day_of(request)
    count_anew(day, from_age=from_age_of(population_on(day)))
    return redirect(reverse("cockpit:home") + day_query(day))


def day_of(request: HttpRequest) -> date:
    """Return the day that was asked about; today when none was, or none that has come."""
    today = timezone.localdate()
    try:
        asked = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return today
    return min(asked, today) if asked.year > 2000 else today


def day_query(day: date) -> str:
    """Return what carries an earlier day on to the next page."""
    return "" if day == timezone.localdate() else f"?{urlencode({'day': day.isoformat()})}"


def _common(request: HttpRequest, found: Cockpit) -> dict[str, Any]:
    said, how = writing.forecast(found.forecast)
    first, second = headline(found), more(found)
    return {
        "found": found,
        "district": found.places.district,
        "headline": first,
        "more": second,
        "about": first + second,
        "as_of": as_of(found),
        "source": source(found),
        "forecast": said,
        "forecast_how": how,
        "masking": writing.masking(),
        "day_query": day_query(found.day),
        "today": timezone.localdate(),
        "may_keep": bool(roles_of(person(request)) & set(KEEPERS)),
    }


def _is_too_many(one: Figures) -> bool:
    """Tell whether more are enrolled than live there, by the figures that are shown."""
    both = ((one.people, one.residents), (one.reached, one.households))
    return any(count is not None and of is not None and count > of for count, of in both)


def _costs() -> str:
    """Say what an amount rests on, or why there is none."""
    if not costs_are_named():
        return _("No amounts: the office has not said what a letter and a visit cost.")
    said = {"source": settings.SAVING_SOURCE}
    for name in ("PAPER", "POSTAGE", "VISIT"):
        said[name.lower()] = f"{getattr(settings, f'SAVING_{name}_WON'):,}"
    return (
        _("By the office’s own figures (%(source)s): paper %(paper)s won, postage %(postage)s, a visit %(visit)s.")
        % said
    )
