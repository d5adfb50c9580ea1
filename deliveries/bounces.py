"""Reading what came back to the return path: which message it is about, whether that is proven, and what it says.

Anybody may write to that address. A bounce is *proven* when it shows the return path with its mac (``verp``), which
only those know who handled the message. A Message-ID names the message too, but proves nothing (docs/decisions/0009).
Nothing here raises, looks at more than the first part of a huge message, or speaks to the database.
"""

import email
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from enum import StrEnum

from deliveries import verp
from deliveries.bounce_prose import decoded, prose, subject_of
from deliveries.complaints import feedback_type, is_complaint
from deliveries.delivery_status import Said, statuses
from deliveries.transports.references import Reference

logger = logging.getLogger(__name__)

MOST_BYTES = 256 * 1024
# Each level of nesting is tried at each line.
_MOST_PARTS = 40
_PARTS = re.compile(rb"boundary\s*=|message/", re.IGNORECASE)
_MESSAGE_ID = re.compile(r"<([0-9a-f]{12}\.[0-9]{1,18})@", re.IGNORECASE)
_DELIVERED_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To")
_AUTOMATIC_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Respond", "X-Vacation")
_AUTOMATIC_SUBJECT = re.compile(
    r"자동\s?(?:응답|회신|답장)|부재\s?중|out of (?:the )?office|auto(?:matic|mated)?[- ]?(?:reply|response)|vacation",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """What something that came back is."""

    STATUS = "status"  # a bounce, or another word on how far a message is
    COMPLAINT = "complaint"
    AUTOMATIC = "automatic"  # a vacation notice and the like: nothing to do
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What one returned message says. ``reference`` is the message it is about, ``proven`` whether that is certain."""

    kind: Kind
    reference: Reference | None = None
    proven: bool = False
    said: list[Said] = field(default_factory=list)


def read_bounce(raw: bytes, *, recipient: str = "") -> Bounce:
    """Return what ``raw`` says; ``recipient`` is the envelope address it came to, where that is known."""
    try:
        return _read(raw[:MOST_BYTES], recipient)
    except Exception as error:  # whatever people send must not stop the rest (promise 8)
        logger.warning("a returned message cannot be read (%s)", type(error).__name__)
        return Bounce(Kind.NOT_UNDERSTOOD)


def _read(raw: bytes, recipient: str) -> Bounce:
    if len(_PARTS.findall(raw)) > _MOST_PARTS:
        return Bounce(Kind.NOT_UNDERSTOOD)
    message = email.message_from_bytes(raw)
    kind, said = _content(message, raw)
    if kind in (Kind.AUTOMATIC, Kind.NOT_UNDERSTOOD):
        return Bounce(kind)
    texts = [*_envelopes(message, recipient), *_all_texts(message, raw)]
    proven = next((found for text in texts if (found := verp.find(text)) is not None), None)
    if proven is None and any(map(verp.is_transactional, texts)):
        return Bounce(Kind.AUTOMATIC)  # a code to a mistyped address: who waits for it asks for another
    return Bounce(kind, proven or _named(message, raw), proven is not None, said)


def _content(message: Message, raw: bytes) -> tuple[Kind, list[Said]]:
    """Return what kind it is. Bounces go first: many call themselves automatic, as a vacation notice does."""
    feedback = feedback_type(message)
    if feedback:
        return (Kind.COMPLAINT if is_complaint(feedback) else Kind.AUTOMATIC), []
    said = statuses(message)
    if not said and not _is_vacation(message):
        said = prose(message, raw)
    if said:
        return Kind.STATUS, said
    return (Kind.AUTOMATIC if is_automatic(message) else Kind.NOT_UNDERSTOOD), []


def _envelopes(message: Message, recipient: str) -> list[str]:
    """Return the addresses that it came to."""
    return [recipient, *(str(value) for name in _DELIVERED_TO for value in message.get_all(name, []))]


def _named(message: Message, raw: bytes) -> Reference | None:
    """Return the message whose Message-ID it shows."""
    for text in _all_texts(message, raw):
        found = _MESSAGE_ID.search(text)
        if found:
            return Reference.read(found[1].lower())
    return None


def _all_texts(message: Message, raw: bytes) -> Iterator[str]:
    """Yield all there is to search: as it came, then every part that was encoded."""
    yield raw.decode("latin-1")
    for part in message.walk():
        if not part.is_multipart() and "Content-Transfer-Encoding" in part:
            yield decoded(part)


def _is_vacation(message: Message) -> bool:
    """Say whether a person's mailbox answered by itself; a mail server's bounce has other words in its subject."""
    return any(name in message for name in _AUTOMATIC_HEADERS) or bool(_AUTOMATIC_SUBJECT.search(subject_of(message)))


def is_automatic(message: Message) -> bool:
    """Say whether nobody wrote it (RFC 3834, 5), or it is a receipt (RFC 8098)."""
    submitted = str(message.get("Auto-Submitted", "no")).strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    receipt = message.get_content_type() == "multipart/report" and "disposition" in str(
        message.get_param("report-type")
    )
    return (
        not submitted.startswith("no")
        or precedence in ("auto_reply", "bulk", "junk")
        or receipt
        or _is_vacation(message)
    )
