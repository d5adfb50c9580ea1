"""What came of campaigns, counted in people: how many it was for, how many it reached, and what they did then.

Reached is whom a mail server or a network took the message for, or who followed its link. Nobody can know who read it:
*responded* is who followed a link of ours or registered, never who opened a mail. All is counted in the database, in
some statements for any number of campaigns.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from deliveries.states import LOST, WENT_OUT

UNKNOWN_BAND = -1

# One row for each campaign and person. What came in before the message had gone did not come of it.
_PEOPLE = """
WITH person AS MATERIALIZED (
  SELECT p.campaign_id, v.recipient,
         min(v.accepted_at) FILTER (WHERE v.state = ANY(%(went_out)s)) AS at,
         bool_or(v.state = ANY(%(went_out)s)) AS reached, bool_and(v.state = ANY(%(lost)s)) AS lost
    FROM campaigns_campaigndispatch AS p
    JOIN deliveries_delivery AS v ON v.dispatch_id = p.dispatch_id
   WHERE p.campaign_id = ANY(%(campaigns)s)
   GROUP BY p.campaign_id, v.recipient
), clicked AS MATERIALIZED (
  SELECT DISTINCT l.campaign_id, c.resident_number
    FROM campaigns_link AS l JOIN campaigns_click AS c ON c.link_id = l.id
   WHERE l.campaign_id = ANY(%(campaigns)s)
), registered AS MATERIALIZED (
  SELECT k.id AS campaign_id, g.resident_id, max(g.created_at) AS at, bool_or(g.came_at IS NOT NULL) AS came
    FROM campaigns_campaign AS k JOIN campaigns_registration AS g ON g.event_id = k.event_id
   WHERE k.id = ANY(%(campaigns)s) AND g.resident_id IS NOT NULL AND g.state <> 'cancelled'
   GROUP BY k.id, g.resident_id
), gone AS MATERIALIZED (
  SELECT e.resident_id, e.ended_at FROM residents_subscriptionend AS e
   WHERE e.service = 'events' AND e.ended_at >= (SELECT min(at) FROM person)
), row AS (
  SELECT x.campaign_id, x.recipient, x.reached OR c.resident_number IS NOT NULL AS reached,
         x.lost AND c.resident_number IS NULL AS lost, c.resident_number IS NOT NULL AS clicked,
         g.resident_id IS NOT NULL AS registered, coalesce(g.came, false) AS came,
         EXISTS (SELECT FROM gone AS e WHERE e.resident_id = x.recipient
                    AND e.ended_at >= x.at AND e.ended_at < x.at + %(within)s) AS opted_out
    FROM person AS x
    LEFT JOIN clicked AS c ON c.campaign_id = x.campaign_id AND c.resident_number = x.recipient
    LEFT JOIN registered AS g ON g.campaign_id = x.campaign_id AND g.resident_id = x.recipient AND g.at >= x.at
)
"""
_COUNTS = """count(*), count(*) FILTER (WHERE reached), count(*) FILTER (WHERE lost), count(*) FILTER (WHERE clicked),
       count(*) FILTER (WHERE clicked OR registered), count(*) FILTER (WHERE registered), count(*) FILTER (WHERE came),
       count(*) FILTER (WHERE opted_out)"""
_BY_CAMPAIGN = f"{_PEOPLE} SELECT campaign_id, {_COUNTS} FROM row GROUP BY campaign_id"
_BY_PART = f"""{_PEOPLE}
SELECT coalesce(r.dong_id, ''), CASE WHEN r.birth_year IS NULL THEN {UNKNOWN_BAND}
       ELSE width_bucket(%(year)s - r.birth_year, %(bands)s::int[]) END AS band, {_COUNTS}
  FROM row LEFT JOIN residents_resident AS r ON r.id = row.recipient
 GROUP BY GROUPING SETS ((1), (2))
"""
# Who left since has no number any more, but followed a link all the same.
_LEFT = """
SELECT l.campaign_id, count(*) FROM campaigns_link AS l JOIN campaigns_click AS c ON c.link_id = l.id
 WHERE l.campaign_id = ANY(%(campaigns)s) AND c.resident_number < 0 GROUP BY l.campaign_id
"""
_ANSWERED = """
SELECT k.id, count(*) FROM campaigns_campaign AS k JOIN campaigns_surveyresponse AS s ON s.survey_id = k.survey_id
 WHERE k.id = ANY(%(campaigns)s)
   AND s.day >= (SELECT min(d.started_at AT TIME ZONE 'Asia/Seoul')::date FROM campaigns_campaigndispatch AS p
                   JOIN deliveries_dispatch AS d ON d.id = p.dispatch_id WHERE p.campaign_id = k.id)
 GROUP BY k.id
"""


@dataclass(frozen=True, slots=True)
class Counted:
    """People of one campaign, or of several one after the other; ``answered`` counts answers to its survey."""

    planned: int = 0
    reached: int = 0
    lost: int = 0
    clicked: int = 0
    responded: int = 0
    registered: int = 0
    came: int = 0
    opted_out: int = 0
    answered: int = 0

    def __add__(self, other: "Counted") -> "Counted":
        return Counted(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Counted)))


@dataclass(frozen=True, slots=True)
class Parts:
    """The same by dong (its code) and by band of ages; who left is in none."""

    dongs: dict[str, Counted]
    bands: dict[int, Counted]


def count(campaigns: Collection[int]) -> dict[int, Counted]:
    """Count each of these campaigns."""
    if not campaigns:
        return {}
    values = _values(campaigns)
    found = {row[0]: Counted(*row[1:]) for row in _rows(_BY_CAMPAIGN, values)}
    for campaign, left in _rows(_LEFT, values):
        found[campaign] = found.get(campaign, Counted()) + Counted(clicked=left, responded=left)
    for campaign, answered in _rows(_ANSWERED, values):
        found[campaign] = found.get(campaign, Counted()) + Counted(answered=answered)
    return {campaign: found.get(campaign, Counted()) for campaign in campaigns}


def count_parts(campaigns: Collection[int], *, on: date | None = None) -> Parts:
    """Count these campaigns together, by dong and by age."""
    if not campaigns:
        return Parts({}, {})
    year = (on or timezone.localdate()).year
    dongs, bands = {}, {}
    for dong, band, *counts in _rows(_BY_PART, {**_values(campaigns), "year": year, "bands": list(settings.AGE_BANDS)}):
        if band is None:
            dongs[dong] = Counted(*counts)
        else:
            bands[band] = Counted(*counts)
    return Parts({dong: one for dong, one in dongs.items() if dong}, bands)


def together(counted: Iterable[Counted]) -> Counted:
    return sum(counted, Counted())


def _values(campaigns: Collection[int]) -> dict[str, Any]:
    return {
        "campaigns": list(campaigns),
        "went_out": [state.value for state in WENT_OUT],
        "lost": [state.value for state in LOST],
        "within": timedelta(days=int(settings.OPTED_OUT_DAYS)),
    }


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
