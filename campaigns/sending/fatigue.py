"""Nobody is written to too often: a budget of news for each person in any seven days, over all departments.

A campaign counts on the day for which it is scheduled, for everybody to whom it went or will go; a message that was
skipped, cancelled or lost costs nothing. Statutory notices are no campaigns, and corrections neither cost nor are kept
back (docs/decisions/0025-what-every-news-keeps.md). Counted are the windows of seven days that hold the day, before
and after it, so that a campaign planned for an earlier day leaves room for what is planned already.
"""

import hashlib
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import F, Sum
from django.utils import timezone

from campaigns.models import CampaignDispatch, DigestDispatch
from deliveries.models import Chunk
from deliveries.states import LOST

DAYS = 7
KEPT_SECONDS = 600

# Each campaign is a bit: what somebody got is one string of bits, and a window is a mask over it. Whoever used up the
# budget of B in a window of n campaigns got one of any n - B + 1 of them, so only who got one of the smallest is asked
# for: the messages to everybody are passed over, not gathered.
_TIRED = """
SELECT v.recipient
  FROM deliveries_delivery AS v
  JOIN unnest(%(dispatches)s::bigint[], %(bits)s::bit varying[]) AS w (dispatch_id, bits) USING (dispatch_id)
 WHERE v.dispatch_id = ANY(%(dispatches)s) AND v.state <> ALL (%(lost)s)
   AND v.recipient IN (SELECT few.recipient FROM deliveries_delivery AS few
                        WHERE few.dispatch_id = ANY(%(smallest)s))
 GROUP BY v.recipient
HAVING {used_up}
"""
_USED_UP = "bit_count(bit_or(w.bits) & %(window_{number})s::bit varying) >= %(budget)s"


@dataclass(frozen=True, slots=True)
class Tired:
    """Who may get nothing more: one bit for each resident's number, 125 KB for a million of them."""

    bits: bytes = b""

    @classmethod
    def of(cls, residents: Collection[int]) -> "Tired":
        bits = bytearray(max(residents, default=-1) // 8 + 1)
        for number in residents:
            bits[number >> 3] |= 1 << (number & 7)
        return cls(bytes(bits))

    def __contains__(self, number: int) -> bool:
        return number >> 3 < len(self.bits) and bool(self.bits[number >> 3] >> (number & 7) & 1)

    def condition(self, column: str) -> tuple[str, dict[str, Any]]:
        """Return SQL that is true of the residents in ``column`` who are among these, and its parameters."""
        if not self.bits:
            return "false", {}
        known = f"{column} < {8 * len(self.bits)}"
        return f"CASE WHEN {known} THEN get_bit(%(fat_tired)s::bytea, {column}) = 1 ELSE false END", {
            "fat_tired": self.bits
        }


class _Near(NamedTuple):
    """A dispatch near the day, its campaign, and the day on which it goes out."""

    dispatch: int
    campaign: int
    day: date


def tired(at: datetime, *, but: int | None = None) -> Tired:
    """Return who may get nothing more on the day of ``at``.

    ``but``: a campaign that does not count, for it is the one being planned. Where no window holds as many campaigns as
    the budget allows, nobody is looked at.
    """
    day = timezone.localtime(at).date()
    return _tired(_full_windows(day, _near(day, but)))


def tired_lately(at: datetime) -> Tired:
    """Return the same as it was at most ten minutes ago; what was planned meanwhile is in it, what was lost may not be.

    For numbers that move while somebody composes: over a million messages the answer takes half a second.
    """
    day = timezone.localtime(at).date()
    windows = _full_windows(day, _near(day, None))
    asked = repr((settings.CAMPAIGN_WEEKLY_BUDGET, sorted(sorted(window) for window in windows)))
    key = f"campaigns.tired.{hashlib.sha256(asked.encode()).hexdigest()}"
    found = cache.get(key)
    if not isinstance(found, Tired):
        found = _tired(windows)
        cache.set(key, found, KEPT_SECONDS)
    return found


def _tired(windows: list[frozenset["_Near"]]) -> Tired:
    if not windows:
        return Tired()
    counted = sorted({one for window in windows for one in window})
    campaigns = sorted({one.campaign for one in counted})
    masks = {
        f"window_{number}": _bits(campaigns, {one.campaign for one in window}) for number, window in enumerate(windows)
    }
    used_up = " OR ".join(_USED_UP.format(number=number) for number in range(len(windows)))
    with transaction.atomic(), connection.cursor() as cursor:
        # Memory for an entry of each person who got a smaller one; the rows may be read by several processes.
        cursor.execute("SET LOCAL work_mem = '64MB'; SET LOCAL parallel_tuple_cost = 0")
        cursor.execute(
            _TIRED.format(used_up=used_up),
            {
                "dispatches": [one.dispatch for one in counted],
                "bits": [_bits(campaigns, {one.campaign}) for one in counted],
                "smallest": _smallest(windows),
                "lost": sorted(LOST),
                "budget": settings.CAMPAIGN_WEEKLY_BUDGET,
                **masks,
            },
        )
        return Tired.of([number for (number,) in cursor.fetchall()])


def _bits(campaigns: list[int], among: Collection[int]) -> str:
    return "".join("1" if campaign in among else "0" for campaign in campaigns)


def _smallest(windows: list[frozenset[_Near]]) -> list[int]:
    """Return the dispatches of campaigns of which everybody whose budget is used up got at least one."""
    chunks = Chunk.objects.filter(dispatch__in={one.dispatch for window in windows for one in window})
    people = dict(chunks.values_list("dispatch").annotate(people=Sum(F("hi") - F("lo") + 1)))
    found: set[int] = set()
    for window in windows:
        sizes: Counter[int] = Counter()
        for one in window:
            sizes[one.campaign] += people.get(one.dispatch, 0)
        largest = {campaign for campaign, _people in sizes.most_common(settings.CAMPAIGN_WEEKLY_BUDGET - 1)}
        found |= {one.dispatch for one in window if one.campaign not in largest}
    return sorted(found)


def _near(day: date, but: int | None) -> list[_Near]:
    midnight = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    around = {
        "dispatch__scheduled_at__gte": midnight - timedelta(days=DAYS - 1),
        "dispatch__scheduled_at__lt": midnight + timedelta(days=DAYS),
    }
    campaigns = CampaignDispatch.objects.filter(campaign__corrects=None, **around).exclude(campaign=but)
    rows = list(campaigns.values_list("dispatch", "campaign", "dispatch__scheduled_at"))
    # A weekly digest costs as much as any campaign; the numbers below nothing are those of digests.
    digests = DigestDispatch.objects.filter(**around).values_list("dispatch", "issue", "dispatch__scheduled_at")
    rows += [(dispatch, -issue, at) for dispatch, issue, at in digests]
    return [_Near(dispatch, campaign, timezone.localtime(at).date()) for dispatch, campaign, at in rows]


def _full_windows(day: date, near: list[_Near]) -> list[frozenset[_Near]]:
    """Return what lies in each window around ``day`` that may use up somebody's budget.

    What lies within another's is left out: who is tired by it is tired by the other, and a million rows are read once.
    """
    firsts = [day - timedelta(days=number) for number in range(DAYS)]
    windows = {frozenset(one for one in near if first <= one.day < first + timedelta(days=DAYS)) for first in firsts}
    full = [one for one in windows if len({each.campaign for each in one}) >= settings.CAMPAIGN_WEEKLY_BUDGET]
    return [one for one in full if not any(one < other for other in full)]
