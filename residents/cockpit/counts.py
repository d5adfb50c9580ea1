"""The plain counts behind the cockpit, unmasked: a few statements over all residents, however many there are.

Whoever left counts no more, and whoever came with an import that was undone never did. The place is that of the
household. Residents are counted from the age on that the denominators count (known by the year, for only that is in the
clear); a household counts whatever the age of its member.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from residents.models import LeftBecause

Place = tuple[str, int | None]  # dong, tong
WORK_MEMORY = "128MB"

# KST, as everywhere: the day on which somebody left.
_LEFT_ON = "(left_at AT TIME ZONE 'Asia/Seoul')::date"
_IS_ENROLLED = f"left_because <> %(undone)s AND enrolled_on <= %(day)s AND (left_at IS NULL OR {_LEFT_ON} > %(day)s)"
_IS_COUNTED = "(birth_year IS NULL OR %(year)s - birth_year >= %(from_age)s)"
_REACH = (
    "SELECT resident_id, bool_or(channel = 'sms') AS sms, bool_or(channel = 'email') AS email"
    " FROM residents_contactpoint WHERE verified_at IS NOT NULL AND stopped_at IS NULL GROUP BY resident_id"
)

_PEOPLE = f"""
SELECT grouping(dong_id, tong, route, band, sex, reach), dong_id, tong, route, band, sex, reach,
       count(*), count(*) FILTER (WHERE reach = 'none')
FROM (
    SELECT home.dong_id, home.tong, person.route, person.sex,
           CASE WHEN birth_year IS NULL THEN -1 ELSE width_bucket(%(year)s - birth_year, %(bands)s::int[]) END AS band,
           CASE WHEN reached.sms AND reached.email THEN 'both' WHEN reached.sms THEN 'sms'
                WHEN reached.email THEN 'email' ELSE 'none' END AS reach
    FROM residents_resident person
    JOIN residents_household home ON home.id = person.household_id
    LEFT JOIN ({_REACH}) reached ON reached.resident_id = person.id
    WHERE {_IS_ENROLLED} AND {_IS_COUNTED}
) one
GROUP BY GROUPING SETS ((dong_id, tong), (route), (band), (sex), (reach))
"""
_BY_PLACE, _BY_ROUTE, _BY_BAND, _BY_SEX, _BY_REACH = 0b001111, 0b110111, 0b111011, 0b111101, 0b111110

_HOUSEHOLDS = f"""
SELECT home.dong_id, home.tong, count(*), count(*) FILTER (WHERE reached.head)
FROM (
    SELECT household_id, bool_or(is_household_head) AS head
    FROM residents_resident WHERE {_IS_ENROLLED} GROUP BY household_id
) reached
JOIN residents_household home ON home.id = reached.household_id
GROUP BY home.dong_id, home.tong
"""

_CHILDREN = f"SELECT count(*) FROM residents_resident WHERE {_IS_ENROLLED} AND NOT {_IS_COUNTED}"

_SERVICES = f"""
SELECT service, ways, count(*)
FROM (
    SELECT chosen.resident_id, chosen.service,
           CASE WHEN count(*) > 1 THEN 'both' ELSE min(chosen.channel) END AS ways
    FROM residents_subscription chosen JOIN residents_resident person ON person.id = chosen.resident_id
    WHERE {_IS_ENROLLED} AND {_IS_COUNTED}
    GROUP BY chosen.resident_id, chosen.service
) one
GROUP BY service, ways
"""

# A household is reached from its first member's enrolment until its last member leaves.
_WEEKS = f"""
WITH changes AS (
    SELECT household_id, enrolled_on AS day, 1 AS step FROM residents_resident
    WHERE left_because <> %(undone)s AND enrolled_on <= %(day)s
    UNION ALL
    SELECT household_id, greatest({_LEFT_ON}, enrolled_on), -1 FROM residents_resident
    WHERE left_because <> %(undone)s AND enrolled_on <= %(day)s AND {_LEFT_ON} <= %(day)s
), days AS (
    SELECT household_id, day, sum(step) AS step FROM changes GROUP BY household_id, day
), running AS (
    SELECT day, step, sum(step) OVER (PARTITION BY household_id ORDER BY day) AS members FROM days
)
SELECT (%(day)s - day) / 7 AS ago,
       count(*) FILTER (WHERE members > 0 AND members = step) - count(*) FILTER (WHERE members = 0 AND step < 0)
