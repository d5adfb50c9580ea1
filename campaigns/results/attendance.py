"""What came of events, counted in seats: what there was, who took it and who came; by route, dong and age."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from campaigns.models import Event
from campaigns.results.counting import UNKNOWN_BAND

# Guests whom a clerk wrote down are counted among the seats, and are of no dong and no age.
_COUNTS = """
coalesce(sum(g.seats) FILTER (WHERE g.state IN ('registered', 'offered')), 0),
coalesce(sum(g.seats) FILTER (WHERE g.state IN ('waiting', 'entered')), 0),
coalesce(sum(g.seats) FILTER (WHERE g.state = 'cancelled'), 0),
coalesce(sum(g.came_seats), 0)
"""
_BY_EVENT = f"""
SELECT g.event_id, {_COUNTS} FROM campaigns_registration AS g WHERE g.event_id = ANY(%(events)s) GROUP BY g.event_id
"""
_BY_PART = f"""
SELECT g.route, coalesce(r.dong_id, ''), CASE WHEN r.birth_year IS NULL THEN {UNKNOWN_BAND}
       ELSE width_bucket(extract(year FROM e.starts_at)::int - r.birth_year, %(bands)s::int[]) END AS band, {_COUNTS}
  FROM campaigns_registration AS g
  JOIN campaigns_event AS e ON e.id = g.event_id
  LEFT JOIN residents_resident AS r ON r.id = g.resident_id
 WHERE g.event_id = ANY(%(events)s)
 GROUP BY GROUPING SETS ((1), (2), (3))
"""
_ANSWERED = """
SELECT s.event_id, count(*) FROM campaigns_survey AS s JOIN campaigns_surveyresponse AS a ON a.survey_id = s.id
 WHERE s.event_id = ANY(%(events)s) GROUP BY s.event_id
"""


@dataclass(frozen=True, slots=True)
class Attendance:
    """Seats of one event, or of several: taken, waited for, given back, and of those who came; answers of surveys."""

    taken: int = 0
    waiting: int = 0
    cancelled: int = 0
    came: int = 0
    answered: int = 0

    @property
    def stayed_away(self) -> int:
        return max(self.taken - self.came, 0)

    def __add__(self, other: "Attendance") -> "Attendance":
        return Attendance(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Attendance)))


@dataclass(frozen=True, slots=True)
class Held:
    """Seats of the events of a period together: of all, and of those that are over, at which one can have come."""

    all: Attendance = Attendance()
    over: Attendance = Attendance()


@dataclass(frozen=True, slots=True)
class AttendanceParts:
    """The same by route, by dong (its code) and by band of ages."""

    routes: dict[str, Attendance]
    dongs: dict[str, Attendance]
    bands: dict[int, Attendance]


def is_over(event: Event) -> bool:
    """Tell whether an event has ended: before, nobody can have stayed away."""
    return event.ends_at <= timezone.now()


def attendance(events: Collection[int]) -> dict[int, Attendance]:
    """Count each of these events, in two statements."""
    found = {row[0]: Attendance(*row[1:]) for row in _rows(_BY_EVENT, events)}
    for event, answered in _rows(_ANSWERED, events):
        found[event] = found.get(event, Attendance()) + Attendance(answered=answered)
    return {event: found.get(event, Attendance()) for event in events}


def attendance_parts(events: Collection[int]) -> AttendanceParts:
    """Count these events together, by route, dong and age."""
    parts = AttendanceParts({}, {}, {})
    for route, dong, band, *counts in _rows(_BY_PART, events):
        one = Attendance(*counts)
        if route is not None:
            parts.routes[route] = one
        elif dong is not None:
            parts.dongs[dong] = one
        else:
            parts.bands[band] = one
    parts.dongs.pop("", None)
    return parts


def _rows(statement: str, events: Collection[int]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"events": list(events), "bands": list(settings.AGE_BANDS)})
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
