"""Sending one chunk: claim, then window by window take, render, hand over, record; then let go.

Follow a message: ``send_chunk`` → ``windows.exchange`` (it may be sent, and is taken) → ``_render`` →
``transport.send`` → the next ``windows.exchange`` (what became of it is recorded). A worker killed anywhere leaves a
lease that ends; the sweeper then settles what was in its hands.
"""

import contextlib
import logging
import os
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction

from deliveries import claims, failures, quiet_hours, windows
from deliveries.claims import Lease
from deliveries.content import CompiledContent, Values, compiled_content
from deliveries.dispatches import finish_when_done
from deliveries.models import Dispatch
from deliveries.sources import source_of
from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Outcome, Transport, TransportUnavailable
from deliveries.transports.choice import transport_for
from deliveries.unsubscribing import url_for
from deliveries.windows import LeaseLost, Taken

logger = logging.getLogger(__name__)

Answer = TypeVar("Answer")


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
        _Sending(lease, dispatch).run()
    except LeaseLost:
        logger.warning("chunk %s: lease lost, stopping", chunk_id)
    except TransportUnavailable as error:
        logger.warning("chunk %s waits: %s", chunk_id, error)
        claims.release(lease, delay=settings.DELIVERY_RETRY_SECONDS, trouble=str(error))
    else:
        if _patiently(lambda: claims.release(lease)):
            finish_when_done(dispatch)


@dataclass(slots=True)
class _Sending:
    """One chunk on its way through this worker."""

    lease: Lease
    dispatch: Dispatch
    outcomes: list[Outcome] = field(default_factory=list)  # known, and not yet recorded
    in_hand: set[int] = field(default_factory=set)  # taken, and without an outcome
    after: int = 0

    def run(self) -> None:
        """Send window after window until there is no more, the slice is over, or the provider is away."""
        until = time.monotonic() + settings.DELIVERY_SLICE_SECONDS
        content = compiled_content(self.dispatch.pk, self.lease.channel)
        while time.monotonic() < until:
            window = self._exchange(settings.DELIVERY_WINDOW)
            if window.last is None:
                return
            self.after = window.last
            self._send(content, window.taken)
        self._exchange(0)

    def _send(self, content: CompiledContent, taken: Sequence[Taken]) -> None:
        """Hand a window over. Whatever has an outcome is recorded before an error goes on, all else goes back."""
        self.in_hand = {delivery.delivery_id for delivery in taken}
        try:
            values = source_of(self.dispatch.source).values_for(self.dispatch.pk, [t.recipient for t in taken])
            messages, broken = _render(self.dispatch, content, taken, values)
            self._note(broken)
            if messages:
                self._hand_over(transport_for(self.lease.channel), messages)
        except LeaseLost:
            raise
        except BaseException:
            self._exchange(0)
            if self.lease.marked:
                claims.unmark(self.lease, sorted(self.in_hand))
            raise

    def _hand_over(self, transport: Transport, messages: Sequence[Message]) -> None:
        """Note the outcomes as they come, and record early enough to renew the lease while a slow provider thinks."""
        since = time.monotonic()
        for outcome in transport.send(messages):
            self._note((outcome,))
            if time.monotonic() - since > settings.DELIVERY_LEASE_SECONDS / 4:
                self._exchange(0)
                since = time.monotonic()

    def _note(self, outcomes: Sequence[Outcome]) -> None:
        self.outcomes += outcomes
        self.in_hand.difference_update(outcome.delivery_id for outcome in outcomes)

    def _exchange(self, size: int) -> windows.Window:
        """Record what is known, with what follows from it, and take up to ``size`` more."""
        window = _patiently(lambda: self._exchange_once(size))
        self.outcomes = []
        return window

    def _exchange_once(self, size: int) -> windows.Window:
        not_accepted = [o.delivery_id for o in self.outcomes if o.state != DeliveryState.ACCEPTED]
        with transaction.atomic() if not_accepted else contextlib.nullcontext():
            window = windows.exchange(self.lease, self.outcomes, after=self.after, size=size, through=None)
            if not_accepted:
                failures.follow_up(not_accepted, [o.delivery_id for o in self.outcomes if o.dead_address])
        if window.skipped:
            failures.follow_up(window.skipped, ())
        return window


def _patiently(ask: Callable[[], Answer]) -> Answer:
    """Ask the database again while it restarts: what a provider answered is known to nobody but this process.

    Asking twice is harmless, for every statement here names the lease. Give up when the lease is over anyway.
    """
    until = time.monotonic() + settings.DELIVERY_LEASE_SECONDS
    while True:
        try:
            return ask()
        except (OperationalError, InterfaceError) as error:  # a restart, a cut connection, a deadlock
            if connection.in_atomic_block or time.monotonic() > until:
                raise
            logger.warning("the database does not answer (%s): asking again", type(error).__name__)
            connection.close()
            time.sleep(0.5)


def _render(
    dispatch: Dispatch, content: CompiledContent, taken: Sequence[Taken], values: Mapping[int, Values]
) -> tuple[list[Message], list[Outcome]]:
    """Put each delivery and its recipient's values together; one whose values are missing fails alone (promise 8)."""
    messages, broken = [], []
    for delivery_id, recipient, _tries, address in taken:
        found = values.get(recipient)
        if found is not None and content.needed <= found.keys():
            reference = f"{dispatch.token}.{delivery_id}"
            unsubscribe_url = "" if dispatch.statutory else url_for(reference)
            messages.append(Message(delivery_id, reference, address, content, found, dispatch.service, unsubscribe_url))
        else:
            missing = "" if found is None else f": {min(content.needed - found.keys())}"
            broken.append(Outcome(delivery_id, DeliveryState.FAILED, code=f"no value{missing}"))
    return messages, broken
