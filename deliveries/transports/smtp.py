"""Email over SMTP, on a few connections that are kept and served in turn (``smtp_connection``)."""

from collections import deque
from collections.abc import Iterator, Sequence

from django.utils import timezone
from django.utils.translation import gettext as _

from deliveries import signing
from deliveries.mime import Stationery, build_email, stationery
from deliveries.signing import Signer
from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Outcome, TransportUnavailable
from deliveries.transports.smtp_connection import ConnectionEnded, Letter, SmtpConnection, unavailable
from deliveries.transports.smtp_server import SmtpServer
from deliveries.verp import return_path

__all__ = ["SmtpServer", "SmtpTransport"]

_MESSAGES_PER_CONNECTION = 5  # fewer are not worth a connection more


class SmtpTransport:
    """The transport of the email channel: up to ``connections`` to one server, each with one message on its way."""

    def __init__(self, server: SmtpServer, *, connections: int) -> None:
        self._server, self._most = server, connections
        self._open: list[SmtpConnection] = []

    def send(self, batch: Sequence[Message]) -> Iterator[Outcome]:
        """Hand ``batch`` over; see ``base`` for what is yielded and raised."""
        try:
            sending = _Sending(self._server, batch)
            self._connect(len(batch))
            while sending.todo or any(connection.busy for connection in self._open):
                if not self._open:
                    self._connect(1)
                for connection in tuple(self._open):
                    yield from self._serve(connection, sending)
        except TransportUnavailable:
            yield from self._end_all()
            raise
        finally:  # whoever stops listening in mid-batch leaves no half-told message to the next
            for connection in [kept for kept in self._open if kept.busy]:
                self._open.remove(connection)
                connection.close()

    def close(self) -> None:
        """Take leave of the server, if it still listens."""
        connections, self._open = self._open, []
        for connection in connections:
            connection.quit()

    def _serve(self, connection: SmtpConnection, sending: "_Sending") -> Iterator[Outcome]:
        """Read what a connection was answered, and give it the next message."""
        try:
            yield from connection.collect()
            letter, broken = sending.next_letter(connection)
            yield from broken
            if letter or connection.busy:
                connection.hand(letter)
        except ConnectionEnded as end:
            self._open.remove(connection)
            connection.close()
            yield from end.outcomes
            if end.reason:
                raise end.reason from end
            sending.take_back(end.unsent)

    def _connect(self, messages: int) -> None:
        """Open as many connections as ``messages`` are worth; one is enough, where the server allows no more."""
        wanted = min(self._most, 1 + messages // _MESSAGES_PER_CONNECTION)
        while len(self._open) < wanted:
            try:
                self._open.append(SmtpConnection.open(self._server))
            except TransportUnavailable:
                if not self._open:
                    raise
                return

    def _end_all(self) -> Iterator[Outcome]:
        connections, self._open = self._open, []
        for connection in connections:
            yield from connection.abandon()[0]


class _Sending:
    """What is still to do of one batch."""

    def __init__(self, server: SmtpServer, batch: Sequence[Message]) -> None:
        self._server, self._paper, self._signer = server, stationery(timezone.now()), _signer()
        self.todo = deque(batch)
        self._taken_back: set[int] = set()

    def next_letter(self, connection: SmtpConnection) -> tuple[Letter | None, list[Outcome]]:
        """Return the next message made ready for ``connection``, and the outcomes of those that cannot be."""
        broken: list[Outcome] = []
        while self.todo:
            message = self.todo.popleft()
            try:
                if message.address.isascii() or connection.utf8_addresses:
                    return letter_for(message, connection, self._paper, self._signer), broken
                code = "no_smtputf8"
            except ValueError:
                code = "not_an_address_or_text"
            broken.append(Outcome(message.delivery_id, DeliveryState.FAILED, code=code))
        return None, broken

    def take_back(self, letters: Sequence[Letter]) -> None:
        """Try once more on another connection what had not been sent when one ended: most often it had been idle."""
        for letter in reversed(letters):
            if letter.message.delivery_id in self._taken_back:
                raise unavailable(
                    _("The mail server {server} ends connections before it takes a message."), self._server
                )
            self._taken_back.add(letter.message.delivery_id)
            self.todo.appendleft(letter.message)


def letter_for(message: Message, connection: SmtpConnection, on: Stationery, signer: Signer | None) -> Letter:
    """Make a message ready for a server; raise ValueError for an address or a text that no mail can carry."""
    # What is signed goes in 7 bits, so that no relay on the way has to change it and break the signature.
    body = build_email(message, on=on, eight_bit=connection.eight_bit and signer is None)
    if signer:
        body = signer.sign(body) + body
    options = b"" if body.isascii() else b" BODY=8BITMIME"
    if not message.address.isascii():
        options += b" SMTPUTF8"
    envelope = (
        b"MAIL FROM:<" + return_path(message.reference).encode() + b">" + options + b"\r\n",
        b"RCPT TO:<" + message.address.encode() + b">\r\n",  # checked when the message was built
        b"DATA\r\n",
    )
    return Letter(message, envelope, body + b".\r\n")


def _signer() -> Signer | None:
    """Return who signs; mail that cannot be signed as the settings want waits, and never goes out unsigned."""
    try:
        return signing.signer()
    except signing.BadSigningKey as error:
        raise TransportUnavailable(_("Email cannot be signed: see “manage.py check”.")) from error
