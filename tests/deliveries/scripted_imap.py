"""An IMAP server of one folder, kept in memory: as much of RFC 3501 as taking bounces needs."""

import re
import socketserver
import threading
from dataclasses import dataclass, field

_UID = re.compile(rb"UID (SEARCH|FETCH|STORE|EXPUNGE) ?(\S*) ?(.*)")


@dataclass
class Kept:
    """A message and its flags."""

    raw: bytes
    flags: set[str] = field(default_factory=set)


class ScriptedImap:
    """Serves ``messages`` (uid → message) to hong with the password ``p@ss word``; ``refuse`` names a command."""

    def __init__(self, *raws: bytes, capabilities: str = "UIDPLUS", refuse: str = "") -> None:
        self.messages = {uid: Kept(raw) for uid, raw in enumerate(raws, start=11)}
        self.capabilities, self.refuse = capabilities, refuse
        self.heard: list[str] = []
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Conversation)
        self._server.imap = self  # type: ignore[attr-defined]
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"imap://hong:p%40ss%20word@127.0.0.1:{self._server.server_address[1]}/INBOX"

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, command: bytes) -> tuple[list[bytes], str]:
        """Return the untagged lines, and OK or NO."""
        verb = command.split()[0].decode().upper()
        found = _UID.fullmatch(command)
        verb = found[1].decode() if found else verb
        self.heard.append(verb)
        if verb == self.refuse:
            return [], "NO"
        if verb == "LOGIN":
            return [], "OK" if command == b'LOGIN hong "p@ss word"' else "NO"
        if verb == "CAPABILITY":
            return [f"CAPABILITY IMAP4rev1 {self.capabilities}".encode()], "OK"
        if verb == "SELECT":
            return [b"%d EXISTS" % len(self.messages)], "OK"
        if verb == "EXPUNGE":
            self.messages = {uid: kept for uid, kept in self.messages.items() if r"\Deleted" not in kept.flags}
        if found and verb == "SEARCH":
            open_ones = [uid for uid, kept in self.messages.items() if not kept.flags & {r"\Deleted", r"\Flagged"}]
            return [b"SEARCH " + b" ".join(b"%d" % uid for uid in open_ones)], "OK"
        if found and verb == "FETCH":
            return [self._fetched(int(uid), found[3]) for uid in found[2].split(b",")], "OK"
        if found and verb == "STORE":
            for uid in found[2].split(b","):
                self.messages[int(uid)].flags |= set(re.findall(r"\\\w+", found[3].decode()))
        return [], "OK"

    def _fetched(self, uid: int, what: bytes) -> bytes:
        limit = re.search(rb"<0\.(\d+)>", what)
        raw = self.messages[uid].raw[: int(limit[1])] if limit else self.messages[uid].raw
        return b"%d FETCH (UID %d BODY[]<0> {%d}\r\n%s)" % (uid, uid, len(raw), raw)


class _Conversation(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: ScriptedImap = self.server.imap  # type: ignore[attr-defined]
        self.wfile.write(b"* OK ready\r\n")
        for line in self.rfile:
            tag, _, command = line.strip().partition(b" ")
            lines, status = server.answer(command)
            self.wfile.write(b"".join(b"* %s\r\n" % answer for answer in lines))
            self.wfile.write(b"%s %s done\r\n" % (tag, status.encode()))
