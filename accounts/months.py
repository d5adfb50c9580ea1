"""A month of the office's calendar, as the reviews go by it."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month, by its first day."""

    first: date

    @classmethod
    def now(cls) -> "Month":
        return cls(timezone.localdate().replace(day=1))

    @classmethod
    def read(cls, text: str) -> "Month | None":
        """Read ``2026-10``; return None for anything else."""
        try:
            return cls(date.fromisoformat(f"{text}-01"))
        except ValueError:
            return None

    @property
    def name(self) -> str:
        """As it stands in an address: ``2026-10``."""
        return f"{self.first:%Y-%m}"

    @property
    def last(self) -> date:
        return self.next.first - timedelta(days=1)

    @property
    def begin(self) -> datetime:
        return timezone.make_aware(datetime.combine(self.first, time()))

    @property
    def end(self) -> datetime:
        """The moment with which the next one begins."""
        return self.next.begin

    @property
    def is_over(self) -> bool:
        return self < Month.now()

    @property
    def next(self) -> "Month":
        return Month((self.first + timedelta(days=31)).replace(day=1))

    @property
    def previous(self) -> "Month":
        return Month((self.first - timedelta(days=1)).replace(day=1))

    def back(self, months: int) -> "Month":
        """Return the month so many months before."""
        return self if months <= 0 else self.previous.back(months - 1)
