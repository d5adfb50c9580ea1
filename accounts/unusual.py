"""What is unusual in one month of the access log, for the review that the law asks for every month.

(개인정보의 안전성 확보조치 기준 제8조 제2항.) A finding accuses nobody: it says where to look. Thresholds are settings,
``ACCESS_REVIEW_…``. Each kind is one statement over the month, so it takes as many for a million lines as for ten.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import actions
from accounts.lines import DOWNLOADS, Wanted, downloads, no_purpose, off_hours, within, without_act
from accounts.models import User
from accounts.months import Month

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST = 20  # of one kind are shown; the largest


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at: whose, how much in words, and which lines it is about."""

    words: str
    wanted: Wanted
    user: int | None = None
    who: str = ""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of finding, with its question and what was found."""

    name: str
    title: "StrPromise"
    why: str
    findings: list[Finding] = field(default_factory=list)
    more: int = 0

    @property
    def count(self) -> int:
        return len(self.findings) + self.more


def unusual(month: Month) -> list[Kind]:
    """Return every kind with its findings, the kinds that found something first."""
    kinds = [_kind(name, month) for name in _KINDS]
    names = _names(finding.user for kind in kinds for finding in kind.findings)
    named = [_with_names(kind, names) for kind in kinds]
    return sorted(named, key=lambda kind: not kind.findings)


def _kind(name: str, month: Month) -> Kind:
    title, why, find = _KINDS[name]
    found = list(find(month))
    return Kind(name, title, str(why()), found[:MOST], max(len(found) - MOST, 0))


def _with_names(kind: Kind, names: dict[int, str]) -> Kind:
    named = [Finding(one.words, one.wanted, one.user, names.get(one.user or 0, "")) for one in kind.findings]
    return Kind(kind.name, kind.title, kind.why, named, kind.more)


def _names(users: Iterable[int | None]) -> dict[int, str]:
    found = User.objects.select_related("dong").filter(pk__in={user for user in users if user})
    return {one.pk: f"{one.name} ({one.department or one.dong or one.username})" for one in found}


def _wanted(month: Month, **what: Any) -> Wanted:
    return Wanted(month.first, month.last, **what)


def _more_people(month: Month) -> Iterator[Finding]:
    months = settings.ACCESS_REVIEW_MONTHS
    now = Q(at__gte=month.begin)
    sums = (
        within(month.back(months).begin, month.end)
        .filter(user__isnull=False)
        .values("user")
        .annotate(now=Sum("people", filter=now, default=0), before=Sum("people", filter=~now, default=0))
        .filter(now__gte=settings.ACCESS_REVIEW_PEOPLE)
        .order_by("-now", "user")
    )
    for row in sums:
        usual = row["before"] / months if months else 0
        if row["now"] >= usual * settings.ACCESS_REVIEW_TIMES:
            words = _("%(count)s people, usually %(usual)s a month") % {
                "count": f"{row['now']:,}",
                "usual": f"{round(usual):,}",
            }
            yield Finding(words, _wanted(month, user=row["user"]), row["user"])


def _off_hours(month: Month) -> Iterator[Finding]:
    found = off_hours(within(month.begin, month.end), month.begin, month.end)
    for user, count in _by_user(found, settings.ACCESS_REVIEW_OFF_HOURS):
        words = ngettext("%(count)s time", "%(count)s times", count) % {"count": f"{count:,}"}
        yield Finding(words, _wanted(month, user=user, marks=frozenset({"off_hours"})), user)


def _without_act(month: Month) -> Iterator[Finding]:
    found = without_act(within(month.begin, month.end), month.begin, month.end)
    for user, count in _by_user(found, settings.ACCESS_REVIEW_WITHOUT_ACT, of="subject"):
        words = ngettext("%(count)s record", "%(count)s records", count) % {"count": f"{count:,}"}
        yield Finding(words, _wanted(month, user=user, marks=frozenset({"without_act"})), user)


def _without_purpose(month: Month) -> Iterator[Finding]:
    found = no_purpose(within(month.begin, month.end).filter(downloads()), month.begin, month.end)
    for user, count in _by_user(found, 1):
        words = ngettext("%(count)s file", "%(count)s files", count) % {"count": f"{count:,}"}
        marks = frozenset({"no_purpose"})
        yield Finding(words, _wanted(month, user=user, action=DOWNLOADS, marks=marks), user)


def _downloads(month: Month) -> Iterator[Finding]:
    for user, count in _by_user(within(month.begin, month.end).filter(downloads()), 1):
        words = ngettext("%(count)s file", "%(count)s files", count) % {"count": f"{count:,}"}
        yield Finding(words, _wanted(month, user=user, action=DOWNLOADS), user)


def _looked_at_by_many(month: Month) -> Iterator[Finding]:
    of_people = Q(pk__in=[])
    for kind in actions.kinds_of_people():
        of_people |= Q(subject__startswith=f"{kind}:")
    lines = within(month.begin, month.end).filter(of_people)
    # Most people's records are opened by one or two: those are let go before anybody is told apart.
    often = lines.values("subject").annotate(times=Count("user")).filter(times__gte=settings.ACCESS_REVIEW_LOOKERS)
    counts = (
        lines.filter(subject__in=often.values("subject"))
        .values("subject")
        .annotate(lookers=Count("user", distinct=True))
        .filter(lookers__gte=settings.ACCESS_REVIEW_LOOKERS)
        .order_by("-lookers", "subject")
    )
    for row in counts:
        words = _("%(subject)s, by %(count)s people of the office") % {
            "subject": actions.subject_words(row["subject"]),
            "count": row["lookers"],
        }
        yield Finding(words, _wanted(month, subject=row["subject"]))


def _by_user(found: Any, at_least: int, *, of: str = "pk") -> Iterator[tuple[int, int]]:
    """Yield who stands in these lines how often, the most often first."""
    counts = (
        found.filter(user__isnull=False)
        .order_by()
        .values("user")
        .annotate(count=Count(of, distinct=of != "pk"))
        .filter(count__gte=at_least)
        .order_by("-count", "user")
    )
    yield from counts.values_list("user", "count")


def _why_more() -> str:
    return _(
        "At least %(times)s times their monthly average of the %(months)s months before, and %(people)s people."
    ) % {
        "times": f"{settings.ACCESS_REVIEW_TIMES:g}",
        "months": settings.ACCESS_REVIEW_MONTHS,
        "people": f"{settings.ACCESS_REVIEW_PEOPLE:,}",
    }


def _why_off_hours() -> str:
    return _("At least %(count)s looks before %(begin)s:00 or from %(end)s:00, at weekends or on public holidays.") % {
        "count": settings.ACCESS_REVIEW_OFF_HOURS,
        "begin": settings.ACCESS_REVIEW_DAY_BEGINS,
        "end": settings.ACCESS_REVIEW_DAY_ENDS,
    }


def _why_without_act() -> str:
    return _("At least %(count)s single records opened without doing anything for these people that month.") % {
        "count": settings.ACCESS_REVIEW_WITHOUT_ACT
    }


def _why_many() -> str:
    return _("At least %(count)s people of the office opened the same person’s record.") % {
        "count": settings.ACCESS_REVIEW_LOOKERS
    }


Find = Callable[[Month], Iterator[Finding]]
_KINDS: "dict[str, tuple[StrPromise, Callable[[], str], Find]]" = {
    "without_purpose": (
        gettext_lazy("Files taken without a purpose"),
        lambda: _("Ask for the reason of each, and write it into the note."),
        _without_purpose,
    ),
    "more_people": (gettext_lazy("More people than usual"), _why_more, _more_people),
    "off_hours": (gettext_lazy("At night and on days off"), _why_off_hours, _off_hours),
    "without_act": (gettext_lazy("Many records, nothing done"), _why_without_act, _without_act),
    "by_many": (gettext_lazy("The same person, by many"), _why_many, _looked_at_by_many),
    "downloads": (
        gettext_lazy("Files taken"),
        lambda: _("The reason of every download is to be checked. Each stands in its line."),
        _downloads,
    ),
}
