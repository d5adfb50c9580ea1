"""The dispatches under way, with how far each is, for the page of whoever runs the sending."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Case, IntegerField, Value, When

from accounts.models import Role, User
from accounts.roles import roles_of
from deliveries import times
from deliveries.health import lane_name
from deliveries.lately import Lately
from deliveries.models import Dispatch
from deliveries.pages import DispatchPage, pages_of
from deliveries.states import DispatchState

SHOWN = 20
_LOOKED_AT = 500  # for who may see some only
_UNDER_WAY = (DispatchState.SENDING, DispatchState.PAUSED, DispatchState.SCHEDULED)

_COUNT = """
SELECT v.dispatch_id, count(*), count(*) FILTER (WHERE v.state IN ('queued', 'sending')),
       count(*) FILTER (WHERE v.accepted_at > now() - interval '1 minute'),
       extract(epoch FROM now() - min(v.accepted_at) FILTER (WHERE v.accepted_at > now() - interval '1 minute'))::float
  FROM deliveries_delivery AS v WHERE v.dispatch_id = ANY(%(ids)s)
 GROUP BY v.dispatch_id
"""

_counts: Lately[dict[int, tuple[int, int, float]]] = Lately()


@dataclass(frozen=True, slots=True)
class UnderWay:
    """A dispatch that is not over: its counts may be some seconds old (``Lately``)."""

    dispatch: Dispatch
    page: DispatchPage | None
    total: int
    done: int
    per_minute: int
    time_left: str

    @property
    def lane_name(self) -> str:
        return lane_name(self.dispatch.lane)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


def under_way(user: User) -> tuple[list[UnderWay], int]:
    """Return the first dispatches under way that ``user`` may know of, and how many there are.

    An administrator knows of all, by title and department; everybody else of those whose page they may open.
    """
    everything = Role.ADMINISTRATOR in roles_of(user)
    found = list(_first(_LOOKED_AT))
    pages = pages_of(user, [(dispatch.pk, dispatch.source) for dispatch in found])
    known = [one for one in found if everything or (one.pk in pages and pages[one.pk].url)]
    total = Dispatch.objects.filter(state__in=_UNDER_WAY).count() if everything else len(known)
    shown = known[:SHOWN]
    ids = tuple(dispatch.pk for dispatch in shown)
    counts = _counts.get(ids, lambda: _count(shown)) if shown else {}
    return [_described(one, pages.get(one.pk), *counts.get(one.pk, (0, 0, 0.0))) for one in shown], total


def _first(count: int) -> "list[Dispatch]":
    """Those that go out now first, then the held ones, then those that wait for their time."""
    place = Case(
        *(When(state=state, then=Value(number)) for number, state in enumerate(_UNDER_WAY)), output_field=IntegerField()
    )
    return list(Dispatch.objects.filter(state__in=_UNDER_WAY).order_by(place, "scheduled_at", "id")[:count])


def _count(dispatches: list[Dispatch]) -> dict[int, tuple[int, int, float]]:
    """Return (all, still to do, messages a second) of each."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"ids": [dispatch.pk for dispatch in dispatches]})
        return {pk: (total, left, lately / max(age or 0, 1.0)) for pk, total, left, lately, age in cursor.fetchall()}


def _described(
    dispatch: Dispatch, page: DispatchPage | None, total: int, in_flight: int, per_second: float
) -> UnderWay:
    moves = dispatch.state == DispatchState.SENDING and in_flight and per_second
    return UnderWay(
        dispatch=dispatch,
        page=page,
        total=total,
        done=total - in_flight,
        per_minute=round(per_second * 60) if moves else 0,
        time_left=times.left(in_flight / per_second) if moves else "",
    )
