"""Lines of the access log: narrowed down, read page by page from the newest back, and described in words.

Every question here begins with a period, which an index serves; a page is found by where the last one ended, so the
thousandth costs what the first does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import holidays
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts import actions
from accounts.models import AccessLogEntry

LINES_PER_PAGE = 50
COUNTED = 10_000  # lines; beyond that the page says "more than"

Lines = QuerySet[AccessLogEntry]
DOWNLOADS = "downloads"  # in place of an action's name: all of them


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines: the first and the last day, and what else they have to fulfil."""

    begin: date
    end: date
    user: int | None = None
    action: str = ""
    subject: str = ""
    words: str = ""
    marks: frozenset[str] = field(default_factory=frozenset)

    def period(self) -> tuple[datetime, datetime]:
        """Return the first moment, and the first after the last."""
        last = self.end + timedelta(days=1)
        begin, end = (timezone.make_aware(datetime.combine(day, time())) for day in (self.begin, last))
        return begin, end


def lines(wanted: Wanted) -> Lines:
    """Return the lines, the newest first."""
    begin, end = wanted.period()
    found = within(begin, end)
    if wanted.user:
        found = found.filter(user=wanted.user)
    if wanted.action == DOWNLOADS:
        found = found.filter(downloads())
    elif wanted.action:
        found = found.filter(action=wanted.action)
    if wanted.subject:
        found = found.filter(subject=wanted.subject)
    if wanted.words:
        found = found.filter(purpose__icontains=wanted.words)
    for mark in sorted(wanted.marks):
        found = MARKS[mark](found, begin, end)
    return found.order_by("-at", "-id")


def within(begin: datetime, end: datetime) -> Lines:
    return AccessLogEntry.objects.filter(at__gte=begin, at__lt=end)


def downloads() -> Q:
    return Q(action__startswith=actions.DOWNLOAD) | Q(action__in=actions.files())


def off_hours(found: Lines, begin: datetime, end: datetime) -> Lines:
    """Keep what was looked at in the night, at weekends and on public holidays.

    Asked for by periods and not by each line's hour, so that an index serves it.
    """
    periods = Q(pk__in=[])
    for first, after in _off_periods(begin, end):
        periods |= Q(at__gte=first, at__lt=after)
    return found.filter(periods)


def no_purpose(found: Lines, begin: datetime, end: datetime) -> Lines:
    return found.filter(purpose="")


def single(found: Lines, begin: datetime, end: datetime) -> Lines:
    """Keep looks at the record of one person."""
    of_people = Q(pk__in=[])
    for kind in actions.kinds_of_people():
        of_people |= Q(subject__startswith=f"{kind}:")
    return found.filter(of_people)


def without_act(found: Lines, begin: datetime, end: datetime) -> Lines:
    """Keep looks at one person for whom the same user did nothing in this time."""
    acts = within(begin, end).filter(action__in=actions.acts(), user=OuterRef("user"), subject=OuterRef("subject"))
    return single(found, begin, end).filter(~Exists(acts))


MARKS = {"off_hours": off_hours, "no_purpose": no_purpose, "single": single, "without_act": without_act}


def page_after(found: Lines, last: AccessLogEntry | None) -> tuple[list[AccessLogEntry], bool]:
    """Return the lines that come after ``last`` (the first ones without it), and whether there are more behind them."""
    if last is not None:
        found = found.filter(at__lte=last.at).exclude(at=last.at, id__gte=last.pk)
    page = list(found.select_related("user")[: LINES_PER_PAGE + 1])
    return page[:LINES_PER_PAGE], len(page) > LINES_PER_PAGE


def count(found: Lines) -> int:
    """Count lines, up to one more than ``COUNTED``."""
    return found.order_by()[: COUNTED + 1].count()


def described(page: Iterable[AccessLogEntry], roles: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Say lines in words; a subject has a link where the reader may follow it."""
    for entry in page:
        yield {
            "entry": entry,
            "action": actions.name(entry.action),
            "subject": actions.subject_words(entry.subject),
            "url": actions.subject_url(entry.subject, roles),
        }


def _off_periods(begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield what lies between the hours of work: from an evening to the next working day's morning."""
    first, last = timezone.localtime(begin).date(), timezone.localtime(end).date()
    days_off = set(_holidays(begin, end))
    since = begin
    for day in (first + timedelta(days=number) for number in range((last - first).days + 1)):
        if day.weekday() >= 5 or day in days_off:
            continue
        midnight = timezone.make_aware(datetime.combine(day, time()))
        yield since, midnight + timedelta(hours=settings.ACCESS_REVIEW_DAY_BEGINS)
        since = midnight + timedelta(hours=settings.ACCESS_REVIEW_DAY_ENDS)
    yield since, end


def _holidays(begin: datetime, end: datetime) -> list[date]:
    years = range(timezone.localtime(begin).year, timezone.localtime(end).year + 1)
    found = holidays.country_holidays("KR", years=list(years))
    return sorted(day for day in found if timezone.localtime(begin).date() <= day <= timezone.localtime(end).date())
