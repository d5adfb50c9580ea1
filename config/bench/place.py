"""The benchmark's own servers, sink and workers: started together, and gone when it ends."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config import embedded
from config.bench.failure import BenchFailed
from config.words import say as _

HOST = "127.0.0.1"


def smtp_sink() -> str:
    """Return postfix's ``smtp-sink``; raise BenchFailed with how to get it."""
    found = shutil.which("smtp-sink", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if not found:
        raise BenchFailed(
            _("The benchmark sends to smtp-sink, which comes with postfix (Debian: apt-get install postfix).")
        )
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@contextlib.contextmanager
def sink(port: int) -> Iterator[subprocess.Popen[bytes]]:
    """Run ``smtp-sink`` on loopback; nothing else of postfix is started."""
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([smtp_sink(), *user, f"{HOST}:{port}", "1000"], stderr=subprocess.DEVNULL)
    try:
        wait_for_port(port, process)
        yield process
    finally:
        process.terminate()
        process.wait()


@contextlib.contextmanager
def worker(*arguments: str, environment: dict[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a Celery worker until the block ends."""
    with log.open("ab") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", *arguments],
            env={**os.environ, **environment},
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
        )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ours() -> list[int]:
    """Return the processes that are ours beside this one and its children: the embedded servers."""
    status: dict[str, Any] = embedded.status()
    return [server["pid"] for server in (status["postgres"], status["redis"]) if server["pid"]]


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until the process listens; raise BenchFailed when it ends or takes too long."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection((HOST, port), 1):
            return
        time.sleep(0.05)
    raise BenchFailed(_("Nothing listens on port %(port)s.") % {"port": port})
