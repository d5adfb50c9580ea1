"""The SMTP side of the mail catcher: takes everything, unless it was told to fail at some stage."""

import asyncio
import threading
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.simulators.faults import Faults
from config.simulators.mail_store import MailStore

STAGES = ("connect", "mail", "rcpt", "data", "after_data", "stall")
LARGEST_MAIL = 32 * 1024 * 1024  # bytes
_WORDS = {4: "4.3.0 Not now, please try again later", 5: "5.1.1 No such mailbox"}


class _Catcher:
    """The hooks that aiosmtpd calls; each may answer with a fault of its stage."""

    def __init__(self, store: MailStore, faults: Faults) -> None:
        self._store = store
        self._faults = faults

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if fault := self._faults.take(stage="mail"):
            return _refusal(fault)
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if fault := self._faults.take(stage="rcpt", to=address):
            return _refusal(fault)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if fault := self._faults.take(stage="stall"):
            await asyncio.sleep(float(fault.get("seconds", 60)))
        if fault := self._faults.take(stage="data"):
            return _refusal(fault)
        mail = self._store.add(envelope.mail_from or "", list(envelope.rcpt_tos), envelope.original_content or b"")
        if self._faults.take(stage="after_data"):
            await _cut(server)
        return f"250 2.0.0 OK queued as {mail.id}"


async def _cut(server: SMTP) -> None:
    """Cut the connection and wait to be cancelled by its loss, so that nothing more is said."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
    await asyncio.sleep(60)


def _refusal(fault: dict[str, Any]) -> str:
    code = int(fault.get("code", 451))
    return f"{code} {fault.get('text') or _WORDS.get(code // 100, 'no')}"


class _Server(SMTP):
    """A server that may turn a client away at the door."""

    def __init__(self, handler: _Catcher, faults: Faults) -> None:
        super().__init__(handler, data_size_limit=LARGEST_MAIL, enable_SMTPUTF8=True, ident="Sotong mail catcher")
        self._faults = faults
        self._turned_away = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        fault = self._faults.take(stage="connect")
        if fault is None:
            super().connection_made(transport)
            return
        self._turned_away = True
        if isinstance(transport, asyncio.WriteTransport):
            transport.write(f"{_refusal({'code': 421, **fault})}\r\n".encode())
        transport.close()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._turned_away:
            super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        if not self._turned_away:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        return None if self._turned_away else super().eof_received()


class MailServer:
    """Serve SMTP on a thread of its own; port 0 takes a free one, to be read from ``port``.

    Raises OSError when the port is taken.
    """

    def __init__(self, store: MailStore, faults: Faults, host: str, port: int) -> None:
        self._loop = asyncio.new_event_loop()
        catcher = _Catcher(store, faults)
        self._server = self._loop.run_until_complete(
            self._loop.create_server(lambda: _Server(catcher, faults), host, port, backlog=512)
        )
        self.port = int(self._server.sockets[0].getsockname()[1])

    def begin(self) -> None:
        """Start serving."""
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def end(self) -> None:
        """Close the port; conversations under way are cut when the process ends."""
        self._loop.call_soon_threadsafe(self._server.close)
