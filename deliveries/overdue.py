"""What is late waits for a person: a dispatch whose hour is long over, and all of them after the house was asleep.

After a restore, or hours without power, nobody can say whether a notice still makes sense, or went out already by
a database that no longer exists. The sweeper leaves a heartbeat; when the last one is old, what is being sent is
paused before anything is fed, and no claim is given meanwhile (``deliveries.claims``).
"""

import logging

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from deliveries.dispatches import CannotChange, hold, hold_overdue, start
from deliveries.models import Dispatch
from deliveries.states import DispatchState, HeldBecause

logger = logging.getLogger(__name__)

# Inserted when missing, so that the row can be locked; then no gap is known.
_FIRST_BEAT = """
INSERT INTO deliveries_heartbeat (name, at) VALUES ('sweep', now()) ON CONFLICT (name) DO NOTHING
"""
_GAP = "SELECT extract(epoch FROM clock_timestamp() - at) FROM deliveries_heartbeat WHERE name = 'sweep' FOR UPDATE"
_BEAT = "UPDATE deliveries_heartbeat SET at = clock_timestamp() WHERE name = 'sweep'"


@transaction.atomic
def beat() -> float:
    """Leave the sweeper's heartbeat; when the last is too old, first pause what is being sent. Return the gap."""
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_BEAT)
        first = cursor.rowcount == 1
        cursor.execute(_GAP)
        gap = float(cursor.fetchone()[0])
        if first:
            _hold_all(Dispatch.objects.filter(started_at__lt=timezone.now() - settings.DOWNTIME), "no heartbeat")
        elif gap > settings.DOWNTIME.total_seconds():
            _hold_all(Dispatch.objects.all(), f"asleep for {gap / 60:.0f} minutes")
        cursor.execute(_BEAT)
    return gap


def _hold_all(dispatches: QuerySet[Dispatch], reason: str) -> None:
    for dispatch in dispatches.filter(state=DispatchState.SENDING):
        try:
            hold(dispatch, because=HeldBecause.DOWNTIME, reason=reason)
        except CannotChange:
            continue
        logger.warning("dispatch %s waits for a person: %s", dispatch.pk, reason)


def start_due_dispatches() -> None:
    """Start what is due; what should have begun long ago waits for a person."""
    now = timezone.now()
    for dispatch in Dispatch.objects.filter(state=DispatchState.SCHEDULED, scheduled_at__lte=now):
        assert dispatch.scheduled_at is not None  # noqa: S101  # by the filter
        late = now - dispatch.scheduled_at
        try:
            if late > settings.DISPATCH_OVERDUE:
                hold_overdue(dispatch, reason=f"{late.total_seconds() / 60:.0f} minutes late")
            else:
                start(dispatch)
        except CannotChange:
            continue  # another sweeper was first
