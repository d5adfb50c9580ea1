"""The life of a dispatch: every change of its state is made here, guarded by the state it leaves."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from deliveries.models import Delivery, Dispatch, DispatchEvent
from deliveries.states import BEFORE, DeliveryState, DispatchState


class CannotChange(Exception):
    """The dispatch is no longer in a state from which this change may be made."""


def submit(dispatch: Dispatch, *, by: User | None) -> None:
    """Hand a draft to the approver."""
    _move(dispatch, DispatchState.AWAITING_APPROVAL, by=by)


def schedule(dispatch: Dispatch, *, at: datetime, by: User | None, reason: str = "") -> None:
    """Let an approved dispatch start at ``at``; its deliveries must have been planned."""
    _move(dispatch, DispatchState.SCHEDULED, by=by, reason=reason, scheduled_at=at)


def pause(dispatch: Dispatch, *, by: User | None, reason: str = "") -> None:
    """Stop everything not yet claimed; what a provider is being handed right now still goes out."""
    _move(dispatch, DispatchState.PAUSED, by=by, reason=reason)


def resume(dispatch: Dispatch, *, by: User | None) -> None:
    _move(dispatch, DispatchState.SENDING, by=by)


@transaction.atomic
def cancel(dispatch: Dispatch, *, by: User | None, reason: str = "") -> int:
    """End the dispatch; return how many deliveries will therefore never go out."""
    _move(dispatch, DispatchState.CANCELLED, by=by, reason=reason, finished_at=timezone.now())
    return Delivery.objects.filter(dispatch=dispatch, state=DeliveryState.QUEUED).update(state=DeliveryState.CANCELLED)


def start(dispatch: Dispatch) -> None:
    """Begin a dispatch that is due; called by the sweeper."""
    _move(dispatch, DispatchState.SENDING, by=None, started_at=timezone.now())


def finish_when_done(dispatch: Dispatch) -> bool:
    """Close a dispatch whose chunks are all done with no message in doubt; return whether this call did."""
    # Doubts first: a doubt that is settled after this line has made its chunk ready before it.
    if dispatch.deliveries.filter(state=DeliveryState.UNKNOWN).exists():
        return False
    if dispatch.chunks.exclude(state="done").exists():
        return False
    try:
        _move(dispatch, DispatchState.FINISHED, by=None, finished_at=timezone.now())
    except CannotChange:
        return False
    return True


@transaction.atomic
def reopen(dispatch: Dispatch, *, reason: str) -> bool:
    """Take a finished dispatch up again for messages over another channel; return whether they will go out.

    Call it in the transaction that adds their chunks. One that is under way or paused stays as it is, and True is
    returned; a cancelled one sends nothing more.
    """
    state = Dispatch.objects.select_for_update().only("state").get(pk=dispatch.pk).state
    if state == DispatchState.FINISHED:
        Dispatch.objects.filter(pk=dispatch.pk).update(state=DispatchState.SENDING, finished_at=None)
        DispatchEvent.objects.create(
            dispatch=dispatch, from_state=state, to_state=DispatchState.SENDING, by=None, reason=reason
        )
        return True
    return state in (DispatchState.SCHEDULED, DispatchState.SENDING, DispatchState.PAUSED)


@transaction.atomic
def _move(dispatch: Dispatch, to: DispatchState, *, by: User | None, reason: str = "", **values: object) -> None:
    before = Dispatch.objects.select_for_update().only("state").get(pk=dispatch.pk).state
    moved = Dispatch.objects.filter(pk=dispatch.pk, state__in=BEFORE[to]).update(state=to, **values)
    if not moved:
        raise CannotChange(f"A dispatch that is {before} cannot become {to}.")
    DispatchEvent.objects.create(dispatch=dispatch, from_state=before, to_state=to, by=by, reason=reason)
    dispatch.refresh_from_db()
