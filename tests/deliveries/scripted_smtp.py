"""An SMTP server that answers by script: for each command the replies of a list, then the ordinary ones."""

import contextlib
import socket
import struct
import threading
from collections import defaultdict, deque

CUT = "cut"  # close the connection (with a reset) instead of answering
SILENCE = "silence"  # answer nothing until the client goes away

_ORDINARY = {
    "connect": "220 scripted ESMTP",
    "EHLO": "250-scripted\r\n250 8BITMIME",
    "MAIL": "250 2.1.0 Ok",
    "RCPT": "250 2.1.5 Ok",
    "DATA": "354 go ahead",
    "body": "250 2.0.0 Ok: queued as Q1",
    "RSET": "250 2.0.0 Ok",
    "NOOP": "250 2.0.0 Ok",
    "QUIT": "221 2.0.0 Bye",
}


class ScriptedSmtp:
    """``replies`` maps ``connect``, a command, ``half`` (in mid-body) or ``body`` to what is said in turn.

    ``None`` in a list stands for the ordinary reply; one that begins with ``421`` also ends the connection.
    """

    def __init__(self, replies: dict[str, list[str | None]] | None = None) -> None:
        self._replies = defaultdict(deque, {key: deque(value) for key, value in (replies or {}).items()})
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.connections = 0
        self.commands: list[str] = []
        self.bodies: list[bytes] = []
        self._open: list[socket.socket] = []
        self._said = threading.local()  # each connection is served by a thread of its own
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def stop(self) -> None:
        _close(self._listener)
        self.hang_up()

    def hang_up(self) -> None:
        """Close every connection, as a server does with idle ones."""
        for connection in self._open:
            _close(connection)
        self._open.clear()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._converse, args=(connection,), daemon=True).start()

    def _converse(self, connection: socket.socket) -> None:
        try:
            with connection, connection.makefile("rb") as lines:
                if not self._say(connection, "connect"):
                    return
                for line in lines:
                    command = line.split(b" ")[0].strip().upper().decode()
                    self.commands.append(line.decode("utf-8", "replace").strip())
                    if not self._say(connection, command) or command == "QUIT":
                        return
                    if command == "DATA" and self._said.last.startswith("354") and not self._body(connection, lines):
                        return
        except OSError:
            return

    def _body(self, connection: socket.socket, lines: object) -> bool:
        received = []
        for line in lines:  # type: ignore[attr-defined]
            if line == b".\r\n":
                self.bodies.append(b"".join(received))
                return self._say(connection, "body")
            received.append(line)
            if self._replies["half"]:
                return self._say(connection, "half")
        return False

    def _say(self, connection: socket.socket, key: str) -> bool:
        """Answer, and return whether the conversation goes on."""
        script = self._replies[key]
        reply = (script.popleft() if script else None) or _ORDINARY.get(key, "500 5.5.2 what?")
        self._said.last = reply
        if reply == CUT:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()
            return False
        if reply == SILENCE:
            connection.settimeout(30)
            while connection.recv(65536):
                pass
            return False
        connection.sendall(reply.encode() + b"\r\n")
        return not reply.startswith("421")


def _close(sock: socket.socket) -> None:
    """Close a socket that another thread may be waiting on; without the shutdown it would stay open there."""
    with contextlib.suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)
    sock.close()
