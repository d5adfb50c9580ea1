"""One SMTP connection that is kept, with one message on its way at a time.

Where the server pipelines (RFC 2920), one write carries the body of a message and the envelope of the next, and one
read its four answers: the server never waits for us and we seldom for it. ``hand`` writes, ``collect`` reads, and
between the two the caller serves other connections. ``smtplib`` opens the connection (EHLO, TLS, AUTH); its way of
sending a message in one call would hide what matters here: until the final dot has left, a message was not sent;
from then on only the server's answer tells, and without it the outcome is UNKNOWN.
"""

import re
import smtplib
import socket
import ssl
import struct
import time
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import gettext as _

from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Outcome, TransportUnavailable
from deliveries.transports.smtp_codes import verdict
from deliveries.transports.smtp_server import SmtpServer

_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")  # RFC 3463
# "250 2.0.0 Ok: queued as 4Zx1" (postfix), "250 OK id=1tE-…" (exim)
_QUEUE_ID = re.compile(rb"queued as ([^\s>]+)|\bid=(\S+)", re.IGNORECASE)
_CLOSING = 421  # whenever it comes, the server ends the connection (RFC 5321, 3.8)
_AUTHENTICATION_WANTED = frozenset({530, 534, 535, 538})  # RFC 4954, 6
_COMMANDS = (("MAIL", (250,)), ("RCPT", (250, 251, 252)), ("DATA", (354,)))
_BROKEN = (smtplib.SMTPException, OSError)
_NOTHING_MORE = b".\r\n"


class Reply(NamedTuple):
    """A server's answer: its code, and the text of its last line."""

    code: int
    text: bytes


class Letter(NamedTuple):
    """A message ready for one connection: the commands of its envelope, and its body up to and with the final dot."""

    message: Message
    envelope: tuple[bytes, bytes, bytes]  # MAIL, RCPT, DATA
    body: bytes


class ConnectionEnded(Exception):
    """The connection is over. ``outcomes`` are known all the same; the letters in ``unsent`` certainly did not go.

    ``reason``: why the server serves nobody at present, where it said so.
    """

    def __init__(
        self, outcomes: Sequence[Outcome], unsent: Sequence[Letter], reason: TransportUnavailable | None = None
    ) -> None:
        super().__init__()
        self.outcomes, self.unsent, self.reason = outcomes, unsent, reason


class _Lost(Exception):
    """The server went away, said 421, or said what is no SMTP."""


