"""Nobody is written to too often: a budget of news for each person in any seven days, over all departments.

A campaign counts on the day for which it is scheduled, for everybody to whom it went or will go; a message that was
skipped, cancelled or lost costs nothing. Statutory notices are no campaigns, and corrections neither cost nor are kept
back (docs/decisions/0025-what-every-news-keeps.md). Counted are the windows of seven days that hold the day, before
and after it, so that a campaign planned for an earlier day leaves room for what is planned already.
"""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.conf import settings
from django.utils import timezone

from campaigns.models import CampaignDispatch, DigestDispatch

DAYS = 7

NOBODY: tuple[str, dict[str, Any]] = ("SELECT NULL::bigint AS resident_id WHERE false", {})
# A resident is tired when the budget is used up in one of the windows that hold the day.
_TIRED = """
SELECT DISTINCT got.recipient AS resident_id
  FROM (SELECT DISTINCT v.recipient, w.number, w.campaign_id
          FROM unnest(%(fat_dispatches)s::bigint[], %(fat_campaigns)s::bigint[], %(fat_windows)s::int[])
                 AS w (dispatch_id, campaign_id, number)
          JOIN deliveries_delivery AS v ON v.dispatch_id = w.dispatch_id
         WHERE v.state NOT IN ('skipped', 'cancelled', 'failed', 'bounced')) AS got
 GROUP BY got.recipient, got.number
HAVING count(*) >= %(fat_budget)s
"""


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
    near = _near(day, but)
    spent = [(one, number) for number, within in enumerate(_full_windows(day, near)) for one in within]
    if not spent:
        return NOBODY
    return _TIRED, {
        "fat_dispatches": [one.dispatch for one, _number in spent],
        "fat_campaigns": [one.campaign for one, _number in spent],
        "fat_windows": [number for _one, number in spent],
        "fat_budget": settings.CAMPAIGN_WEEKLY_BUDGET,
    }


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
