"""연인원, as the district reports it: each person once for each message that went out to them."""

from collections import Counter
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from django.db import connection

from campaigns.results.scope import Period, Scope
from deliveries.states import WENT_OUT

K = TypeVar("K", bound=Hashable)
# A message goes out at most so long after its dispatch began: older dispatches are not looked at.
_LONGEST = timedelta(days=60)

_COUNT = """
SELECT date_trunc('month', v.accepted_at AT TIME ZONE 'Asia/Seoul')::date AS month,
       coalesce(nullif(v.final_channel, ''), v.channel), s.interest, s.department, s.digest, count(*)
  FROM (
    SELECT p.dispatch_id, k.interest_id AS interest, k.department, false AS digest
      FROM campaigns_campaigndispatch AS p JOIN campaigns_campaign AS k ON k.id = p.campaign_id
     WHERE %(department)s::text IS NULL OR k.department = %(department)s
     UNION ALL
    SELECT g.dispatch_id, NULL, '', true FROM campaigns_digestdispatch AS g WHERE %(department)s::text IS NULL
  ) AS s
  JOIN deliveries_dispatch AS d ON d.id = s.dispatch_id AND d.started_at >= %(since)s AND d.started_at < %(ends)s
  JOIN deliveries_delivery AS v ON v.dispatch_id = d.id
 WHERE v.state = ANY(%(went_out)s) AND v.accepted_at >= %(begins)s AND v.accepted_at < %(ends)s
 GROUP BY 1, 2, 3, 4, 5
"""


class Line(NamedTuple):
    """Messages of one month, channel, field of interest (by number) and department; ``digest``: the weekly one's."""

    month: date
    channel: str
    interest: int | None
    department: str
    digest: bool
    messages: int


@dataclass(frozen=True, slots=True)
class PeopleMessages:
    """All lines of a period."""

    lines: list[Line]

    @property
    def total(self) -> int:
        return sum(line.messages for line in self.lines)

    def by(self, key: Callable[[Line], K]) -> dict[K, int]:
        found: Counter[K] = Counter()
        for line in self.lines:
            found[key(line)] += line.messages
        return dict(found)


def people_messages(scope: Scope, period: Period) -> PeopleMessages:
    """Count what went out in ``period``, in one statement. The weekly digest is the whole district's."""
    values: dict[str, Any] = {
        "department": scope.department,
        "begins": period.begins,
        "ends": period.ends,
        "since": period.begins - _LONGEST,
        "went_out": [state.value for state in WENT_OUT],
    }
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, values)
        return PeopleMessages([Line(*row) for row in cursor.fetchall()])


def months_of(period: Period) -> list[date]:
    """Return the first days of the months that a period touches."""
    months, month = [], period.first.replace(day=1)
    while month <= period.last:
        months.append(month)
        month = (month + timedelta(days=32)).replace(day=1)
    return months