class SmtpConnection:
    """A conversation with one server; open it by ``SmtpConnection.open``."""

    def __init__(self, server: SmtpServer, smtp: smtplib.SMTP, sock: socket.socket) -> None:
        self._server, self._smtp, self._sock = server, smtp, sock
        self.pipelining = smtp.has_extn("pipelining")
        self.eight_bit = smtp.has_extn("8bitmime")
        self.utf8_addresses = smtp.has_extn("smtputf8")
        self._received = b""
        self._replies: list[Reply] = []
        self._let_in: Letter | None = None  # the server said 354 and waits for its body
        self._handed: Letter | None = None  # its body was written, the answer is awaited
        self._asked: Letter | None = None  # its envelope was written, or will be once the body is answered
        self._reset = self._resetting = False
        self._written_at = 0.0
        _be_patient(sock, settings.SMTP_TIMEOUT)

    @classmethod
    def open(cls, server: SmtpServer) -> "SmtpConnection":
        """Connect and introduce ourselves; raise TransportUnavailable with what an operator would do about it."""
        smtp = _new(server)
        try:
            code = smtp.connect(server.host, server.port)[0]
            if code != 220:
                raise unavailable(_("The mail server {server} turns us away ({reason})."), server, str(code))
            _introduce(smtp, server)
            if smtp.sock is None:
                raise smtplib.SMTPServerDisconnected
        except smtplib.SMTPAuthenticationError as error:
            smtp.close()
            raise unavailable(
                _("The mail server {server} refuses the user and password of EMAIL_URL."), server
            ) from error
        except _BROKEN as error:
            smtp.close()
            sentence = _("The mail server {server} cannot be reached ({reason}).")
            raise unavailable(sentence, server, reason_of(error)) from error
        except TransportUnavailable:
            smtp.close()
            raise
        return cls(server, smtp, smtp.sock)

    @property
    def busy(self) -> bool:
        return bool(self._handed or self._asked or self._let_in)

    def hand(self, letter: Letter | None) -> None:
        """Write the body that is awaited, if any, and ask for ``letter`` to be let in; ``collect`` reads the answers.

        Raise ConnectionEnded when the server takes no more.
        """
        self._handed, self._let_in, self._asked = self._let_in, None, letter
        body = self._handed.body if self._handed else b""
        envelope = b""
        if letter and self.pipelining:
            envelope = (b"RSET\r\n" if self._reset else b"") + b"".join(letter.envelope)
            self._resetting, self._reset = self._reset, False
        try:
            written = self._write(body + envelope)
        except _Lost as error:
            raise self._over([]) from error
        if written < len(body):  # the final dot did not leave
            unsent = [kept for kept in (self._handed, self._asked) if kept]
            self.close()
            raise ConnectionEnded([], unsent)
        if written < len(body) + len(envelope):
            raise self._over(self._last_outcome())

    def collect(self) -> list[Outcome]:
        """Read the answers to what ``hand`` wrote; raise ConnectionEnded."""
        outcomes: list[Outcome] = []
        try:
            if self._handed:
                outcomes.append(self._answer_to_body())
            if self._asked:
                outcomes += self._answer_to_envelope(self._asked)
        except _Lost as error:
            raise self._over(outcomes) from error
        except TransportUnavailable as error:
            raise self._over(outcomes, error) from error
        return outcomes

    def abandon(self) -> tuple[list[Outcome], list[Letter]]:
        """Close, after a last look for the answer to a body that was written; return outcomes and what did not go."""
        outcomes = self._last_outcome()
        end = self._over(outcomes)
        return list(end.outcomes), list(end.unsent)

    def quit(self) -> None:
        """Take leave of the server, if it still listens."""
        try:
            self._sock.settimeout(settings.SMTP_TIMEOUT)
            self._smtp.quit()
        except _BROKEN:
            self.close()

    def close(self) -> None:
        self._smtp.close()
        self._let_in = self._handed = self._asked = None

    # --- What the answers mean --------------------------------------------------------------------------------

    def _answer_to_body(self) -> Outcome:
        letter, reply = self._handed, self._read()
        assert letter is not None  # noqa: S101  # only called with a body written
        if reply.code == _CLOSING:  # the server says itself that it did not take it
            self._handed, self._let_in = None, letter
            raise _Lost
        self._handed = None
        if reply.code == 250:
            return Outcome(letter.message.delivery_id, DeliveryState.ACCEPTED, provider_id=_queue_id(reply))
        return self._refusal(letter.message, "", reply)

    def _answer_to_envelope(self, letter: Letter) -> list[Outcome]:
        """Let the letter in, or return why the server does not want it."""
        if not self.pipelining and self._reset:
            self._write(b"RSET\r\n")
            self._resetting, self._reset = True, False
        if self._resetting:
            self._resetting = False
            self._read_unless_closing()
        refused: tuple[str, Reply] | None = None
        for line, (command, wanted) in zip(letter.envelope, _COMMANDS, strict=True):
            if not self.pipelining:
                if refused:
                    break
                self._write(line)
            reply = self._read_unless_closing()
            if refused and reply.code == 354:  # a server that asks for the body of a message to nobody: RFC 2920, 3.1
                self._write(_NOTHING_MORE)
                self._read_unless_closing()
            elif reply.code not in wanted:
                refused = refused or (command, reply)
        outcomes = [self._refusal(letter.message, *refused)] if refused else []
        self._asked, self._reset, self._let_in = None, bool(refused), None if refused else letter
        return outcomes

    def _refusal(self, message: Message, command: str, reply: Reply) -> Outcome:
        """Return what the refusal means for the message; raise TransportUnavailable where it is about us all."""
        if reply.code in _AUTHENTICATION_WANTED:
            sentence = _("The mail server {server} wants a user and password: name them in EMAIL_URL.")
            raise unavailable(sentence, self._server)
        found = _ENHANCED.match(reply.text)
        enhanced = found[0].decode() if found else None
        said = verdict(reply.code, enhanced, command=command)
        # Never the text, which may repeat the address.
        code = f"{reply.code} {enhanced}" if enhanced else str(reply.code)
        if said.stop:
            sentence = _("The mail server {server} refuses us ({reason}).")
            raise unavailable(sentence, self._server, f"{code}, {said.meaning}")
        return Outcome(message.delivery_id, said.state, code=code, dead_address=said.dead_address)

    def _last_outcome(self) -> list[Outcome]:
        """Return what the server said of a body before it went away, if it did."""
        if self._handed is None:
            return []
        try:
            return [self._answer_to_body()]
        except _Lost:
            return []

    def _over(self, outcomes: list[Outcome], reason: TransportUnavailable | None = None) -> ConnectionEnded:
        """Close; a body without an answer is in doubt, everything else was not sent."""
        doubtful = self._handed
        unsent = [kept for kept in (self._let_in, self._asked) if kept]
        self.close()
        if doubtful:
            outcomes = [*outcomes, Outcome(doubtful.message.delivery_id, DeliveryState.UNKNOWN, code="answer_lost")]
        return ConnectionEnded(outcomes, unsent, reason)

    # --- Bytes ------------------------------------------------------------------------------------------------

    def _write(self, data: bytes) -> int:
        """Write ``data``, and return how many bytes of it left before the server went away."""
        self._written_at = time.monotonic()
        written = 0
        try:
            written = self._sock.send(data) if data else 0
            while written < len(data):
                written += self._sock.send(memoryview(data)[written:])
        except OSError:
            pass
        return written

    def _read_unless_closing(self) -> Reply:
        reply = self._read()
        if reply.code == _CLOSING:
            raise _Lost
        return reply

    def _read(self) -> Reply:
        while not self._replies:
            self._receive()
        return self._replies.pop(0)

    def _receive(self) -> None:
        """Wait for more, at most SMTP_TIMEOUT since the last write, and cut it into replies."""
        waited = time.monotonic() - self._written_at
        if waited > 0.1:  # rarely: the kernel's patience is otherwise that of a fresh write
            _be_patient(self._sock, max(settings.SMTP_TIMEOUT - waited, 0.05))
        try:
            data = self._sock.recv(65536)
        except OSError as error:
            raise _Lost from error
        finally:
            if waited > 0.1:
                _be_patient(self._sock, settings.SMTP_TIMEOUT)
        if not data:
            raise _Lost
        *lines, self._received = (self._received + data).split(b"\n")
        for line in lines:
            if line[3:4] != b"-":
                self._replies.append(_reply(line))


