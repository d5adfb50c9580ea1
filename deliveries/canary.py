"""The canary: the first messages of a dispatch go out alone, and what became of them decides about the rest.

Without a threshold a person decides. With one (``halt_percent``) the dispatch goes on by itself when, some minutes
after the last of them, no more than that share is lost; and whatever its canary said, it halts by itself at any
time when more is lost of all, or of the last some thousand.
"""

import logging

from django.conf import settings
from django.db.models import Exists, OuterRef

from deliveries.dispatches import CannotChange, hold, pass_canary
from deliveries.losses import Losses, glance_at, latest_losses_of, losses_of
from deliveries.models import Chunk, Dispatch
from deliveries.states import ChunkState, DispatchState, HeldBecause

logger = logging.getLogger(__name__)

_CHUNKS = Chunk.objects.filter(dispatch=OuterRef("pk"))
_OPEN = _CHUNKS.exclude(state=ChunkState.DONE)


def judge() -> None:
    """Decide about canaries that went out, and halt what loses too much; called by the sweeper."""
    sending = Dispatch.objects.filter(state=DispatchState.SENDING)
    canaries = sending.filter(canary__gt=0, canary_passed_at__isnull=True)
    # Where nothing waits behind the canary there is nothing to decide.
    for dispatch in canaries.filter(~Exists(_OPEN.filter(canary=True)), Exists(_OPEN.filter(canary=False))):
        _judge_canary(dispatch)
    for dispatch in sending.filter(halt_percent__isnull=False):
        _halt_when_losing(dispatch)


def _judge_canary(dispatch: Dispatch) -> None:
    if dispatch.halt_percent is None:
        _hold(dispatch, HeldBecause.CANARY, "the canary went out")
        return
    losses = losses_of(dispatch, canary=True)
    if _too_many(dispatch, losses):
        _hold(dispatch, HeldBecause.LOSSES, _said(losses))
    elif not losses.decided:
        _hold(dispatch, HeldBecause.CANARY, "nothing of the canary went out")
    elif losses.quiet_seconds >= settings.DELIVERY_CANARY_SECONDS:
        pass_canary(dispatch, reason=f"canary passed: {_said(losses)}")


def _halt_when_losing(dispatch: Dispatch) -> None:
    """Halt when too many of the last messages are lost, or of all: what bounces late lies in chunks of any age.

    All are counted only where a glance at a few chunks makes it likely, for that reads every message.
    """
    looked = latest_losses_of(dispatch)
    if not _halts(dispatch, looked) and _halts(dispatch, glance_at(dispatch)):
        looked = losses_of(dispatch)
    if _halts(dispatch, looked):
        _hold(dispatch, HeldBecause.LOSSES, _said(looked))


def _halts(dispatch: Dispatch, losses: Losses) -> bool:
    return losses.decided >= settings.DELIVERY_HALT_AT_LEAST and _too_many(dispatch, losses)


def _too_many(dispatch: Dispatch, losses: Losses) -> bool:
    return dispatch.halt_percent is not None and losses.percent > dispatch.halt_percent


def _said(losses: Losses) -> str:
    return f"{losses.lost} of {losses.decided} messages lost"


def _hold(dispatch: Dispatch, because: HeldBecause, reason: str) -> None:
    try:
        hold(dispatch, because=because, reason=reason)
    except CannotChange:
        return  # a person or another sweeper was first
    logger.warning("dispatch %s halted: %s", dispatch.pk, reason)
