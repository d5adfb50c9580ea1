"""The plain counts behind the cockpit, unmasked: one statement over all residents, however many there are.

Whoever left counts no more, and whoever came with an import that was undone never did. The place is that of the
household. Residents are counted from the age on that the denominators count (known by the year, for only that is in the
clear); a household counts whatever the age of its member.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from residents.models import LeftBecause

Place = tuple[str, int | None]  # dong, tong
Part = list[list[Any]]
Parts = list[Part]
WORK_MEMORY = "128MB"

# One statement, so that all figures are of one moment. ``ever`` is whoever had come by the day, ``homes`` their
# households; ``band`` is NULL for those younger than the denominators count; ``ways`` adds 1 for a proved number and 2
# for a proved email address, of which one is in use at a time (one_contact_in_use_per_channel). Days are those of KST.
_STATEMENT = """
WITH ever AS MATERIALIZED (
    SELECT person.id, household_id, route, sex, is_household_head AS head, left_because, enrolled_on,
           (left_at AT TIME ZONE 'Asia/Seoul')::date AS left_on,
           left_at IS NULL OR (left_at AT TIME ZONE 'Asia/Seoul')::date > %(day)s AS is_there,
           CASE WHEN birth_year IS NULL THEN -1
                WHEN %(year)s - birth_year >= %(from_age)s
                THEN width_bucket(%(year)s - birth_year, %(bands)s::int[]) END AS band,
           CASE WHEN sms.id IS NULL THEN 0 ELSE 1 END + CASE WHEN email.id IS NULL THEN 0 ELSE 2 END AS ways
    FROM residents_resident person
    LEFT JOIN residents_contactpoint sms ON sms.resident_id = person.id AND sms.channel = 'sms'
         AND sms.stopped_at IS NULL AND sms.verified_at IS NOT NULL
    LEFT JOIN residents_contactpoint email ON email.resident_id = person.id AND email.channel = 'email'
         AND email.stopped_at IS NULL AND email.verified_at IS NOT NULL
    WHERE left_because <> %(undone)s AND enrolled_on <= %(day)s
), homes AS MATERIALIZED (
    SELECT household_id,
           count(*) FILTER (WHERE is_there AND band IS NOT NULL) AS people,
           count(*) FILTER (WHERE is_there AND band IS NOT NULL AND ways = 0) AS unreachable,
           bool_or(is_there) AS is_reached,
           bool_or(is_there AND head) AS has_head,
           bool_or(NOT is_there) AS has_lost,
           min(enrolled_on) AS since
    FROM ever GROUP BY household_id
), places AS (
    SELECT dong_id, tong, sum(people) AS people, sum(unreachable) AS unreachable,
           count(*) FILTER (WHERE is_reached) AS households, count(*) FILTER (WHERE has_head) AS headed
    FROM homes JOIN residents_household home ON home.id = household_id WHERE is_reached GROUP BY dong_id, tong
), kinds AS (
    SELECT route, band, sex, ways, count(*) AS people
    FROM ever WHERE is_there GROUP BY route, band, sex, ways
), services AS (
    SELECT service, ways, count(*) AS people
    FROM (
        SELECT service, bit_or(CASE channel WHEN 'sms' THEN 1 ELSE 2 END) AS ways
        FROM residents_subscription chosen JOIN ever ON ever.id = chosen.resident_id
        WHERE is_there AND band IS NOT NULL GROUP BY chosen.resident_id, service
    ) one
    GROUP BY service, ways
), steps AS (
    SELECT household_id, day, sum(step) AS step
    FROM (
        SELECT household_id, enrolled_on AS day, 1 AS step FROM ever
        UNION ALL
        SELECT household_id, greatest(left_on, enrolled_on), -1 FROM ever WHERE NOT is_there
    ) change
    WHERE household_id IN (SELECT household_id FROM homes WHERE has_lost) GROUP BY household_id, day
), running AS (
    SELECT day, step, sum(step) OVER (PARTITION BY household_id ORDER BY day) AS members FROM steps
), weeks AS (
    -- A household is reached from its first member's enrolment until its last member leaves.
    SELECT (%(day)s - day) / 7 AS ago, sum(gain) AS gain
    FROM (
        SELECT since AS day, count(*) AS gain FROM homes WHERE NOT has_lost GROUP BY since
        UNION ALL
        SELECT day, count(*) FILTER (WHERE members > 0 AND members = step)
                    - count(*) FILTER (WHERE members = 0 AND step < 0)
        FROM running GROUP BY day
    ) gains
    GROUP BY ago
), came AS (
    SELECT route, (%(day)s - enrolled_on) / 7 AS ago, count(*) AS people
    FROM ever WHERE band IS NOT NULL GROUP BY route, ago
), went AS (
    SELECT left_because, (%(day)s - left_on) / 7 AS ago, count(*) AS people
    FROM ever WHERE band IS NOT NULL AND NOT is_there GROUP BY left_because, ago
)
SELECT (SELECT json_agg(json_build_array(dong_id, tong, people, unreachable, households, headed)) FROM places),
       (SELECT json_agg(json_build_array(route, band, sex, ways, people)) FROM kinds),
       (SELECT json_agg(json_build_array(service, ways, people)) FROM services),
       (SELECT json_agg(json_build_array(ago, gain)) FROM weeks),
       (SELECT json_agg(json_build_array(route, ago, people)) FROM came),
       (SELECT json_agg(json_build_array(left_because, ago, people)) FROM went)
