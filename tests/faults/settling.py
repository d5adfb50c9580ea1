"""Settling what a fault left in doubt, as the office would: SMS with the gateway, email by a person."""

import time

from django.utils import timezone

from deliveries import settling
from deliveries.models import Delivery, Dispatch
from deliveries.states import IN_FLIGHT, DeliveryState, DispatchState
from tests.faults.counts import Counts
from tests.faults.crowd import the_approver
from tests.faults.kinds import Kind
from tests.stage import Stage, wait_until

PATIENCE = 60.0  # seconds


def settle_doubts(stage: Stage, kind: Kind, dispatch: Dispatch) -> None:
    """Settle what is in doubt; nothing is left in doubt then, and the dispatch is finished."""
    if kind is Kind.SMS:
        _have_the_gateway_asked(stage, dispatch)
    else:
        settling.give_up(dispatch, by=the_approver())
    assert not _rows(dispatch, DeliveryState.UNKNOWN).exists()
    over = {DispatchState.FINISHED, DispatchState.CANCELLED}
    wait_until(lambda: Dispatch.objects.get(pk=dispatch.pk).state in over, "the dispatch is finished")


def _have_the_gateway_asked(stage: Stage, dispatch: Dispatch) -> None:
    """Ask until nothing is in doubt; the two minutes after which an absence counts are pretended to be over."""
    deadline = time.monotonic() + PATIENCE
    while _rows(dispatch, DeliveryState.UNKNOWN, *IN_FLIGHT).exists():
        assert time.monotonic() < deadline, "SMS stay in doubt"
        doubtful = _rows(dispatch, DeliveryState.UNKNOWN)
        doubtful.filter(not_before__gt=timezone.now()).update(not_before=timezone.now())
        stage.ask("deliveries.poll_reports")
        time.sleep(0.5)
    counts = Counts.of(stage, Kind.SMS, dispatch)
    assert not counts.lost and not counts.stray and not counts.twice
    assert len(counts.arrived) == counts.planned - _rows(dispatch, DeliveryState.FAILED).count()


def _rows(dispatch: Dispatch, *states: DeliveryState):
    return Delivery.objects.filter(dispatch=dispatch, state__in=states)
