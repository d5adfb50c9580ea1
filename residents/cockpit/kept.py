"""What was counted is kept for some minutes, so that not every look goes through all residents.

Beat counts today anew every few minutes. An earlier day is counted when it is asked for, and kept no longer: it is
counted by where people live now (docs/decisions/0020). Page, report and workbook read the same, and say the moment.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone

from residents.cockpit.counts import Counts, ask, read
from residents.cockpit.population import from_age_of, population_on
from residents.models import KeptCounts

KEPT = timedelta(minutes=10)  # two rounds of the beat


def counted(day: date, *, from_age: int) -> Counts:
    """Return what was counted lately; counted now where nothing was."""
    since = timezone.now() - KEPT
    kept = KeptCounts.objects.filter(day=day, asked=_asked(from_age), counted_at__gt=since).first()
    return read(day, kept.counted_at, kept.counts) if kept else count_anew(day, from_age=from_age)


def count_anew(day: date, *, from_age: int) -> Counts:
    """Count now, and keep it: of two who count at once, what the later one saw stays."""
    moment, parts = ask(day, from_age=from_age)
    kept, is_new = KeptCounts.objects.get_or_create(
        day=day, asked=_asked(from_age), defaults={"counts": parts, "counted_at": moment}
    )
    if not is_new:
        KeptCounts.objects.filter(pk=kept.pk, counted_at__lt=moment).update(counts=parts, counted_at=moment)
    return read(day, moment, parts)


def count_anew_today() -> None:
    """Count what the next reader will ask for."""
    today = timezone.localdate()
    count_anew(today, from_age=from_age_of(population_on(today)))


def forget() -> int:
    """Delete what is shown no more; return how many days went."""
    deleted, _by_model = KeptCounts.objects.filter(counted_at__lte=timezone.now() - KEPT).delete()
    return deleted


def _asked(from_age: int) -> dict[str, Any]:
    return {"from_age": from_age, "bands": list(settings.AGE_BANDS)}
