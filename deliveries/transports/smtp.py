"""Email over SMTP, on a connection that is kept.

``smtplib`` sends a message in one call, and does not tell whether a connection was cut before or after it.
Here the phases are written out, because they decide what is certain: until the final dot has left, the
message was not sent; from then on only the server's answer tells, and without it the outcome is UNKNOWN.
"""

import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from deliveries.mime import build_email, checked_address
from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Outcome, TransportUnavailable

_DEFAULT_PORTS = {"smtp": 25, "smtps": 465, "smtp+tls": 587}
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}(?=\s|$)")  # RFC 3463
# "250 2.0.0 Ok: queued as 4Zx1" (postfix), "250 OK id=1tE-…" (exim)
_QUEUE_ID = re.compile(rb"queued as ([^\s>]+)|\bid=(\S+)", re.IGNORECASE)
_SERVICE_NOT_AVAILABLE = 421
_AUTHENTICATION_WANTED = frozenset({530, 534, 535, 538})  # RFC 4954, 6
_BROKEN = (smtplib.SMTPException, OSError)

Reply = tuple[int, bytes]


class _NotSent(Exception):
    """The connection ended before the message was complete: it was certainly not sent."""


class _AnswerLost(Exception):
    """The message was complete, or may have been, and no answer came."""


class _Refused(Exception):
    """The server answered 4xx or 5xx for this message alone."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply[0])
        self.reply = reply


@dataclass(frozen=True, slots=True, repr=False)
class SmtpServer:
    """Where to hand mail over: ``smtp``, ``smtps`` (TLS from the first byte) or ``smtp+tls`` (STARTTLS)."""

    scheme: str
    host: str
    port: int
    user: str = ""
    password: str = ""

    @classmethod
    def from_url(cls, url: str) -> "SmtpServer":
        """Read ``smtp://user:pass@host:port``; raise ValueError when it is not such an address."""
        parts = urlsplit(url)
        if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
            raise ValueError("not an SMTP URL")
        return cls(
            scheme=parts.scheme,
            host=parts.hostname,
            port=parts.port or _DEFAULT_PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
        )

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class SmtpTransport:
    """The transport of the email channel; one connection, one message at a time."""

    def __init__(self, server: SmtpServer, *, connections: int = 4) -> None:
        self._server, self._connections = server, connections
        self._kept: smtplib.SMTP | None = None

    def send(self, batch: Sequence[Message]) -> Iterator[Outcome]:
        """Hand over one message after another; see ``base`` for what is yielded and raised."""
        for message in batch:
            yield self._send(message)

    def close(self) -> None:
        """Take leave of the server, if it still listens."""
        connection, self._kept = self._kept, None
        if connection is not None:
            try:
                connection.quit()
            except _BROKEN:
                connection.close()

    def _send(self, message: Message) -> Outcome:
        """Send one message, again on a new connection when the first ended before it was complete."""
        try:
            recipient = checked_address(message.address)
            body = _dot_stuffed(build_email(message, now=timezone.now()))
        except ValueError:
            return Outcome(message.delivery_id, DeliveryState.FAILED, code="not_an_address_or_text")
        try:
            return self._attempt(message, recipient, body)
        except _NotSent:  # most often the server closed a connection that had been idle
            try:
                return self._attempt(message, recipient, body)
            except _NotSent as error:
                self._unavailable(_("The mail server {server} ends connections before it takes a message."), error)

    def _attempt(self, message: Message, recipient: str, body: bytes) -> Outcome:
        connection = self._connection()
        if not recipient.isascii() and not connection.has_extn("smtputf8"):
            return Outcome(message.delivery_id, DeliveryState.FAILED, code="no_smtputf8")
        try:
            self._envelope(connection, recipient)
            reply = self._content(connection, body)
        except _Refused as refusal:
            self._reset(connection)
            return _refused(message, refusal.reply)
        except _AnswerLost:
            self._drop()
            return Outcome(message.delivery_id, DeliveryState.UNKNOWN, code="answer_lost")
        except _NotSent:
            self._drop()
            raise
        return Outcome(message.delivery_id, DeliveryState.ACCEPTED, provider_id=_queue_id(reply))

    def _envelope(self, connection: smtplib.SMTP, recipient: str) -> None:
        """Say from whom and to whom, up to the server's leave to begin (354)."""
        option = ""
        if not recipient.isascii():
            connection.command_encoding, option = "utf-8", " SMTPUTF8"
        reply = _ask(connection, f"MAIL FROM:<{settings.MAIL_FROM}>{option}")
        if reply[0] in _AUTHENTICATION_WANTED:
            self._unavailable(_("The mail server {server} wants a user and password: name them in EMAIL_URL."))
        _expect(reply, 250)
        _expect(_ask(connection, f"RCPT TO:<{recipient}>"), 250, 251, 252)
        _expect(_ask(connection, "DATA"), 354)

    @staticmethod
    def _content(connection: smtplib.SMTP, body: bytes) -> Reply:
        """Send the body and, apart from it, the final dot: what fails before the dot was not sent."""
        try:
            connection.send(body)
        except _BROKEN as error:
            raise _NotSent from error
        try:
            connection.send(b".\r\n")
            reply = connection.getreply()
        except _BROKEN as error:
            raise _AnswerLost from error
        _expect(reply, 250)
        return reply

    def _connection(self) -> smtplib.SMTP:
        if self._kept is None:
            self._kept = self._connect()
        return self._kept

    def _connect(self) -> smtplib.SMTP:
        connection = self._new()
        try:
            code = connection.connect(self._server.host, self._server.port)[0]
            if code != 220:
                self._unavailable(_("The mail server {server} turns us away ({reason})."), reason=str(code))
            self._introduce(connection)
        except smtplib.SMTPAuthenticationError as error:
            connection.close()
            self._unavailable(_("The mail server {server} refuses the user and password of EMAIL_URL."), error)
        except _BROKEN as error:
            connection.close()
            self._unavailable(_("The mail server {server} cannot be reached ({reason})."), error)
        except TransportUnavailable:
            connection.close()
            raise
        return connection

    def _new(self) -> smtplib.SMTP:
        # Its own name is given, for smtplib would otherwise ask the name service at every connection.
        name = settings.MAIL_FROM.rpartition("@")[2]
        if self._server.scheme == "smtps":
            return smtplib.SMTP_SSL(
                local_hostname=name, timeout=settings.SMTP_TIMEOUT, context=ssl.create_default_context()
            )
        return smtplib.SMTP(local_hostname=name, timeout=settings.SMTP_TIMEOUT)

    def _introduce(self, connection: smtplib.SMTP) -> None:
        connection.ehlo_or_helo_if_needed()
        if self._server.scheme == "smtp+tls":
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo_or_helo_if_needed()
        if self._server.user:
            connection.login(self._server.user, self._server.password)
        if connection.sock is not None:  # the final dot, a packet of its own, does not wait to be acknowledged
            connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _reset(self, connection: smtplib.SMTP) -> None:
        """Take back a refused message, so that the connection can carry the next one."""
        try:
            clean = connection.docmd("RSET")[0] == 250
        except _BROKEN:
            clean = False
        if not clean:
            self._drop()

    def _drop(self) -> None:
        connection, self._kept = self._kept, None
        if connection is not None:
            connection.close()

    def _unavailable(self, sentence: str, error: Exception | None = None, *, reason: str = "") -> NoReturn:
        self._drop()
        said = sentence.format(server=self._server, reason=reason or _reason(error))
        raise TransportUnavailable(said) from error


