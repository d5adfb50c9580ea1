"""Messages that answer what somebody just did: a code, a receipt. They go at once, before everything else.

``store`` keeps what ``residents.outgoing.tell`` says, in its transaction, and enqueues the id after the commit. A queue
that is away costs nothing: the sweeper enqueues what is open again. ``send`` claims by one UPDATE, which marks the row
before the provider is called; ``tries`` is the claim's epoch, and who comes late records nothing.

An answer that never came: an SMS, and a code over any channel, are then unknown and never repeated, for whoever waits
asks for another. Other email goes out again under its Message-ID. What has ended keeps neither address nor words.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError

from deliveries.check_codes import Family, coder
from deliveries.enqueueing import PRIORITY_OF, URGENT_QUEUE
from deliveries.models import TransactionalMessage
from deliveries.sms import without_origin
from deliveries.states import DeliveryState, Lane
from residents.copying import new_ids
from residents.models import Channel
from residents.outgoing import CHECK_CODE

logger = logging.getLogger(__name__)

CODE = "code"
EMPTIED: dict[str, Any] = {
    **{"address": "", "subject": "", "text": "", "html": "", "in_reply_to": None},
    "lease_until": None,
}
AT_ONCE = 500

# While it is queued, ``lease_until`` says until when its task may still be on its way. The pause grows with its age, so
# that a queue without a worker is not filled with the same id for a day.
_OPEN = """
UPDATE deliveries_transactionalmessage AS m
   SET lease_until = now() + greatest(interval '5 seconds', (now() - m.created_at) / 4)
 WHERE m.id IN (
   SELECT id FROM deliveries_transactionalmessage
    WHERE state = 'queued' AND expires_at > now() AND (not_before IS NULL OR not_before <= now())
      AND (lease_until IS NULL OR lease_until <= now())
    ORDER BY id LIMIT %(most)s
      FOR UPDATE SKIP LOCKED)
RETURNING m.id
"""


def store(
    *,
    kind: str,
    channel: Channel,
    address: str,
    subject: str,
    text: str,
    html: str,
    expires_at: datetime,
    about: str = "",
    in_reply_to: str = "",
    **_signal: object,
) -> None:
    """Keep a message in the caller's transaction, and have it sent once that is committed (``message_wanted``)."""
    message = TransactionalMessage(
        pk=new_ids(TransactionalMessage, 1)[0],
        kind=kind,
        channel=channel,
        address=address,
        expires_at=expires_at,
        about=about,
        in_reply_to=in_reply_to or None,
    )
    code = coder(Family.RECEIPTS)(message.pk)
    message.subject, message.html = subject, html.replace(CHECK_CODE, code)
    message.text = (without_origin(text) if channel == Channel.SMS else text).replace(CHECK_CODE, code)
    message.save(force_insert=True)
    transaction.on_commit(partial(_enqueue, [message.pk]), robust=True)


def due() -> "QuerySet[TransactionalMessage]":
    """Return what may be sent now."""
    now = Q(not_before=None) | Q(not_before__lte=Now())
    return TransactionalMessage.objects.filter(now, state=DeliveryState.QUEUED, expires_at__gt=Now())


def may_repeat(message: TransactionalMessage) -> bool:
    """Say whether ``message`` goes again after an answer that never came, at the risk of arriving twice."""
    return message.channel == Channel.EMAIL and message.kind != CODE


def sweep() -> None:
    """Settle what dead workers had in hand, end what is too old, enqueue what is open."""
    _settle_dead()
    _expire()
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, {"most": AT_ONCE})
        ids = sorted(row[0] for row in cursor.fetchall())
    _enqueue(ids)


def forget() -> int:
    """Delete what is older than ``TRANSACTIONAL_DAYS``; return how many."""
    before = timezone.now() - timedelta(days=settings.TRANSACTIONAL_DAYS)
    deleted, _ = TransactionalMessage.objects.filter(created_at__lt=before).delete()
    return deleted


def _settle_dead() -> None:
    """Decide over what a worker held whose lease ended; one that ends later than any does is of a clock set back."""
    lease = timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
    over = Q(lease_until__lt=Now()) | Q(lease_until__gt=Now() + 2 * lease)
    dead = TransactionalMessage.objects.filter(over, state=DeliveryState.SENDING)
    repeated = dead.filter(channel=Channel.EMAIL).exclude(kind=CODE)
    again = repeated.update(state=DeliveryState.QUEUED, code="worker_lost", lease_until=None)
    unknown = dead.update(state=DeliveryState.UNKNOWN, code="worker_lost", **EMPTIED)
    if again or unknown:
        logger.warning("%s codes and receipts were in the hands of workers that died", again + unknown)


def _expire() -> None:
    late = TransactionalMessage.objects.filter(state=DeliveryState.QUEUED, expires_at__lte=Now())
    expired = late.update(state=DeliveryState.FAILED, code="expired", **EMPTIED)
    if expired:
        logger.warning("%s codes and receipts could not be sent in time", expired)


def _enqueue(ids: Sequence[int]) -> None:
    for place, pk in enumerate(ids):
        try:
            current_app.send_task(
                "deliveries.send_transactional", (pk,), queue=URGENT_QUEUE, priority=PRIORITY_OF[Lane.URGENT]
            )
        except OperationalError as error:
            logger.warning("the queue cannot be reached (%s); the sweeper will try again", type(error).__name__)
            left = TransactionalMessage.objects.filter(pk__in=ids[place:], state=DeliveryState.QUEUED)
            left.update(lease_until=None)
            return
