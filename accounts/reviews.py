"""The monthly review of the access log: which months wait for it, and marking one as reviewed."""

from collections.abc import Mapping

from accounts.models import AccessLogEntry, MonthReview, User
from accounts.months import Month

MOST = 24  # months are looked back for one that was not reviewed: the log is kept two years


class NotOver(Exception):
    """A month can be reviewed when it is over."""


def mark_reviewed(month: Month, *, note: str, findings: Mapping[str, int], by: User) -> MonthReview:
    """Note that ``by`` went through the month; raise NotOver while it goes on."""
    if not month.is_over:
        raise NotOver
    return MonthReview.objects.create(month=month.first, note=note, findings=dict(findings), by=by)


def waiting() -> list[Month]:
    """Return the months that are over, have lines and no review yet, the oldest first."""
    first = AccessLogEntry.objects.order_by("at").values_list("at", flat=True).first()
    if first is None:
        return []
    latest = Month.now().previous
    reviewed = set(MonthReview.objects.filter(month__gte=latest.back(MOST).first).values_list("month", flat=True))
    months = [latest.back(count) for count in reversed(range(MOST))]
    return [month for month in months if month.end > first and month.first not in reviewed]
