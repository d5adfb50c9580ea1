"""The stage for whole stories: real servers, simulators, worker and web processes around the test's own database.

Outside equals inside: what the simulators received is held against the stored rows.
"""

import json
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from config.demo import stage as demo
from config.demo.ports import HOST
from config.demo.processes import Processes
from config.environment import ROOT

PATIENCE = 60.0  # seconds

# Small enough that a story of a few hundred messages has many chunks, windows and leases.
SMALL = {
    "DELIVERY_CHUNK": "40",
    "DELIVERY_WINDOW": "5",
    "DELIVERY_SMS_WINDOW": "5",
    "DELIVERY_LEASE_SECONDS": "4",
    "DELIVERY_RETRY_SECONDS": "0.5",
    "DELIVERY_ENQUEUE_AGAIN_SECONDS": "3",
    "SMTP_TIMEOUT": "2",
    "SMS_TIMEOUT": "3",
}


class Stage:
    """The processes of one story, their addresses and what they hold."""

    def __init__(self, processes: Processes, ports: demo.Ports, environment: dict[str, str]) -> None:
        self.processes, self.ports, self.environment = processes, ports, environment

    @property
    def site(self) -> str:
        return self.environment["SITE_URL"]

    def start_simulators(self) -> None:
        demo.start_simulators(self.processes, self.ports, self.environment, store=None)

    def start_workers(self) -> None:
        demo.start_workers(self.processes)

    def start_web(self) -> None:
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        demo.start_web(self.processes, self.ports, self.environment)

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=120)

    def kill_worker(self) -> None:
        """End the worker and its children at once, as a power cut would."""
        self.processes.kill("worker")

    def mails(self) -> list[dict[str, Any]]:
        return self._messages(self.ports.mail_viewer)

    def sms(self) -> list[dict[str, Any]]:
        return self._messages(self.ports.sms)

    def fault(self, port: int, **fault: object) -> None:
        """Switch a fault of a simulator on."""
        request = urllib.request.Request(
            f"http://{HOST}:{port}/api/faults",
            data=json.dumps(fault).encode(),
            headers={"Content-Type": "application/json"},
            method="POST",
        )
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  # our own simulator

    def _messages(self, port: int) -> list[dict[str, Any]]:
        with urllib.request.urlopen(f"http://{HOST}:{port}/api/messages?limit=5000", timeout=10) as answer:
            messages: list[dict[str, Any]] = json.load(answer)["messages"]
        return messages


def wait_until(condition: Callable[[], object], what: str, patience: float = PATIENCE) -> None:
    """Wait until ``condition`` holds; fail with ``what`` when it does not in time."""
    deadline = time.monotonic() + patience
    while not condition():
        assert time.monotonic() < deadline, f"not in {patience} s: {what}"
        time.sleep(0.1)


def database_url() -> str:
    """Return the URL of the test's own database, for other processes."""
    found = connection.get_connection_params()
    password = f":{found['password']}" if found.get("password") else ""
    where = f"host={found.get('host', '')}&port={found.get('port') or 5432}"
    return f"postgres://{found.get('user', '')}{password}@/{found['dbname']}?{where}"


def free_port() -> int:
    """Return a port that nobody uses: not the usual ones, so that a demo on the same machine is not met."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@pytest.fixture
def stage(transactional_db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """An empty stage: nothing runs on it until the test starts it, and nothing after."""
    monkeypatch.setenv("DEMO_SMS_SECRET", "s" * 32)
    monkeypatch.setenv("DEMO_HOOK_SECRET", "h" * 32)
    ports = demo.Ports(*(free_port() for _ in range(4)))
    environment = demo.environment_for(ports, tmp_path) | SMALL
    environment |= {
        "DATABASE_URL": database_url(),
        "REDIS_URL": settings.CELERY_BROKER_URL,
        "SOTONG_SELF_APPROVAL": "1",
        "PYTEST_CURRENT_TEST": "",
    }
    with Processes(environment, tmp_path / "logs") as processes:
        yield Stage(processes, ports, environment)
