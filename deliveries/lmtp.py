"""An LMTP server (RFC 2033) that takes bounces from the mail server in front of it, with an answer for each recipient.

What comes to REPLY_ADDRESS are answers of people, and goes where those go.

It asks nobody who they are, so it listens on loopback: what a message is worth is proven by its return path.
"""

import asyncio
import logging
import signal
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from django.db import Error as DatabaseError
from django.db import close_old_connections

from deliveries.replies import taker_for
from deliveries.returned_mail import Fate, Returned

logger = logging.getLogger(__name__)
# It would note senders and recipients (promise 6).
logging.getLogger("mail.log").setLevel(logging.WARNING)

_MOST_BYTES = 10 * 1024 * 1024
_TAKEN, _LATER = "250 2.0.0 taken", "451 4.3.0 not now: bring it again"

Keep = Callable[[Returned, Fate], None]


class _Lmtp(LMTP):
    line_length_limit = 64 * 1024  # of a bounce's text, which keeps to no limit


class _Handler:
    """Takes messages one after another, in a thread of its own with its own connection to the database."""

    def __init__(self, keep: Keep) -> None:
        self._keep, self._thread = keep, ThreadPoolExecutor(max_workers=1)
        self.counts: Counter[Fate] = Counter()

    async def handle_RCPT(
        self, server: LMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, server: LMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        returned = [Returned(content, recipient) for recipient in envelope.rcpt_tos]
        loop = asyncio.get_running_loop()
        return "\r\n".join([await loop.run_in_executor(self._thread, self._answer, one) for one in returned])

    def _answer(self, returned: Returned) -> str:
        close_old_connections()
        try:
            (fate,) = taker_for(returned.recipient)([returned])
            self._keep(returned, fate)
        except (DatabaseError, OSError) as error:
            logger.warning("a bounce waits with the mail server (%s)", type(error).__name__)
            return _LATER
        self.counts[fate] += 1
        return _LATER if fate is Fate.EARLY else _TAKEN


def serve(host: str, port: int, *, keep: Keep, announce: Callable[[int], None]) -> Counter[Fate]:
    """Serve until SIGTERM or SIGINT, and return what was taken; ``announce`` is told the port. Raise OSError for it."""
    return asyncio.run(_serve(host, port, _Handler(keep), announce))


async def _serve(host: str, port: int, handler: _Handler, announce: Callable[[int], None]) -> Counter[Fate]:
    loop, ending = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, ending.set)
    server = await loop.create_server(
        lambda: _Lmtp(handler, data_size_limit=_MOST_BYTES, hostname="sotong", loop=loop), host, port
    )
    async with server:
        announce(server.sockets[0].getsockname()[1])
        await ending.wait()
    return handler.counts
