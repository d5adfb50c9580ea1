"""The law's last moments: until when a notice may go out electronically (DOMAIN.md; the periods are settings)."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone

from notices.models import Batch, Outcome
from notices.types import NOTICE_TYPES, Row


def values_of(batch: Batch) -> Iterator[Row]:
    """Yield the values of every recipient's row, a page at a time."""
    rows = batch.rows.filter(outcome=Outcome.RECIPIENT).values_list("values", flat=True)
    for text in rows.iterator(chunk_size=2_000):
        yield json.loads(text or "{}")


def latest_of(batch: Batch) -> datetime | None:
    """Return the earliest last moment among the recipients' rows; None where the law sets none."""
    latest = NOTICE_TYPES[batch.notice_type].latest
    return min((latest(row) for row in values_of(batch)), default=None) if latest else None


def late_rows(batch: Batch, start: datetime) -> int:
    """Count the recipients whose last moment is before ``start``, where the law refuses a late notice."""
    notice_type = NOTICE_TYPES[batch.notice_type]
    latest = notice_type.latest if notice_type.late_is_refused else None
    return sum(latest(row) < start for row in values_of(batch)) if latest else 0


def is_past(due: str) -> bool:
    """Tell whether a due date or time, as a row keeps it, is over."""
    moment = datetime.fromisoformat(due)
    return moment.date() < timezone.localdate()
