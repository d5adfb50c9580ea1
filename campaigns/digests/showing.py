"""The digest as the office sees it: what the next one would hold, and what became of those before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count
from django.utils import timezone

from campaigns.digests.issues import LAST_HOUR
from campaigns.digests.letters import Thing, things_of
from campaigns.digests.matching import foresee, moment_of, next_day
from campaigns.models import DigestIssue
from deliveries.models import Delivery
from deliveries.states import LOST, WENT_OUT
from residents.cockpit.masking import shown

EARLIER = 12


@dataclass(frozen=True, slots=True)
class Next:
    """The digest that goes out next: its moment, and what would stand in it for how many; None is a few, masked."""

    at: datetime
    stopped: DigestIssue | None
    readers: int | None
    things: list[tuple[Thing, int | None]]


@dataclass(frozen=True, slots=True)
class Earlier:
    """A digest that went out, or was stopped."""

    issue: DigestIssue
    readers: int
    sent: int
    lost: int


def next_digest() -> Next:
    """Return what goes out next, as things are now."""
    at = _next_moment(timezone.localtime())
    seen = foresee(at)
    said = things_of(seen.by_thing)
    ordered = sorted(seen.by_thing, key=lambda name: (-seen.by_thing[name], name))
    stopped = DigestIssue.objects.filter(day=at.date(), stopped_at__isnull=False).first()
    return Next(at, stopped, shown(seen.readers), [(said[name], shown(seen.by_thing[name])) for name in ordered])


def earlier_digests() -> list[Earlier]:
    """Return the last digests, with two queries however many there are."""
    issues = list(DigestIssue.objects.filter(made_at__isnull=False).select_related("stopped_by")[:EARLIER])
    counts = _counts(issues)
    return [
        Earlier(
            issue,
            sum(issue.counts.values()),
            sum(counts.get((issue.pk, state), 0) for state in WENT_OUT),
            sum(counts.get((issue.pk, state), 0) for state in LOST),
        )
        for issue in issues
    ]


def _counts(issues: Sequence[DigestIssue]) -> dict[tuple[int, str], int]:
    rows = (
        Delivery.objects.filter(dispatch__digest_part__issue__in=issues)
        .values_list("dispatch__digest_part__issue", "state")
        .annotate(count=Count("pk"))
        .order_by()
    )
    return {(issue, state): count for issue, state, count in rows}


def _next_moment(now: datetime) -> datetime:
    day = next_day(now.date())
    if day == now.date() and (now.hour >= LAST_HOUR or _is_made(day)):
        day = next_day(day + timedelta(days=1))
    return moment_of(day)


def _is_made(day: date) -> bool:
    return DigestIssue.objects.filter(day=day, made_at__isnull=False).exists()