def _ask(connection: smtplib.SMTP, command: str) -> Reply:
    try:
        return connection.docmd(command)
    except _BROKEN as error:
        raise _NotSent from error


def _expect(reply: Reply, *wanted: int) -> None:
    """Return when the server agrees; 421 ends the connection whenever it comes (RFC 5321, 3.8)."""
    code = reply[0]
    if code == _SERVICE_NOT_AVAILABLE:
        raise _NotSent
    if code not in wanted:
        raise _Refused(reply)


def _refused(message: Message, reply: Reply) -> Outcome:
    """4xx is for now, everything else for good (RFC 5321, 4.2.1)."""
    state = DeliveryState.QUEUED if 400 <= reply[0] < 500 else DeliveryState.FAILED
    return Outcome(message.delivery_id, state, code=_code(reply))


def _code(reply: Reply) -> str:
    """Return code and enhanced code, as in ``550 5.1.1``; never the text, which may repeat the address."""
    enhanced = _ENHANCED.match(reply[1])
    return f"{reply[0]} {enhanced[0].decode()}" if enhanced else str(reply[0])


def _queue_id(reply: Reply) -> str:
    found = _QUEUE_ID.search(reply[1])
    return (found[1] or found[2]).decode("ascii", "replace") if found else ""


def _reason(error: BaseException | None) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    return getattr(error, "strerror", None) or type(error).__name__


def _dot_stuffed(body: bytes) -> bytes:
    """Double the dots that begin a line (RFC 5321, 4.5.2); the first line is a header and has none."""
    return body.replace(b"\r\n.", b"\r\n..")
