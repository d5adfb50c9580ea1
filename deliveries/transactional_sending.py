"""Sending one transactional message: choose the way, claim, hand over, record. ``transactional`` says what is promised.

The ways, their breakers, rates and kept connections are those of dispatches (``worker``), so a code waits for no
connection, and what it learns of a provider everybody knows.
"""

import logging
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from deliveries import rates, routing
from deliveries.content import Compiled, CompiledContent, header_text, place, plain_text
from deliveries.models import TransactionalMessage
from deliveries.patience import patiently
from deliveries.routing import Way
from deliveries.states import DeliveryState
from deliveries.suppressions import is_suppressed
from deliveries.transactional import EMPTIED, due, may_repeat
from deliveries.transports.base import Message, Outcome, TransportUnavailable
from deliveries.transports.references import transactional_reference
from residents.hashes import contact_hashes
from residents.models import Channel
from residents.outgoing import CODES

logger = logging.getLogger(__name__)

MOST_WAYS = 5  # tried one after another before the message waits
RATE_PATIENCE = 1.0  # seconds that a provider's rate is waited for
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 600.0  # seconds after a temporary refusal; doubled each time

# All of it are places, so words of one person are never compiled, nor kept in a process's caches.
_PLAIN = CompiledContent(Compiled(place("subject"), header_text), Compiled(place("text"), plain_text), None)
_WITH_HTML = CompiledContent(_PLAIN.subject, _PLAIN.text, Compiled(place("html"), plain_text))


def send(pk: int) -> None:
    """Send one message, over another provider where one fails. Nothing happens where it is not due or another has it.

    Whether its address is suppressed is asked here; a code goes out all the same, for its reader asked for it.
    """
    for _ in range(MOST_WAYS):
        message = due().filter(pk=pk).first()
        if message is None:
            return
        if message.kind not in CODES and is_suppressed(message.channel, *contact_hashes(message.address or "")):
            _mine(message).update(state=DeliveryState.SKIPPED, code="suppressed", **EMPTIED)
            return
        try:
            way = routing.way_for(message.channel)
        except TransportUnavailable as error:
            _wait(message, error)
            return
        try:
            _send_over(way, message)
        finally:
            routing.unused(way)


def _send_over(way: Way, message: TransactionalMessage) -> None:
    grant = _rate(way)
    if not grant.granted:
        _later(message, grant.wait)
        return
    if _claim(message, way):
        _hand_over(way, message)
    else:
        rates.give_back(grant, 1)


def _rate(way: Way) -> rates.Grant:
    """Take one message's worth of the provider's rate, waiting for it a little."""
    until = time.monotonic() + RATE_PATIENCE
    while True:
        grant = rates.take(0, None, way.provider_id, way.settings.per_second, 1)
        if grant.granted or time.monotonic() + grant.wait > until:
            return grant
        time.sleep(grant.wait)


def _claim(message: TransactionalMessage, way: Way) -> bool:
    """Mark the message before the provider is called; return whether this worker won it."""
    won = due().filter(pk=message.pk, tries=message.tries)
    lease = timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
    if not won.update(
        state=DeliveryState.SENDING,
        tries=F("tries") + 1,
        lease_until=Now() + lease,
        not_before=None,
        sent_through=way.provider_id,
    ):
        return False
    message.state, message.tries = DeliveryState.SENDING, message.tries + 1
    return True


def _hand_over(way: Way, message: TransactionalMessage) -> None:
    outcome: Outcome | None = None
    try:
        for outcome in way.transport.send([_written(message)]):  # noqa: B007  # one message has one outcome
            pass
    except TransportUnavailable as error:
        if outcome is not None:
            _record(message, outcome)
        routing.failed(way, error)
        if outcome is None:
            _wait(message, error)
        return
    except BaseException:
        _record(message, outcome or Outcome(message.pk, DeliveryState.UNKNOWN, code="broken_off"))
        raise
    _record(message, outcome or Outcome(message.pk, DeliveryState.UNKNOWN, code="answer_lost"))
    routing.worked(way)


def _written(message: TransactionalMessage) -> Message:
    reference = transactional_reference(message.pk, message.created_at)
    values: dict[str, str] = {
        "subject": message.subject or (settings.MAIL_FROM_NAME if message.channel == Channel.SMS else ""),
        "text": message.text or "",
        "html": message.html or "",
    }
    content = _WITH_HTML if message.html else _PLAIN
    thread = message.in_reply_to or ""
    return Message(message.pk, reference, message.address or "", content, values, in_reply_to=thread)


def _record(message: TransactionalMessage, outcome: Outcome) -> None:
    state = outcome.state
    if state == DeliveryState.UNKNOWN and may_repeat(message):
        state = DeliveryState.QUEUED
    changes: dict[str, Any] = {"state": state, "code": outcome.code[:60], "provider_id": outcome.provider_id[:80]}
    if state == DeliveryState.QUEUED:
        pause = min(FIRST_PAUSE * 2.0 ** min(message.tries - 1, 20), LONGEST_PAUSE)
        changes |= {"not_before": Now() + timedelta(seconds=pause), "lease_until": None}
    else:
        changes |= EMPTIED | {"accepted_at": Now() if state == DeliveryState.ACCEPTED else None}
    patiently(lambda: _mine(message).update(**changes))
    if state in (DeliveryState.FAILED, DeliveryState.UNKNOWN):
        logger.warning("%s %s became %s: %s", message.kind, message.pk, state, outcome.code)


def _wait(message: TransactionalMessage, error: TransportUnavailable) -> None:
    """Give back what was certainly not sent; at once where another provider can take over."""
    seconds = settings.DELIVERY_RETRY_SECONDS if error.retry_in is None else error.retry_in
    if seconds:
        logger.warning("%s %s waits: %s", message.kind, message.pk, error)
    _later(message, seconds)


def _later(message: TransactionalMessage, seconds: float) -> None:
    not_before = Now() + timedelta(seconds=seconds) if seconds else None
    patiently(lambda: _mine(message).update(state=DeliveryState.QUEUED, not_before=not_before, lease_until=None))


def _mine(message: TransactionalMessage) -> "QuerySet[TransactionalMessage]":
    """Return the row as long as nobody else has changed it: the lease of a slow worker may have ended."""
    return TransactionalMessage.objects.filter(pk=message.pk, state=message.state, tries=message.tries)
