"""The digest of a week: made when its hour has come, stopped by a person before or while it goes out."""

from collections import Counter
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, F, Func
from django.utils import timezone, translation

from accounts.models import User
from campaigns.digests import letters, matching
from campaigns.models import DigestDispatch, DigestIssue, DigestReader
from campaigns.news import SERVICE
from deliveries import dispatches
from deliveries.models import Dispatch
from deliveries.planning import plan
from deliveries.states import DispatchState, Lane
from residents.consent import mask_of
from residents.models import ConsentKind

LAST_HOUR = 18  # what could not be made until then is not made in the evening

_AUDIENCE = """
SELECT 'email', d.resident_number, d.resident_number, k.id
  FROM campaigns_digestreader AS d
  JOIN residents_contactpoint AS k
    ON k.resident_id = d.resident_number AND k.channel = 'email' AND k.stopped_at IS NULL AND k.verified_at IS NOT NULL
 WHERE d.issue_id = %(issue)s AND d.language = %(language)s AND cardinality(d.things) = %(things)s
"""


class Stopped(Exception):
    """Nothing of the digest can be stopped, or taken up, any more."""


def make_due() -> int:
    """Make today's digest when its hour has come; return how many get one. Made or stopped, it is left as it is."""
    now = timezone.localtime()
    if now.isoweekday() != int(settings.DIGEST_WEEKDAY) or not int(settings.DIGEST_HOUR) <= now.hour < LAST_HOUR:
        return 0
    matching.forget_old(now.date())
    return make(now)


@transaction.atomic
def make(at: datetime) -> int:
    """Plan the digest of the day of ``at``: a dispatch for each language and number of things.

    So a dispatch has one content, with as many places as each of its readers has things.
    """
    issue = _locked(at)
    if issue.made_at or issue.stopped_at:
        return 0
    matching.write_readers(issue, at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE campaigns_digestreader")
    sizes = DigestReader.objects.filter(issue=issue).annotate(size=Func(F("things"), function="cardinality"))
    kinds = list(sizes.values_list("language", "size").annotate(Count("pk")).order_by("size", "language"))
    counts: Counter[str] = Counter()
    for _language, size, count in kinds:
        counts[str(size)] += count
    issue.made_at, issue.counts = timezone.now(), counts
    issue.save(update_fields=["made_at", "counts"])
    return sum(_plan(issue, language, size, at) for language, size, _count in kinds)


@transaction.atomic
def stop(at: datetime, *, by: User) -> DigestIssue:
    """Send nothing of that day's digest, or nothing more; what a provider has is gone. Raise Stopped."""
    issue = _locked(at)
    if issue.stopped_at:
        raise Stopped
    for part in issue.dispatches.select_related("dispatch"):
        if part.dispatch.state not in (DispatchState.FINISHED, DispatchState.CANCELLED):
            dispatches.cancel(part.dispatch, by=by, reason="digest stopped")
    issue.stopped_at, issue.stopped_by = timezone.now(), by
    issue.save(update_fields=["stopped_at", "stopped_by"])
    return issue


@transaction.atomic
def take_up(at: datetime) -> None:
    """Let a digest go out after all that was stopped before it was made. Raise Stopped."""
    issue = _locked(at)
    if issue.made_at:
        raise Stopped
    issue.stopped_at = issue.stopped_by = None
    issue.save(update_fields=["stopped_at", "stopped_by"])


def _locked(at: datetime) -> DigestIssue:
    day = timezone.localtime(at).date()
    DigestIssue.objects.get_or_create(day=day)
    return DigestIssue.objects.select_for_update().get(day=day)


def _plan(issue: DigestIssue, language: str, size: int, at: datetime) -> int:
    with translation.override("ko"):  # the office's
        title = letters.title_of(issue.day)
    dispatch = Dispatch.objects.create(
        title=title,
        source="digests",
        service=SERVICE,
        required_consents=mask_of([ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL]),
        statutory=False,
        quiet_hours=True,
        lane=Lane.CAMPAIGN,
    )
    DigestDispatch.objects.create(issue=issue, dispatch=dispatch, language=language, things=size)
    letters.write_content(dispatch, language, size)
    dispatches.submit(dispatch, by=None)
    planned = plan(dispatch, _AUDIENCE, {"issue": issue.pk, "language": language, "things": size})
    dispatches.schedule(dispatch, at=at, by=None, reason="weekly digest")
    return planned