"""
_WAYS = ("none", "sms", "email", "both")


@dataclass(slots=True)
class Counts:
    """What there is on ``day``. A week ends with it: weeks are named by how many of them ago they were, the last 0."""

    day: date
    counted_at: datetime
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


def count(day: date, *, from_age: int) -> Counts:
    """Count everything there is on ``day``."""
    return read(day, *ask(day, from_age=from_age))


@transaction.atomic
def ask(day: date, *, from_age: int) -> tuple[datetime, Parts]:
    """Have everything counted; return the moment, and the rows of each part, as JSON holds them."""
    moment = timezone.now()
    values: dict[str, Any] = {
        "day": day,
        "year": day.year,
        "from_age": from_age,
        "undone": LeftBecause.IMPORT_UNDONE.value,
        "bands": list(settings.AGE_BANDS),
    }
    with connection.cursor() as cursor:
        # A few hundred thousand residents are grouped in memory, not on disk; compiling takes longer than counting.
        cursor.execute(f"SET LOCAL work_mem = '{WORK_MEMORY}'; SET LOCAL jit = off")
        cursor.execute(_STATEMENT, values)
        return moment, [part or [] for part in cursor.fetchone()]


def read(day: date, counted_at: datetime, parts: Parts) -> Counts:
    """Return what was counted at a moment."""
    counts = Counts(day, counted_at)
    _take(counts, *parts)
    return counts


def _take(counts: Counts, places: Part, kinds: Part, services: Part, weeks: Part, came: Part, went: Part) -> None:
    for dong, tong, people, unreachable, households, headed in places:
        place = dong, tong
        counts.people[place], counts.unreachable[place] = people, unreachable
        counts.households[place], counts.headed[place] = households, headed
    for route, band, sex, ways, people in kinds:
        if band is None:
            counts.children += people
            continue
        counts.routes[route] += people
        counts.bands[band] += people
        counts.sexes[sex] += people
        counts.reach[_WAYS[ways]] += people
    for service, ways, people in services:
        counts.services.setdefault(service, Counter())[_WAYS[ways]] = people
    for ago, gain in weeks:
        counts.gains[ago] = gain
    for flows, rows in ((counts.came, came), (counts.went, went)):
        for name, ago, people in rows:
            flows.setdefault(name, Counter())[ago] = people
