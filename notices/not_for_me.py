"""What came in as "not me": a thing to do for the department, until one of its people has seen to it.

The contact is stopped and the notice is on paper by then (``reading.not_me``); what is left to people is to ask the
right person for an address, or whether somebody mistyped one at the counter.
"""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from accounts.models import User
from notices.models import Batch, Notice, NoticeEvent


@dataclass(frozen=True, slots=True)
class Waiting:
    """A batch and how many of its notices were answered "not me" and not yet seen to."""

    batch: Batch
    count: int


def open_events() -> "QuerySet[NoticeEvent]":
    """Return each "not me" that nobody has seen to since."""
    seen = NoticeEvent.objects.filter(
        notice=OuterRef("notice"), kind=NoticeEvent.Kind.NOT_ME_SEEN, pk__gt=OuterRef("pk")
    )
    return NoticeEvent.objects.filter(~Exists(seen), kind=NoticeEvent.Kind.NOT_ME)


def waiting_in(batches: "QuerySet[Batch]") -> list[Waiting]:
    """Return which of ``batches`` wait for somebody to see to it, the newest first."""
    counted = open_events().filter(notice__batch__in=batches.order_by()).order_by().values("notice__batch")
    counts = dict(counted.annotate(count=Count("notice", distinct=True)).values_list("notice__batch", "count"))
    return [Waiting(batch, counts[batch.pk]) for batch in batches.filter(pk__in=counts)]


def last_of(batch: Batch) -> int:
    """Return the newest open "not me" of a batch as the page shows it; 0 where there is none."""
    return open_events().filter(notice__batch=batch).aggregate(last=Max("pk"))["last"] or 0


@transaction.atomic
def see_to(batch: Batch, *, through: int, by: User) -> int:
    """Note that ``by`` has seen to what had come in up to event ``through``; return how many notices that were."""
    Batch.objects.select_for_update().get(pk=batch.pk)  # two clicks do it once
    events = open_events().filter(notice__batch=batch, pk__lte=through)
    notices = list(Notice.objects.filter(Exists(events.filter(notice=OuterRef("pk")))))
    NoticeEvent.objects.bulk_create(
        [NoticeEvent(notice=notice, kind=NoticeEvent.Kind.NOT_ME_SEEN, by=by) for notice in notices]
    )
    return len(notices)
