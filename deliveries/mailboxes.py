"""The mailboxes that bounces and answers are taken from: a Maildir, an mbox file, or a folder of an IMAP server.

A message leaves its mailbox only after the database has it; a run that is cut off reads some again, which changes
nothing. What nobody understands is put aside (a folder, a file beside it, or a flag), so that it is not read for ever.
"""

import imaplib
import mailbox
import re
import ssl
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from deliveries.bounces import MOST_BYTES
from deliveries.returned_mail import Fate, Returned, take

ASIDE = "not-understood"
_AT_ONCE = 100
_TIMEOUT = 30.0
_LITERAL_UID = re.compile(rb"UID (\d+)")


class MailboxUnavailable(Exception):
    """The mailbox cannot be read now, or its address is none; the text names no password."""


class Mailbox(Protocol):
    """Messages by their keys."""

    def keys(self) -> Sequence[str]: ...
    def read(self, keys: Sequence[str]) -> dict[str, bytes]:
        """Return the beginning of each message, no more than MOST_BYTES; one that is gone is left out."""
        ...

    def remove(self, keys: Sequence[str]) -> None: ...
    def put_aside(self, keys: Sequence[str]) -> None: ...


def take_all(url: str, taker: Callable[[Sequence[Returned]], list[Fate]] | None = None) -> Counter[Fate]:
    """Take everything out of the mailbox and return how many there were of each fate; raise MailboxUnavailable.

    ``taker`` takes it: what came back to the return path, unless said otherwise.
    """
    counts: Counter[Fate] = Counter()
    with opened(url) as box:
        waiting = box.keys()
        for begin in range(0, len(waiting), _AT_ONCE):
            messages = box.read(waiting[begin : begin + _AT_ONCE])
            fates = dict(zip(messages, (taker or take)([Returned(raw) for raw in messages.values()]), strict=True))
            box.remove([key for key, fate in fates.items() if fate.settled])
            box.put_aside([key for key, fate in fates.items() if fate in (Fate.UNPROVEN, Fate.NOT_UNDERSTOOD)])
            counts.update(fates.values())
    return counts


@contextmanager
def opened(url: str) -> Iterator[Mailbox]:
    """Open ``maildir:/path``, ``mbox:/path``, ``imaps://user:password@host/INBOX`` or ``imap://…``."""
    parts = urlsplit(url)
    kinds = {"maildir": _maildir, "mbox": _mbox, "imap": _imap, "imaps": _imap}
    if parts.scheme not in kinds:
        raise MailboxUnavailable("a mailbox is maildir:/path, mbox:/path, imaps://user:password@host/INBOX or imap://…")
    try:
        with kinds[parts.scheme](parts) as box:
            yield box
    except (mailbox.Error, imaplib.IMAP4.error, OSError, ValueError) as error:
        where = parts.hostname or parts.path
        raise MailboxUnavailable(f"the mailbox {where} cannot be read ({type(error).__name__})") from error


class _Files:
    """A mailbox of the standard library; what is put aside goes to another one of the same kind."""

    def __init__(self, box: "mailbox.Maildir | mailbox.mbox", aside: "mailbox.Maildir | mailbox.mbox") -> None:
        self._box, self._aside = box, aside

    def keys(self) -> Sequence[str]:
        return list(self._box.iterkeys())

    def read(self, keys: Sequence[str]) -> dict[str, bytes]:
        read = {}
        for key in keys:
            try:
                with self._box.get_file(key) as file:
                    read[key] = file.read(MOST_BYTES)
            except (KeyError, FileNotFoundError):
                continue  # another run was first
        return read

    def remove(self, keys: Sequence[str]) -> None:
        for key in keys:
            self._box.discard(key)

    def put_aside(self, keys: Sequence[str]) -> None:
        for key in keys:
            try:
                self._aside.add(self._box[key])
            except (KeyError, FileNotFoundError):
                continue
            self._box.discard(key)


@contextmanager
def _maildir(parts: SplitResult) -> Iterator[Mailbox]:
    box = mailbox.Maildir(unquote(parts.path), factory=None, create=False)
    yield _Files(box, box.add_folder(ASIDE))


@contextmanager
def _mbox(parts: SplitResult) -> Iterator[Mailbox]:
    """Open an mbox under its locks; closing writes it anew, without what was taken so far."""
    path = Path(unquote(parts.path))
    with closing(mailbox.mbox(path, create=False)) as box:
        box.lock()
        with closing(mailbox.mbox(path.with_name(f"{path.name}.{ASIDE}"))) as aside:
            yield _Files(box, aside)


class _Imap:
    """A folder on an IMAP server (RFC 3501). What is put aside is flagged, and flagged messages are not read."""

    def __init__(self, server: imaplib.IMAP4) -> None:
        self._server = server

    def keys(self) -> Sequence[str]:
        found = self._command("SEARCH", "UNDELETED", "UNFLAGGED")
        return [uid.decode() for line in found if isinstance(line, bytes) for uid in line.split()]

    def read(self, keys: Sequence[str]) -> dict[str, bytes]:
        read = {}
        for answer in self._command("FETCH", ",".join(keys), f"(UID BODY.PEEK[]<0.{MOST_BYTES}>)"):
            if isinstance(answer, tuple) and (uid := _LITERAL_UID.search(answer[0])):
                read[uid[1].decode()] = answer[1]
        return read

    def remove(self, keys: Sequence[str]) -> None:
        self._flag(keys, r"(\Deleted)")
        if keys and "UIDPLUS" in self._server.capabilities:
            self._command("EXPUNGE", ",".join(keys))
        elif keys:
            self._server.expunge()

    def put_aside(self, keys: Sequence[str]) -> None:
        self._flag(keys, r"(\Flagged \Seen)")

    def _flag(self, keys: Sequence[str], flags: str) -> None:
        if keys:
            self._command("STORE", ",".join(keys), "+FLAGS.SILENT", flags)

    def _command(self, *words: str) -> list[object]:
        status, answer = self._server.uid(*words)
        if status != "OK":
            raise imaplib.IMAP4.error(words[0])
        return list(answer)


@contextmanager
def _imap(parts: SplitResult) -> Iterator[Mailbox]:
    """Sign in over TLS (``imaps``), or with STARTTLS where a server of ``imap`` offers it."""
    context, host = ssl.create_default_context(), parts.hostname or ""
    server: imaplib.IMAP4
    if parts.scheme == "imaps":
        server = imaplib.IMAP4_SSL(host, parts.port or 993, ssl_context=context, timeout=_TIMEOUT)
    else:
        server = imaplib.IMAP4(host, parts.port or 143, timeout=_TIMEOUT)
    with server:
        if parts.scheme == "imap" and "STARTTLS" in server.capabilities:
            server.starttls(context)
        server.login(unquote(parts.username or ""), unquote(parts.password or ""))
        folder = unquote(parts.path.strip("/")) or "INBOX"
        if server.select('"' + folder.replace("\\", "\\\\").replace('"', '\\"') + '"')[0] != "OK":
            raise imaplib.IMAP4.error("SELECT")
        yield _Imap(server)
