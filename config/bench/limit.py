"""The limit: bytes made beforehand, pipelined into the same sink by as little code as can be.

Each pusher is a process of its own: ``python -m config.bench.limit PORT FILE MESSAGES CONNECTIONS`` says that it is
ready, and begins at a line on its standard input.
"""

import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from config.bench import place
from config.bench.contest import Run, Stopwatch

ENVELOPE = b"MAIL FROM:<notice@sotong.example>\r\nRCPT TO:<resident@example.com>\r\nDATA\r\n"


def push(port: int, body: bytes, messages: int, connections: int, processes: int = 2) -> Run:
    """Push ``messages`` copies of ``body`` over ``connections`` per process; nothing is recorded anywhere."""
    each = messages // processes
    with tempfile.NamedTemporaryFile() as file:
        file.write(body)
        file.flush()
        command = [sys.executable, "-m", "config.bench.limit", str(port), file.name, str(each), str(connections)]
        pushers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(processes)]
        for pusher in pushers:
            pusher.stdout.readline()  # type: ignore[union-attr]  # a pipe, as asked for
        watch = Stopwatch(place.ours)
        watch.start()
        for pusher in pushers:
            pusher.stdin.write(b"go\n")  # type: ignore[union-attr]  # a pipe, too
            pusher.stdin.flush()  # type: ignore[union-attr]  # a pipe, too
        for pusher in pushers:
            pusher.wait()
        return watch.stop(each * processes)


def _push(port: int, body: bytes, messages: int, connections: int) -> None:
    lines = [_connect(port) for _ in range(connections)]
    for line in lines:
        line.sendall(ENVELOPE)
        _read(line, 3)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    turn, left = body + b".\r\n" + ENVELOPE, messages
    while left > 0:
        now = lines[: min(left, connections)]
        for line in now:
            line.sendall(turn)
        for line in now:
            _read(line, 4)
        left -= len(now)


def _connect(port: int) -> socket.socket:
    line = socket.create_connection((place.HOST, port))
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    _read(line, 1)
    line.sendall(b"HELO bench\r\n")
    _read(line, 1)
    return line


def _read(line: socket.socket, replies: int) -> None:
    """Read until so many replies of one line have come."""
    count = 0
    while count < replies:
        data = line.recv(65536)
        if not data:
            raise EOFError("the sink went away")
        count += data.count(b"\n")


if __name__ == "__main__":
    _push(int(sys.argv[1]), Path(sys.argv[2]).read_bytes(), int(sys.argv[3]), int(sys.argv[4]))
