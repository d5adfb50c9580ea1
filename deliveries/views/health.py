"""The page of whoever runs the sending: what is wrong first, then providers, queues, workers and dispatches."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.gate import person, requires
from accounts.models import Role, User
from accounts.roles import roles_of
from deliveries import health as sending
from deliveries.alarms import BEAT_SILENT, alarms
from deliveries.health import Doubt
from deliveries.lately import Lately
from deliveries.pages import DispatchPage, pages_of
from deliveries.under_way import under_way

_health: Lately[sending.Health] = Lately()

# Who sends may look, to see whether it is the server or their register; nothing can be changed here.
_MAY_WATCH = (Role.ADMINISTRATOR, Role.OFFICER, Role.APPROVER)


@requires(*_MAY_WATCH)
def health(request: HttpRequest) -> HttpResponse:
    """Everything at one moment."""
    return render(request, "deliveries/staff/health.html", _context(request, fresh=True))


@requires(*_MAY_WATCH)
def live(request: HttpRequest) -> HttpResponse:
    """The moving part of the page, fetched every five seconds."""
    return render(request, "deliveries/staff/_health.html", _context(request, fresh=False))


def _context(request: HttpRequest, *, fresh: bool) -> dict[str, Any]:
    user, now = person(request), timezone.now()
    # Sentences are kept in the language they were asked in.
    seen = _health.get(request.LANGUAGE_CODE, sending.health, fresh=fresh)
    dispatches, count = under_way(user)
    found = alarms(seen, now=now)
    shown = ";".join(alarm.section for alarm in found) or "well"
    pages = pages_of(user, [(doubt.dispatch, doubt.source) for doubt in seen.doubts])
    return {
        "health": seen,
        "alarms": found,
        "shown": shown,
        "said_changed": request.GET.get("shown", shown) != shown,
        "beat_is_silent": seen.beat is None or now - seen.beat > BEAT_SILENT,
        "dispatches": dispatches,
        "dispatches_more": count - len(dispatches),
        "doubts": _known_of(user, [(doubt, pages.get(doubt.dispatch)) for doubt in seen.doubts]),
        "redis": sorted((seen.in_redis or {}).items()),
        "now": now,
    }


def _known_of(user: User, doubts: list[tuple[Doubt, DispatchPage | None]]) -> list[tuple[Doubt, DispatchPage | None]]:
    """An administrator knows of all dispatches, everybody else of those whose page they may open."""
    if Role.ADMINISTRATOR in roles_of(user):
        return doubts
    return [(doubt, page) for doubt, page in doubts if page is not None and page.url]
