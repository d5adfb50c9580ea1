"""Sending one chunk: claim, then window by window mark, render, hand over, record; then let go.

Follow a message: ``send_chunk`` → ``claims.mark_window`` (it may be sent, and is marked) → ``_render`` →
``transport.send`` → ``recording.record``. A worker killed anywhere leaves marked rows behind; the sweeper
settles them when the lease ends.
"""

import logging
import os
import socket
import time
from collections.abc import Iterator, Mapping, Sequence

from django.conf import settings

from deliveries import claims, quiet_hours, recording
from deliveries.claims import Lease, Marked
from deliveries.content import CompiledContent, Values, compiled_content
from deliveries.dispatches import finish_when_done
from deliveries.models import Dispatch
from deliveries.sources import source_of
from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Outcome, Transport, TransportUnavailable
from deliveries.transports.choice import transport_for

logger = logging.getLogger(__name__)


class LeaseLost(Exception):
    """Another epoch holds the chunk, so nothing more of it is ours to send."""


def send_chunk(chunk_id: int) -> None:
    """Send what may be sent of one chunk; do nothing when it is not ready or another worker has it."""
    lease = claims.claim(chunk_id, worker=f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    dispatch = Dispatch.objects.get(pk=lease.dispatch_id)
    wait = quiet_hours.seconds_to_wait(dispatch, lease.channel)
    if wait:
        claims.release(lease, delay=wait, trouble="quiet hours")
        return
    try:
        _send_windows(lease, dispatch)
    except LeaseLost:
        logger.warning("chunk %s: lease lost, stopping", chunk_id)
    except TransportUnavailable as error:
        logger.warning("chunk %s waits: %s", chunk_id, error)
        claims.release(lease, delay=settings.DELIVERY_RETRY_SECONDS, trouble=str(error))
    else:
        if claims.release(lease):
            finish_when_done(dispatch)


def _send_windows(lease: Lease, dispatch: Dispatch) -> None:
    content = compiled_content(dispatch.pk, lease.channel)
    while (window := claims.mark_window(lease)) is not None:
        if window:
            _send_window(lease, dispatch, content, window)


def _send_window(lease: Lease, dispatch: Dispatch, content: CompiledContent, window: list[Marked]) -> None:
    """Send one marked window; whatever gets no outcome goes back to the queue before an error goes on."""
    left = {marked.delivery_id for marked in window}
    try:
        values = source_of(dispatch.source).values_for(dispatch.pk, [marked.recipient for marked in window])
        messages, broken = _render(dispatch, content, window, values)
        _record(lease, broken, left)
        for outcomes in _in_time(transport_for(lease.channel), messages):
            _record(lease, outcomes, left)
    finally:
        claims.unmark(lease, sorted(left))


def _record(lease: Lease, outcomes: Sequence[Outcome], left: set[int]) -> None:
    if not recording.record(lease, outcomes):
        left.clear()
        raise LeaseLost
    left.difference_update(outcome.delivery_id for outcome in outcomes)


def _in_time(transport: Transport, messages: Sequence[Message]) -> Iterator[list[Outcome]]:
    """Yield the outcomes in bulk, but early enough to renew the lease while a slow provider thinks."""
    outcomes: list[Outcome] = []
    since = time.monotonic()
    try:
        for outcome in transport.send(messages) if messages else ():
            outcomes.append(outcome)
            if time.monotonic() - since > settings.DELIVERY_LEASE_SECONDS / 4:
                yield outcomes
                outcomes, since = [], time.monotonic()
    except TransportUnavailable:
        yield outcomes  # what the provider did answer is recorded before the chunk waits
        raise
    yield outcomes


def _render(
    dispatch: Dispatch, content: CompiledContent, window: Sequence[Marked], values: Mapping[int, Values]
) -> tuple[list[Message], list[Outcome]]:
    """Render the window; a recipient whose values are missing fails alone (promise 8)."""
    messages, broken = [], []
    for marked in window:
        try:
            found = values[marked.recipient]
        except KeyError:
            broken.append(Outcome(marked.delivery_id, DeliveryState.FAILED, code="no values"))
            continue
        if content.needed <= found.keys():
            messages.append(_message(dispatch, content, marked, found))
        else:
            missing = min(content.needed - found.keys())
            broken.append(Outcome(marked.delivery_id, DeliveryState.FAILED, code=f"no value: {missing}"))
    return messages, broken


def _message(dispatch: Dispatch, content: CompiledContent, marked: Marked, values: Values) -> Message:
    return Message(
        delivery_id=marked.delivery_id,
        reference=reference_of(dispatch, marked.delivery_id),
        address=marked.address,
        content=content,
        values=values,
        list_id=dispatch.service,
        unsubscribe_url=values.get("unsubscribe_url", ""),
    )


def reference_of(dispatch: Dispatch, delivery_id: int) -> str:
    """Return our own name for a message, the same at every attempt (Message-ID, the provider's customFields)."""
    return f"{dispatch.token}.{delivery_id}"
