"""The mails that were caught, read once on arrival; the newest 5,000 are kept."""

import base64
import threading
from collections import Counter, deque
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import default as default_policy
from typing import Any

from config.simulators.journal import Journal

KEPT = 5_000


@dataclass(frozen=True, slots=True)
class Mail:
    """One caught mail: its envelope, and what a mail program would make of it."""

    id: str
    received: str
    sender: str
    to: list[str]
    raw: bytes = field(repr=False)
    subject: str = ""
    headers: list[tuple[str, str]] = field(default_factory=list)
    text: str = ""
    html: str = ""
    attachments: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """Return what ``/api/messages`` shows; ``size`` is in bytes as received."""
        shown = asdict(self)
        shown["size"] = len(shown.pop("raw"))
        shown["from"] = shown.pop("sender")
        return shown

    def header(self, name: str) -> str:
        """Return the first header of this name, or nothing."""
        return next((value for found, value in self.headers if found.lower() == name.lower()), "")


def read(number: str, received: str, sender: str, to: list[str], raw: bytes) -> Mail:
    """Take a mail apart. Whatever cannot be read is left out; it never raises."""
    message = message_from_bytes(raw, _class=EmailMessage, policy=default_policy)
    return Mail(
        id=number,
        received=received,
        sender=sender,
        to=to,
        raw=raw,
        subject=_header(message, "Subject"),
        headers=[(name, _header_text(message, name, position)) for position, name in enumerate(message.keys())],
        text=_body(message, "plain"),
        html=_body(message, "html"),
        attachments=[part.get_filename() or part.get_content_type() for part in _attachments(message)],
    )


def _header(message: EmailMessage, name: str) -> str:
    try:
        return str(message[name] or "")
    except (ValueError, LookupError, MessageError, IndexError, AttributeError):
        return ""


def _header_text(message: EmailMessage, name: str, position: int) -> str:
    try:
        return str(message.values()[position])
    except (ValueError, LookupError, MessageError, IndexError, AttributeError):
        return _header(message, name)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    if part is None:
        return ""
    try:
        return str(part.get_content()).replace("\r\n", "\n")
    except (LookupError, ValueError):  # an unknown character set
        payload = part.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""


def _attachments(message: EmailMessage) -> list[EmailMessage]:
    try:
        return [part for part in message.iter_attachments() if isinstance(part, EmailMessage)]
    except (AttributeError, TypeError, KeyError):  # a multipart that has no parts
        return []


class MailStore:
    """The caught mails, newest last; safe to use from many threads."""

    def __init__(self, folder: str | None = None) -> None:
        self._lock = threading.Lock()
        self._journal = Journal(folder, KEPT)
        self._mails: deque[Mail] = deque(map(_recall, self._journal.kept), maxlen=KEPT)
        self.total = max((int(mail.id) for mail in self._mails), default=0)

    def add(self, sender: str, to: list[str], raw: bytes) -> Mail:
        """Keep a mail and give it the next number."""
        received = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._lock:
            self.total += 1
            number = str(self.total)
        mail = read(number, received, sender, to, raw)
        with self._lock:
            self._mails.append(mail)
        self._journal.write(_remember(mail))
        return mail

    def newest(self, to: str = "", limit: int = KEPT) -> list[Mail]:
        """Return the mails of one address, or of all, newest first."""
        wanted = to.lower()
        with self._lock:
            mails = list(self._mails)
        found = [mail for mail in reversed(mails) if not wanted or wanted in (address.lower() for address in mail.to)]
        return found[:limit]

    def get(self, number: str) -> Mail | None:
        with self._lock:
            return next((mail for mail in self._mails if mail.id == number), None)

    def mailboxes(self) -> list[tuple[str, int]]:
        """Return the addresses with their number of mails, the one that got the newest mail first."""
        counts = Counter(address for mail in self.newest() for address in mail.to)
        return list(counts.items())

    def empty(self) -> None:
        """Forget everything, the count as well."""
        with self._lock:
            self._mails.clear()
            self.total = 0
        self._journal.empty()


def _remember(mail: Mail) -> dict[str, Any]:
    raw = base64.b64encode(mail.raw).decode()
    return {"id": mail.id, "received": mail.received, "sender": mail.sender, "to": mail.to, "raw": raw}


def _recall(record: dict[str, Any]) -> Mail:
    raw = base64.b64decode(record["raw"])
    return read(record["id"], record["received"], record["sender"], record["to"], raw)
