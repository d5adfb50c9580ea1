"""Nobody is written to too often: a budget of news for each person in any seven days, over all departments.

A campaign counts on the day for which it is scheduled, for everybody to whom it went or will go; a message that was
skipped, cancelled or lost costs nothing. Statutory notices are no campaigns, and corrections neither cost nor are kept
back (docs/decisions/0025-what-every-news-keeps.md). Counted are the windows of seven days that hold the day, before
and after it, so that a campaign planned for an earlier day leaves room for what is planned already.
"""

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import F, Sum
from django.utils import timezone

from campaigns.models import CampaignDispatch, DigestDispatch
from deliveries.models import Chunk
from deliveries.states import LOST

DAYS = 7

NOBODY: tuple[str, dict[str, Any]] = ("SELECT NULL::bigint AS resident_id WHERE false", {})
# Each campaign is a bit: what somebody got is one string of bits, and a window is a mask over it. Whoever used up the
# budget of B in a window of n campaigns got one of any n - B + 1 of them, so only who got one of the smallest is asked
# for: the messages to everybody are passed over, not gathered.
_TIRED = """
SELECT v.recipient AS resident_id
  FROM deliveries_delivery AS v
  JOIN unnest(%(fat_dispatches)s::bigint[], %(fat_bits)s::bit varying[]) AS w (dispatch_id, bits) USING (dispatch_id)
 WHERE v.dispatch_id = ANY(%(fat_dispatches)s) AND v.state <> ALL (%(fat_lost)s)
   AND v.recipient IN (SELECT few.recipient FROM deliveries_delivery AS few
                        WHERE few.dispatch_id = ANY(%(fat_smallest)s))
 GROUP BY v.recipient
HAVING {used_up}
"""
_USED_UP = "bit_count(bit_or(w.bits) & %(fat_window_{number})s::bit varying) >= %(fat_budget)s"


class _Near(NamedTuple):
    """A dispatch near the day, its campaign, and the day on which it goes out."""

    dispatch: int
    campaign: int
    day: date


def tired(at: datetime, *, but: int | None = None) -> tuple[str, dict[str, Any]]:
    """Return SQL of the residents who may get nothing more on the day of ``at``, and its parameters.

    ``but``: a campaign that does not count, for it is the one being planned. Where no window holds as many campaigns as
    the budget allows, nobody is looked at.
    """
    day = timezone.localtime(at).date()
    windows = _full_windows(day, _near(day, but))
    if not windows:
        return NOBODY
    counted = sorted({one for window in windows for one in window})
    campaigns = sorted({one.campaign for one in counted})
    masks = {
        f"fat_window_{number}": _bits(campaigns, {one.campaign for one in window})
        for number, window in enumerate(windows)
    }
    return _TIRED.format(used_up=" OR ".join(_USED_UP.format(number=number) for number in range(len(windows)))), {
        "fat_dispatches": [one.dispatch for one in counted],
        "fat_bits": [_bits(campaigns, {one.campaign}) for one in counted],
        "fat_smallest": _smallest(windows),
        "fat_lost": sorted(LOST),
        "fat_budget": settings.CAMPAIGN_WEEKLY_BUDGET,
        **masks,
    }


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
