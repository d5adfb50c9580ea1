"""What residents write to the office: a message goes to the readers in their order, and the first that knows it has it.

A word to opt out (10) or about an event (20) is understood at once; whatever else somebody says is for people to
answer (90, ``campaigns.conversations``). A reader is asked within the transaction that stores the message; whatever
it changes and says happens together, or not at all. A reader that fails costs the message nothing: the next is asked.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from residents.models import Channel, Resident

logger = logging.getLogger(__name__)

OPTING_OUT, EVENTS, CONVERSATIONS = 10, 20, 90


@dataclass(frozen=True, slots=True)
class Incoming:
    """One message from a resident, without what its mail program quoted.

    ``resident`` is who it is from, where that is as good as certain: a reply to a message of ours that only its
    recipient had (``proven``), or an SMS from a number that one resident proved to be theirs. Nobody is named who is
    not proven: ``address`` is then all that is known, and an answer holds nothing personal.
    ``delivery_id`` and ``dispatch_id`` say which message it answers; an SMS answers the last one sent to its number
    lately, which is ``sure`` only where there was no other.
    """

    channel: Channel
    address: str = field(repr=False)
    text: str = field(repr=False)
    received_at: datetime
    subject: str = field(default="", repr=False)
    whole: str = field(default="", repr=False)  # with what was cut; empty where nothing was
    resident: Resident | None = field(default=None, repr=False)
    proven: bool = False
    sure: bool = True
    delivery_id: int | None = None
    dispatch_id: int | None = None
    provider_id: str = ""  # unique: a Message-ID, or the gateway's id
    in_reply_to: str = field(default="", repr=False)  # what an email answer names in In-Reply-To
    attachments: int = 0


Reader = Callable[[Incoming], bool]

_readers: dict[str, tuple[int, Reader]] = {}


def register_reader(name: str, reader: Reader, *, order: int) -> None:
    """Let ``reader`` see what comes in before those of a higher ``order``; called from ``AppConfig.ready``."""
    _readers[name] = (order, reader)


def take(incoming: Incoming) -> str:
    """Ask the readers in order; return the name of the one that took the message, or nothing where none did."""
    for name, (_order, reader) in sorted(_readers.items(), key=lambda item: item[1][0]):
        try:
            with transaction.atomic():
                taken = reader(incoming)
        except Exception:
            if name == _last():
                raise  # it was for people: it is brought again
            logger.exception("the reader %s failed over a message", name)
            continue
        if taken:
            return name
    return ""


def _last() -> str:
    return max(_readers, key=lambda name: _readers[name][0])
