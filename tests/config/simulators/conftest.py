"""The simulators as the processes they are, on free ports."""

import hashlib
import hmac
import json
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

ROOT = Path(__file__).resolve().parents[3]
KEY, SECRET, SENDER = "a-key", "a-secret", "0212345678"

Start = Callable[..., "Simulator"]


@dataclass
class Simulator:
    """A running simulator: its process, its ports and a client for its web side."""

    process: subprocess.Popen[str]
    ports: dict[str, int]
    web: httpx.Client

    def messages(self, **query: str) -> list[dict[str, Any]]:
        """Return what it has caught, newest first."""
        return list(self.web.get("/api/messages", params=query).raise_for_status().json()["messages"])

    def fault(self, **fault: object) -> None:
        """Tell it to fail."""
        self.web.post("/api/faults", json=fault).raise_for_status()


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a simulator by its module's name; it ends with the test."""
    started: list[Simulator] = []

    def _start(name: str, *arguments: str) -> Simulator:
        command = [sys.executable, "-m", f"config.simulators.{name}", "--die-with-parent", *arguments]
        process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        ports = json.loads(process.stdout.readline())
        web = httpx.Client(base_url=f"http://127.0.0.1:{ports['http']}", timeout=10, trust_env=False)
        started.append(Simulator(process, ports, web))
        return started[-1]

    yield _start
    for simulator in started:
        simulator.web.close()
        simulator.process.terminate()
        simulator.process.wait(10)
        assert simulator.process.stdout is not None
        simulator.process.stdout.close()


@pytest.fixture
def mail(start: Start) -> Simulator:
    return start("mail_catcher")


@pytest.fixture
def sms(start: Start) -> Simulator:
    return start("sms_gateway", *sms_arguments())


def sms_arguments(*more: str) -> list[str]:
    credentials = ["--key", KEY, "--secret", SECRET, "--senders", SENDER, "--report-delay", "0.05"]
    return [*credentials, "--retry-delay", "0.01", *more]


def signed(*, key: str = KEY, secret: str = SECRET, date: str = "", salt: str = "") -> dict[str, str]:
    """Return the header that signs one request."""
    date = date or datetime.now(UTC).isoformat()
    salt = salt or secrets.token_hex(16)
    signature = hmac.new(secret.encode(), (date + salt).encode(), hashlib.sha256).hexdigest()
    return {"Authorization": f"HMAC-SHA256 ApiKey={key}, Date={date}, salt={salt}, signature={signature}"}


def send(sms: Simulator, *messages: dict[str, Any], **options: object) -> httpx.Response:
    """Send messages; each gets what it leaves out."""
    whole = [{"from": SENDER, "to": "01000000001", "text": "안내", **message} for message in messages]
    body = {"messages": whole, "showMessageList": True, **options}
    return sms.web.post("/messages/v4/send-many/detail", json=body, headers=signed())


def until(condition: Callable[[], bool], seconds: float = 10) -> None:
    """Wait until ``condition`` holds."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


@dataclass
class Receiver:
    """A place for reports: it keeps what it is told, and answers with ``statuses`` in turn, the last for ever."""

    url: str = ""
    statuses: list[int] = field(default_factory=lambda: [200])
    calls: list[list[dict[str, Any]]] = field(default_factory=list)
    signatures: list[str | None] = field(default_factory=list)


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.signatures.append(self.headers["X-Toast-Webhook-Signature"])
            found.calls.append(json.loads(body))
            self.send_response(found.statuses.pop(0) if len(found.statuses) > 1 else found.statuses[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found.url = f"http://127.0.0.1:{server.server_port}/hooks/solapi/a-secret/"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield found
    server.shutdown()
    server.server_close()