@lru_cache(maxsize=256)
def _reply(line: bytes) -> Reply:
    """Read the last line of a reply; a server says the same few over and over. Raise _Lost where it is no SMTP."""
    try:
        return Reply(int(line[:3]), line[4:].strip())
    except ValueError as error:
        raise _Lost from error


def unavailable(sentence: str, server: object, reason: str = "") -> TransportUnavailable:
    return TransportUnavailable(sentence.format(server=server, reason=reason))


def reason_of(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    return getattr(error, "strerror", None) or type(error).__name__


def _queue_id(reply: Reply) -> str:
    found = _QUEUE_ID.search(reply.text)
    return (found[1] or found[2]).decode("ascii", "replace") if found else ""


def _new(server: SmtpServer) -> smtplib.SMTP:
    # Its own name is given, for smtplib would otherwise ask the name service at every connection.
    name = settings.MAIL_FROM.rpartition("@")[2]
    if server.scheme == "smtps":
        return smtplib.SMTP_SSL(
            local_hostname=name, timeout=settings.SMTP_TIMEOUT, context=ssl.create_default_context()
        )
    return smtplib.SMTP(local_hostname=name, timeout=settings.SMTP_TIMEOUT)


def _introduce(smtp: smtplib.SMTP, server: SmtpServer) -> None:
    smtp.ehlo_or_helo_if_needed()
    if server.scheme == "smtp+tls":
        smtp.starttls(context=ssl.create_default_context())
        smtp.ehlo_or_helo_if_needed()
    if server.user:
        smtp.login(server.user, server.password)
    if smtp.sock is not None:  # what is written leaves at once
        smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _be_patient(sock: socket.socket, seconds: float) -> None:
    """Let the kernel end a wait after ``seconds``: Python's own time-outs cost one more system call each time."""
    if isinstance(sock, ssl.SSLSocket):
        sock.settimeout(seconds)
        return
    sock.settimeout(None)
    value = struct.pack("ll", int(seconds), int(seconds % 1 * 1_000_000))
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, value)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, value)
