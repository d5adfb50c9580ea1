"""The SMTP side of the mail catcher: takes everything, unless it was told to fail at some stage.

A fault is a JSON object with a ``stage``:

================  ===========================================================================================
``connect``       turn the client away with ``code`` (421) and close
``half_open``     take the connection and never say a word
``greeting``      greet only after ``seconds`` (60)
``ehlo``          refuse EHLO with ``code`` (451)
``mail``, ``rcpt``  refuse the command with ``code`` (451)
``before_data``   refuse DATA with ``code`` (451), in place of 354
``data``          refuse the message with ``code`` (451) after its final dot
``stall``         after the final dot, wait ``seconds`` (60) before the message is kept and accepted
``slow``          keep the message, and accept it only after ``seconds`` (60)
``after_data``    keep the message, and cut the connection in place of an answer
``bounce``        keep and accept the message, then return it: see ``config.simulators.mail_bounces``
================  ===========================================================================================

``text`` replaces the words after the code. ``to`` limits a fault, from ``rcpt`` on, to one recipient. 421 closes the
connection after the answer whenever it comes (RFC 5321, 3.8), and so does any code with ``"close": true``.
"""

import asyncio
import threading
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.simulators.faults import Faults
from config.simulators.mail_bounces import Returned
from config.simulators.mail_replies import ReplyBox
from config.simulators.mail_store import MailStore

STAGES = frozenset(
    {
        *("connect", "half_open", "greeting", "ehlo", "mail", "rcpt", "before_data"),
        *("data", "stall", "slow", "after_data", "bounce"),
    }
)
EXTENSIONS = ("PIPELINING", "8BITMIME", "SMTPUTF8")
LARGEST_MAIL = 32 * 1024 * 1024  # bytes
PATIENCE = 60.0  # seconds of a fault that names none
_WORDS = {4: "4.3.0 Not now, please try again later", 5: "5.1.1 No such mailbox"}
_CLOSING = 421


@dataclass(frozen=True, slots=True)
class House:
    """What all conversations share: where mail goes, what shall fail, and what is not offered."""

    store: MailStore
    faults: Faults
    returned: Returned
    without: Collection[str] = ()
    replies: ReplyBox = field(default_factory=lambda: ReplyBox(None, None))


class _Catcher:
    """The hooks that aiosmtpd calls; each may answer with a fault of its stage."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._faults = house.faults

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        if fault := self._faults.take(stage="ehlo"):
            return [await _refuse(server, fault)]
        session.host_name = hostname
        # The commands are read line by line from one buffer, so several in one packet are answered in turn.
        offered = [responses[0], "250-PIPELINING", *responses[1:]]
        return [line for line in offered if line[4:] not in self._house.without]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if fault := self._faults.take(stage="mail"):
            return await _refuse(server, fault)
        if "BODY=8BITMIME" in options and "8BITMIME" in self._house.without:
            return "555 5.5.4 Unsupported option: BODY"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if fault := self._faults.take(stage="rcpt", to=address):
            return await _refuse(server, fault)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        to, raw = envelope.rcpt_tos[0], envelope.original_content or b""
        await self._wait("stall", to)
        if fault := self._faults.take(stage="data", to=to):
            return await _refuse(server, fault)
        if "8BITMIME" in self._house.without and not raw.isascii():
            return "554 5.6.1 8-bit content is not taken"
        answered = [address for address in envelope.rcpt_tos if self._house.replies.takes(address)]
        for address in answered:
            self._house.replies.put(raw, address)
        if len(answered) == len(envelope.rcpt_tos):
            return "250 2.0.0 OK, it is for the office"
        mail = self._house.store.add(envelope.mail_from or "", list(envelope.rcpt_tos), raw)
        if self._faults.take(stage="after_data", to=to):
            await _cut(server)
        if fault := self._faults.take(stage="bounce", to=to):
            self._house.returned.give_back(mail, fault)
        await self._wait("slow", to)
        return f"250 2.0.0 OK queued as {mail.id}"

    async def _wait(self, stage: str, to: str) -> None:
        if fault := self._faults.take(stage=stage, to=to):
            await asyncio.sleep(float(fault.get("seconds", PATIENCE)))


async def _cut(server: SMTP) -> None:
    """Cut the connection and wait to be cancelled by its loss, so that nothing more is said."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
    await asyncio.sleep(PATIENCE)


async def _refuse(server: SMTP, fault: dict[str, Any]) -> str:
    """Return the answer; where it ends the connection, give it and wait to be cancelled by the loss."""
    answer = _refusal(fault)
    if fault.get("close", answer.startswith(str(_CLOSING))) and isinstance(server.transport, asyncio.WriteTransport):
        server.transport.write(f"{answer}\r\n".encode())
        server.transport.close()
        await asyncio.sleep(PATIENCE)
    return answer


def _refusal(fault: dict[str, Any]) -> str:
    code = int(fault.get("code", 451))
    return f"{code} {fault.get('text') or _WORDS.get(code // 100, 'no')}"


class _Server(SMTP):
    """A server that may turn a client away at the door, or let it stand there."""

    def __init__(self, house: House) -> None:
        super().__init__(
            _Catcher(house),
            data_size_limit=LARGEST_MAIL,
            enable_SMTPUTF8="SMTPUTF8" not in house.without,
            ident="Sotong mail catcher",
        )
        self._faults = house.faults
        self._is_inside = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if fault := self._faults.take(stage="connect"):
            if isinstance(transport, asyncio.WriteTransport):
                transport.write(f"{_refusal({'code': _CLOSING, **fault})}\r\n".encode())
            transport.close()
        elif self._faults.take(stage="half_open"):
            return
        elif fault := self._faults.take(stage="greeting"):
            self.loop.call_later(float(fault.get("seconds", PATIENCE)), self._let_in, transport)
        else:
            self._let_in(transport)

    def _let_in(self, transport: asyncio.BaseTransport) -> None:
        if not transport.is_closing():
            self._is_inside = True
            super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        if self._is_inside:
            super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        if self._is_inside:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        return super().eof_received() if self._is_inside else None

    async def smtp_DATA(self, arg: str) -> None:
        recipients = self.envelope.rcpt_tos if self.envelope else []
        fault = self._faults.take(stage="before_data", to=recipients[0]) if recipients else None
        if fault:
            await self.push(await _refuse(self, fault))
        else:
            await super().smtp_DATA(arg)


class MailServer:
    """Serve SMTP on a thread of its own; port 0 takes a free one, to be read from ``port``.

    Raises OSError when the port is taken.
    """

    def __init__(self, house: House, host: str, port: int) -> None:
        self._loop = asyncio.new_event_loop()
        self._server = self._loop.run_until_complete(
            self._loop.create_server(lambda: _Server(house), host, port, backlog=512)
        )
        self.port = int(self._server.sockets[0].getsockname()[1])

    def begin(self) -> None:
        """Start serving."""
        threading.Thread(target=self._loop.run_forever, daemon=True).start()

    def end(self) -> None:
        """Close the port; conversations under way are cut when the process ends."""
        self._loop.call_soon_threadsafe(self._server.close)
