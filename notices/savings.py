"""What notices saved: how many were read, by type, for the cockpit (residents/cockpit/savings.py)."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone

from notices.models import Notice
from notices.types import NOTICE_TYPES
from residents.cockpit.savings import Counted

# On paper these are brought to the door and signed for; the others come by post.
BY_VISIT = frozenset({"civil_defense", "school_entry"})


class ReadNotices:
    """Counts notices that were opened and confirmed; one that went on paper as well saved nothing."""

    def read_between(self, begin: date, end: date) -> list[Counted]:
        """Count by the moment of the first opening, and of the confirmation, in KST."""
        from_, until = _midnight(begin), _midnight(end + timedelta(days=1))
        rows = (
            Notice.objects.filter(to_paper_because="")
            .exclude(state__in=(Notice.State.HANDED_OVER, Notice.State.VOID))
            .values_list("batch__notice_type")
            .annotate(
                opened=Count("pk", filter=Q(opened_at__gte=from_, opened_at__lt=until)),
                confirmed=Count("pk", filter=Q(confirmed_at__gte=from_, confirmed_at__lt=until)),
            )
            .order_by("batch__notice_type")
        )
        return [
            Counted(NOTICE_TYPES[slug].label, opened, confirmed, by_visit=slug in BY_VISIT)
            for slug, opened, confirmed in rows
            if slug in NOTICE_TYPES and (opened or confirmed)
        ]


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=timezone.get_default_timezone())
