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
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from deliveries import claims, failures, quiet_hours, rates, routing, windows
from deliveries.claims import Lease
from deliveries.content import WAY_OUT, CompiledContent, Values, compiled_content
from deliveries.dispatches import finish_when_done
from deliveries.models import Dispatch
from deliveries.patience import patiently
from deliveries.routing import Way
from deliveries.sources import source_of
from deliveries.states import DeliveryChannel, DeliveryState
from deliveries.transports.base import Message, Outcome, TransportUnavailable
from deliveries.unsubscribing import url_for
from deliveries.windows import LeaseLost, Taken, Window

logger = logging.getLogger(__name__)

SHORT_WAIT = 0.1  # seconds that are waited for a rate with the chunk in hand
# A slow mail server gets smaller windows: until one is over its process looks at no other queue, where a code may wait.
# Never so small that a connection would have less than some messages, or sending would slow down.
WINDOW_SECONDS = 2.0
LEAST_PER_CONNECTION = 5

_pace: dict[int, float] = {}  # mail server → seconds for a message in this process's last window


class _Wait(Exception):
    """The rest of the chunk may go in some seconds; ``trouble`` is for people, empty where all is as it should be."""

    def __init__(self, seconds: float, trouble: str = "") -> None:
        super().__init__(trouble)
        self.seconds, self.trouble = seconds, trouble


def send_chunk(chunk_id: int) -> None:
    """Send what may be sent of one chunk; do nothing when it is not ready or another worker has it."""
    lease = claims.claim(chunk_id, worker=f"{socket.gethostname()}:{os.getpid()}")
    if lease is None:
        return
    dispatch = Dispatch.objects.get(pk=lease.dispatch_id)
    wait = _Wait(0)
    try:
        _Sending(lease, dispatch).run()
    except LeaseLost:
        logger.warning("chunk %s: lease lost, stopping", chunk_id)
        return
    except _Wait as asked:
        wait = asked
        logger.log(logging.WARNING if wait.trouble else logging.DEBUG, "chunk %s waits: %s", chunk_id, wait.trouble)
    if patiently(lambda: claims.release(lease, delay=wait.seconds, trouble=wait.trouble)):
        finish_when_done(dispatch)