FROM running GROUP BY ago
"""

_CAME_AND_WENT = f"""
SELECT 'came', route, (%(day)s - enrolled_on) / 7 AS ago, count(*) FROM residents_resident
WHERE left_because <> %(undone)s AND enrolled_on <= %(day)s AND {_IS_COUNTED} GROUP BY route, ago
UNION ALL
SELECT 'went', left_because, (%(day)s - {_LEFT_ON}) / 7 AS ago, count(*) FROM residents_resident
WHERE left_because <> %(undone)s AND enrolled_on <= %(day)s AND {_LEFT_ON} <= %(day)s AND {_IS_COUNTED}
GROUP BY left_because, ago
"""


@dataclass(slots=True)
class Counts:
    """What there is on ``day``. A week ends with it: weeks are named by how many of them ago they were, the last 0."""

    day: date
    people: Counter[Place] = field(default_factory=Counter)
    unreachable: Counter[Place] = field(default_factory=Counter)
    households: Counter[Place] = field(default_factory=Counter)
    headed: Counter[Place] = field(default_factory=Counter)
    routes: Counter[str] = field(default_factory=Counter)
    bands: Counter[int] = field(default_factory=Counter)  # -1: no year of birth; else the bands begun
    sexes: Counter[str] = field(default_factory=Counter)
    reach: Counter[str] = field(default_factory=Counter)
    children: int = 0  # enrolled, but younger than the denominators count
    services: dict[str, Counter[str]] = field(default_factory=dict)  # service → sms, email or both
    came: dict[str, Counter[int]] = field(default_factory=dict)  # route → weeks ago
    went: dict[str, Counter[int]] = field(default_factory=dict)  # reason → weeks ago
    gains: Counter[int] = field(default_factory=Counter)  # households reached less those lost, by weeks ago

    @property
    def weeks(self) -> list[int]:
        """All weeks, without a gap, from the one in which the first household was reached."""
        return list(range(max(self.gains, default=-1), -1, -1))

    def end_of(self, ago: int) -> date:
        """Return the last day of a week."""
        return self.day - timedelta(weeks=ago)


@transaction.atomic
def count(day: date, *, from_age: int) -> Counts:
    """Count everything there is on ``day``, by a fixed number of statements."""
    with connection.cursor() as cursor:  # a few hundred thousand residents are grouped in memory, not on disk
        cursor.execute(f"SET LOCAL work_mem = '{WORK_MEMORY}'")
    values = {
        "day": day,
        "year": day.year,
        "from_age": from_age,
        "undone": LeftBecause.IMPORT_UNDONE.value,
        "bands": list(settings.AGE_BANDS),
    }
    counts = Counts(day)
    _take_people(counts, _rows(_PEOPLE, values))
    for dong, tong, households, headed in _rows(_HOUSEHOLDS, values):
        counts.households[dong, tong], counts.headed[dong, tong] = households, headed
    for service, ways, people in _rows(_SERVICES, values):
        counts.services.setdefault(service, Counter())[ways] = people
    counts.gains.update({ago: int(gain) for ago, gain in _rows(_WEEKS, values)})
    for kind, name, ago, people in _rows(_CAME_AND_WENT, values):
        (counts.came if kind == "came" else counts.went).setdefault(name, Counter())[ago] = people
    (counts.children,) = next(_rows(_CHILDREN, values))
    return counts


def _take_people(counts: Counts, rows: Iterator[tuple[Any, ...]]) -> None:
    for grouping, dong, tong, route, band, sex, reach, people, unreachable in rows:
        if grouping == _BY_PLACE:
            counts.people[dong, tong], counts.unreachable[dong, tong] = people, unreachable
        elif grouping == _BY_ROUTE:
            counts.routes[route] = people
        elif grouping == _BY_BAND:
            counts.bands[band] = people
        elif grouping == _BY_SEX:
            counts.sexes[sex] = people
        elif grouping == _BY_REACH:
            counts.reach[reach] = people


def _rows(statement: str, values: dict[str, Any]) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        yield from cursor.fetchall()
