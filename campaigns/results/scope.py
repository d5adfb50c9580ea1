"""Whose results, and of when: an officer's own department or, for heads, all; a period, and the one before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from accounts.models import Role, User
from accounts.roles import roles_of

M = TypeVar("M", bound=Model)
LONGEST_DAYS = 731


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose results somebody may see; ``department`` None: of all."""

    department: str | None

    @classmethod
    def of(cls, user: User) -> "Scope":
        """Return what ``user`` may see: heads the totals of every department, officers their own."""
        return cls(None if Role.HEAD in roles_of(user) else user.department)

    def visible(self, rows: "QuerySet[M]") -> "QuerySet[M]":
        return rows if self.department is None else rows.filter(department=self.department)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``first`` to ``last``, both in it."""

    first: date
    last: date

    @property
    def begins(self) -> datetime:
        return _midnight(self.first)

    @property
    def ends(self) -> datetime:
        """Return the moment after it."""
        return _midnight(self.last + timedelta(days=1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def before(self) -> "Period":
        """Return the period of the same length that ends the day before; of whole months as many whole months."""
        last = self.first - timedelta(days=1)
        months = _whole_months(self)
        if months:
            return Period(_months_back(self.first, months), last)
        return Period(self.first - timedelta(days=self.days), last)

    def query(self) -> str:
        return f"?from={self.first}&to={self.last}"


def period_of(asked: Mapping[str, str], today: date) -> Period:
    """Return the period that was asked for; this month where none was, or none that makes sense."""
    first, last = _day(asked.get("from", "")), _day(asked.get("to", ""))
    if first is None or last is None or first > last or (last - first).days >= LONGEST_DAYS or first.year < 2000:
        return Period(today.replace(day=1), today)
    return Period(first, last)


def presets(today: date) -> dict[str, Period]:
    """Return the periods that are asked for most, by name."""
    month = today.replace(day=1)
    quarter = month.replace(month=(month.month - 1) // 3 * 3 + 1)
    last_month = month - timedelta(days=1)
    return {
        "month": Period(month, today),
        "last_month": Period(last_month.replace(day=1), last_month),
        "quarter": Period(quarter, today),
        "year": Period(month.replace(month=1), today),
    }


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _whole_months(period: Period) -> int:
    """Return how many whole months a period is; 0 where it is none."""
    if period.first.day != 1 or (period.last + timedelta(days=1)).day != 1:
        return 0
    return (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1


def _months_back(first: date, months: int) -> date:
    number = first.year * 12 + first.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)
