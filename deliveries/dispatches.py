"""The life of a dispatch: every change of its state is made here, guarded by the state it leaves."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from accounts.models import User
from deliveries.models import Delivery, Dispatch, DispatchEvent
from deliveries.states import BEFORE, ChunkState, DeliveryState, DispatchState, HeldBecause

# One statement, hence one moment: a doubt that is settled makes its chunk ready in the same transaction. Only chunks
# that are not done or doubtful are looked at, never a million deliveries; the mark may outlive the doubt.
_OPEN = """
SELECT EXISTS (SELECT FROM deliveries_chunk AS c WHERE c.dispatch_id = %(dispatch)s AND c.state <> 'done')
    OR EXISTS (SELECT FROM deliveries_chunk AS c
                CROSS JOIN LATERAL (
                      SELECT FROM deliveries_delivery AS v
                       WHERE v.dispatch_id = c.dispatch_id AND v.channel = c.channel AND v.id BETWEEN c.lo AND c.hi
                         AND v.state = 'unknown' LIMIT 1) AS v
                WHERE c.dispatch_id = %(dispatch)s AND c.doubtful)
"""


class CannotChange(Exception):
    """The dispatch is no longer in a state from which this change may be made."""


def submit(dispatch: Dispatch, *, by: User | None) -> None:
    """Hand a draft to the approver."""
    _move(dispatch, DispatchState.AWAITING_APPROVAL, by=by)


def schedule(dispatch: Dispatch, *, at: datetime, by: User | None, reason: str = "") -> None:
    """Let an approved dispatch start at ``at``, or now when that is over; its deliveries must have been planned."""
    # Approved late is not overdue: the person who approves is there and means now.
    at = max(at, timezone.now())
    _move(dispatch, DispatchState.SCHEDULED, by=by, reason=reason, scheduled_at=at)


def start(dispatch: Dispatch) -> None:
    """Begin a dispatch that is due; called by the sweeper."""
    _move(
        dispatch,
        DispatchState.SENDING,
        leaving=DispatchState.SCHEDULED,
        by=None,
        started_at=timezone.now(),
    )


def pause(dispatch: Dispatch, *, by: User | None, reason: str = "") -> None:
    """Stop everything not yet claimed; what a provider is being handed right now still goes out."""
    hold(dispatch, because=HeldBecause.PERSON, by=by, reason=reason)


def hold(dispatch: Dispatch, *, because: HeldBecause, by: User | None = None, reason: str = "") -> None:
    """Pause a dispatch that is being sent, and let it wait for a person: ``because`` says on the page why."""
    _move(
        dispatch, DispatchState.PAUSED, leaving=DispatchState.SENDING, by=by, reason=reason, held_because=because.value
    )


def hold_overdue(dispatch: Dispatch, *, reason: str = "") -> None:
    """Let a scheduled dispatch, whose time is long over, wait for a person in place of starting by itself."""
    _move(
        dispatch,
        DispatchState.PAUSED,
        leaving=DispatchState.SCHEDULED,
        by=None,
        reason=reason,
        held_because=HeldBecause.OVERDUE.value,
    )


@transaction.atomic
def resume(dispatch: Dispatch, *, by: User | None) -> None:
    """Let a paused dispatch go on: what a canary or its losses showed is therewith seen and accepted by a person."""
    held = Dispatch.objects.select_for_update().get(pk=dispatch.pk)
    _move(
        dispatch,
        DispatchState.SENDING,
        leaving=DispatchState.PAUSED,
        by=by,
        started_at=Coalesce(F("started_at"), Now()),
        canary_passed_at=timezone.now() if _passes_canary(held) else held.canary_passed_at,
    )
    # Their tasks may have come while it was paused, and found nothing to do.
    dispatch.chunks.filter(state=ChunkState.READY, enqueued_at__isnull=False).update(enqueued_at=None)
    if held.held_because in (HeldBecause.CANARY, HeldBecause.LOSSES):
        dispatch.chunks.filter(epoch__gt=0).update(excused=True)


def _passes_canary(held: Dispatch) -> bool:
    """Tell whether resuming ends the canary; halted for losses in its middle, it is sent to its end first."""
    if held.held_because == HeldBecause.LOSSES:
        return not held.chunks.filter(canary=True).exclude(state=ChunkState.DONE).exists()
    return held.held_because == HeldBecause.CANARY


def cancel(dispatch: Dispatch, *, by: User | None, reason: str = "") -> int:
    """End the dispatch; return how many deliveries will therefore never go out."""
    _move(dispatch, DispatchState.CANCELLED, by=by, reason=reason, finished_at=timezone.now())
    return cancel_rest(dispatch)


@transaction.atomic
def cancel_rest(dispatch: Dispatch) -> int:
    """Cancel what a cancelled dispatch still has queued, and close its chunks; return how many messages.

    Apart from the cancelling, which has to be seen at once, while this takes seconds for a million; the sweeper comes
    again for what was in a worker's hands.
    """
    dispatch.chunks.filter(state=ChunkState.READY).update(state=ChunkState.DONE, enqueued_at=None, not_before=None)
    return Delivery.objects.filter(dispatch=dispatch, state=DeliveryState.QUEUED).update(state=DeliveryState.CANCELLED)


@transaction.atomic
def pass_canary(dispatch: Dispatch, *, reason: str) -> None:
    """Let the rest follow what went out first."""
    passing = Dispatch.objects.filter(pk=dispatch.pk, state=DispatchState.SENDING, canary_passed_at__isnull=True)
    if passing.update(canary_passed_at=timezone.now()):
        _log(dispatch, DispatchState.SENDING, DispatchState.SENDING, by=None, reason=reason)


def finish_when_done(dispatch: Dispatch) -> bool:
    """Close a dispatch whose chunks are all done with no message in doubt; return whether this call did."""
    return not _is_open(dispatch) and _finish(dispatch)


@transaction.atomic
def _finish(dispatch: Dispatch) -> bool:
    # Who adds a chunk later reopens under this lock (``reopen``), so it is seen here, or the dispatch taken up again.
    Dispatch.objects.select_for_update().only("pk").get(pk=dispatch.pk)
    if _is_open(dispatch):
        return False
    try:
        _move(dispatch, DispatchState.FINISHED, by=None, finished_at=timezone.now())
    except CannotChange:
        return False
    return True


def _is_open(dispatch: Dispatch) -> bool:
    """Tell whether something is still to be sent, or in doubt."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"dispatch": dispatch.pk})
        return bool(cursor.fetchone()[0])