@dataclass(slots=True)
class _Sending:
    """One chunk on its way through this worker."""

    lease: Lease
    dispatch: Dispatch
    outcomes: list[Outcome] = field(default_factory=list)  # known, and not yet recorded
    sent_through: int | None = None  # the provider of these
    in_hand: set[int] = field(default_factory=set)  # taken, and without an outcome
    after: int = field(init=False)  # the last delivery that was taken

    def __post_init__(self) -> None:
        self.after = self.lease.lo - 1

    def run(self) -> None:
        """Send window after window until there is no more or the slice is over; raise _Wait for what has to wait."""
        until = time.monotonic() + settings.DELIVERY_SLICE_SECONDS
        content = compiled_content(self.dispatch.pk, self.lease.channel)
        while time.monotonic() < until and self._window(content):
            pass
        self._exchange()

    def _window(self, content: CompiledContent) -> bool:
        """Send one window over the way that is best now; return whether there may be more."""
        night = quiet_hours.seconds_to_wait(self.dispatch, self.lease.channel)
        if night:
            raise self._waiting(night, "quiet hours")
        try:
            way = routing.way_for(self.lease.channel)
        except TransportUnavailable as error:
            raise self._waiting(_seconds(error), str(error)) from error
        try:
            window = self._take(way)
            if window.taken:
                self._send(way, content, window.taken)
            return window.last is not None
        finally:
            routing.unused(way)

    def _take(self, way: Way) -> Window:
        """Take as many as the rates and the way allow; raise _Wait when that is none for a while."""
        wanted = _window_size(self.lease, way)
        while True:
            grant = rates.take(
                self.dispatch.pk, self.dispatch.per_second, way.provider_id, way.settings.per_second, wanted
            )
            if grant.granted:
                break
            if grant.wait > SHORT_WAIT:
                raise self._waiting(grant.wait)
            self._exchange()
            time.sleep(grant.wait)
        window = self._exchange(grant.granted, way.provider_id)
        rates.give_back(grant, grant.granted - len(window.taken))
        self.after = window.last or self.after
        return window

    def _send(self, way: Way, content: CompiledContent, taken: Sequence[Taken]) -> None:
        """Hand a window over. Whatever has an outcome is recorded before an error goes on, all else goes back."""
        self.in_hand, self.sent_through = {delivery.delivery_id for delivery in taken}, way.provider_id
        try:
            values = source_of(self.dispatch.source).values_for(self.dispatch.pk, [t.recipient for t in taken])
            messages, broken = _render(self.dispatch, content, taken, values)
            for outcome in broken:
                self._note(outcome)
            if messages:
                self._hand_over(way, messages)
        except LeaseLost:
            raise
        except TransportUnavailable as error:
            self._give_back()
            routing.failed(way, error)
            raise _Wait(_seconds(error), "" if error.retry_in == 0 else str(error)) from error
        except BaseException:
            self._give_back()
            raise

    def _hand_over(self, way: Way, messages: Sequence[Message]) -> None:
        """Note the outcomes as they come, and record early enough to renew the lease while a slow provider thinks."""
        often, began = settings.DELIVERY_LEASE_SECONDS / 4, time.monotonic()
        due = began + often
        for outcome in way.transport.send(messages):
            self._note(outcome)
            if time.monotonic() > due:
                self._exchange()
                due = time.monotonic() + often
        if len(messages) >= way.settings.connections:
            _pace[way.provider_id] = (time.monotonic() - began) / len(messages)
        routing.worked(way)

    def _note(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self.in_hand.discard(outcome.delivery_id)

    def _give_back(self) -> None:
        """Record what is known; what was taken and certainly not handed over goes back."""
        self._exchange()
        if self.lease.marked:
            claims.unmark(self.lease, sorted(self.in_hand))

    def _waiting(self, seconds: float, trouble: str = "") -> _Wait:
        self._exchange()
        return _Wait(seconds, trouble)

    def _exchange(self, size: int = 0, through: int | None = None) -> Window:
        """Record what is known, with what follows from it, and take up to ``size`` more."""
        window = patiently(lambda: self._exchange_once(size, through))
        self.outcomes = []
        return window

    def _exchange_once(self, size: int, through: int | None) -> Window:
        not_accepted = [o.delivery_id for o in self.outcomes if o.state != DeliveryState.ACCEPTED]
        with transaction.atomic() if not_accepted else contextlib.nullcontext():
            window = windows.exchange(
                self.lease,
                self.outcomes,
                after=self.after,
                size=size,
                sent_through=self.sent_through,
                through=through,
            )
            if not_accepted:
                failures.follow_up(not_accepted, [o.delivery_id for o in self.outcomes if o.dead_address])
        if window.skipped:
            failures.follow_up(window.skipped, ())
        return window


def _window_size(lease: Lease, way: Way) -> int:
    """Return how many may be in doubt at once: of a gateway a request, of a mail server what it takes in a while."""
    if lease.channel != DeliveryChannel.EMAIL:
        size: int = settings.DELIVERY_SMS_WINDOW
    else:
        size = settings.DELIVERY_WINDOW if lease.marked else settings.DELIVERY_CAMPAIGN_WINDOW
        size = min(size, _in_a_while(way))
    return min(size, way.window or size)


def _in_a_while(way: Way) -> int:
    least = LEAST_PER_CONNECTION * way.settings.connections
    pace = _pace.get(way.provider_id)
    return least if pace is None else max(least, int(WINDOW_SECONDS / max(pace, 1e-6)))


def _seconds(error: TransportUnavailable) -> float:
    return settings.DELIVERY_RETRY_SECONDS if error.retry_in is None else error.retry_in


def _render(
    dispatch: Dispatch, content: CompiledContent, taken: Sequence[Taken], values: Mapping[int, Values]
) -> tuple[list[Message], list[Outcome]]:
    """Put each delivery and its recipient's values together; one whose values are missing fails alone (promise 8)."""
    messages, broken = [], []
    has_way_out, needed = WAY_OUT in content.needed, content.needed - {WAY_OUT}
    for delivery_id, recipient, _tries, address in taken:
        found = values.get(recipient)
        if found is not None and needed <= found.keys():
            reference = f"{dispatch.token}.{delivery_id}"
            unsubscribe_url = "" if dispatch.statutory else url_for(reference)
            if has_way_out:
                found = {**found, WAY_OUT: unsubscribe_url}
            messages.append(Message(delivery_id, reference, address, content, found, dispatch.service, unsubscribe_url))
        else:
            missing = "" if found is None else f": {min(needed - found.keys())}"
            broken.append(Outcome(delivery_id, DeliveryState.FAILED, code=f"no value{missing}"))
    return messages, broken
