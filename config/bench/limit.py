"""The limit: bytes made beforehand, pipelined into the same sink by as little code as can be."""

import multiprocessing
import socket

from config.bench import place
from config.bench.contest import Run, Stopwatch

ENVELOPE = b"MAIL FROM:<notice@sotong.example>\r\nRCPT TO:<resident@example.com>\r\nDATA\r\n"


def push(port: int, body: bytes, messages: int, connections: int, processes: int = 2) -> Run:
    """Push ``messages`` copies of ``body`` over ``connections`` per process; nothing is recorded anywhere."""
    watch = Stopwatch(place.ours)
    context = multiprocessing.get_context("fork")
    pushers = [
        context.Process(target=_push, args=(port, body, messages // processes, connections)) for _ in range(processes)
    ]
    watch.start()
    for pusher in pushers:
        pusher.start()
    for pusher in pushers:
        pusher.join()
    return watch.stop(messages // processes * processes)


def _push(port: int, body: bytes, messages: int, connections: int) -> None:
    lines = [_connect(port) for _ in range(connections)]
    turn = body.replace(b"\r\n.", b"\r\n..") + b".\r\n" + ENVELOPE
    for line in lines:
        line.sendall(ENVELOPE)
        _read(line, 3)
    left = messages
    while left > 0:
        now = lines[: min(left, connections)]
        for line in now:
            line.sendall(turn)
        for line in now:
            _read(line, 4)
        left -= len(now)
    for line in lines:
        line.close()


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
        count += line.recv(65536).count(b"\n")
