"""Answering "is this really from the district?" for a code that somebody types in: yes, with what it was about, or no.

Never to whom. Wrong codes are counted per client as wrong birth dates are (``tries``); a wrong one and one of a message
that never went out get the same answer.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from deliveries import check_codes
from deliveries.check_codes import Family
from deliveries.models import Delivery, TransactionalMessage
from deliveries.states import DeliveryState
from notices import tries
from notices.models import Notice
from notices.tries import TooManyTries
from notices.types import NOTICE_TYPES
from residents.keyring import keyring

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# What may be in somebody's hands; what is in doubt may be too.
_MAY_HAVE_ARRIVED = (
    DeliveryState.SENDING,
    DeliveryState.ACCEPTED,
    DeliveryState.DELIVERED,
    DeliveryState.BOUNCED,
    DeliveryState.UNKNOWN,
)


@dataclass(frozen=True, slots=True)
class Ours:
    """A message of ours: which department sent it (empty: the site itself), about what, on which day."""

    department: str
    about: "StrPromise | str"
    sent_on: date


@transaction.atomic
def check(code: str, *, client: str) -> Ours | None:
    """Return what the message with this code was about, None where we sent none; raise TooManyTries."""
    caller = keyring().hash(client, b"check client")
    tries.take_turns(caller)
    if tries.count(caller) >= settings.READING_TRIES_PER_CLIENT:
        raise TooManyTries
    pk, receipt = check_codes.read_code(code), check_codes.read_code(code, Family.RECEIPTS)
    found = (_sent(pk) if pk is not None else None) or (_receipt(receipt) if receipt is not None else None)
    if found is None:
        tries.note(caller)
    return found


def _sent(pk: int) -> Ours | None:
    """Return a notice's message as far as it is anybody's business; its day is that of the first one accepted."""
    notice = Notice.objects.select_related("batch__dispatch").filter(pk=pk).first()
    if notice is None:
        return None
    dispatch = notice.batch.dispatch
    sent = Delivery.objects.filter(dispatch=dispatch, recipient=pk, state__in=_MAY_HAVE_ARRIVED)
    if not sent.exists():
        return None
    at = sent.aggregate(at=Min("accepted_at"))["at"] or dispatch.started_at or timezone.now()
    return Ours(notice.batch.department, NOTICE_TYPES[notice.batch.notice_type].label, timezone.localdate(at))


def _receipt(pk: int) -> Ours | None:
    """Return a message that answered what somebody did on the site; known as long as its row is kept."""
    sent = TransactionalMessage.objects.filter(pk=pk, state__in=_MAY_HAVE_ARRIVED).first()
    if sent is None:
        return None
    about = _("A code or a confirmation of what was done on this site")
    return Ours("", about, timezone.localdate(sent.accepted_at or sent.created_at))