@transaction.atomic
def reopen(dispatch: Dispatch, *, reason: str) -> bool:
    """Take a finished dispatch up again for messages that fall over to another channel; return whether they go out.

    Call it in the transaction that adds their chunks. One that is under way or paused stays as it is, and True is
    returned; a cancelled one sends nothing more.
    """
    state = Dispatch.objects.select_for_update().only("state").get(pk=dispatch.pk).state
    if state == DispatchState.FINISHED:
        _move(dispatch, DispatchState.SENDING, leaving=DispatchState.FINISHED, by=None, reason=reason, finished_at=None)
        return True
    return state in (DispatchState.SCHEDULED, DispatchState.SENDING, DispatchState.PAUSED)


@transaction.atomic
def _move(
    dispatch: Dispatch,
    to: DispatchState,
    *,
    by: User | None,
    leaving: DispatchState | None = None,
    reason: str = "",
    held_because: str = "",
    **values: object,
) -> None:
    before = Dispatch.objects.select_for_update().only("state").get(pk=dispatch.pk).state
    leaves = BEFORE[to] & {leaving} if leaving else BEFORE[to]
    moved = Dispatch.objects.filter(pk=dispatch.pk, state__in=leaves).update(
        state=to, held_because=held_because, **values
    )
    if not moved:
        raise CannotChange(f"A dispatch that is {before} cannot become {to}.")
    _log(dispatch, before, to, by=by, reason=reason)
    dispatch.refresh_from_db()


def _log(dispatch: Dispatch, before: str, after: str, *, by: User | None, reason: str) -> None:
    DispatchEvent.objects.create(dispatch=dispatch, from_state=before, to_state=after, by=by, reason=reason[:200])
