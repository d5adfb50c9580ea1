"""The stage for whole stories: real servers, simulators, worker and web processes around the test's own database.

Outside equals inside: what the simulators received is held against the stored rows.
"""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from kombu import Connection

from config.demo import stage as demo
from config.demo.ports import HOST
from config.demo.processes import Processes
from config.environment import ROOT

PATIENCE = 60.0  # seconds

# Small enough that a story of a few hundred messages has many chunks, windows and leases.
SMALL = {
    "DELIVERY_CHUNK": "40",
    "DELIVERY_WINDOW": "5",
    "DELIVERY_CAMPAIGN_WINDOW": "5",
    "DELIVERY_SMS_WINDOW": "5",
    "DELIVERY_LEASE_SECONDS": "4",
    "DELIVERY_RETRY_SECONDS": "0.5",
    "DELIVERY_ENQUEUE_AGAIN_SECONDS": "3",
    "DELIVERY_BACKOFF_SECONDS": "1",
    "IMPORT_ENQUEUE_AGAIN_SECONDS": "1",
    "SMTP_TIMEOUT": "2",
    "SMTP_CONNECTIONS": "8",
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

    def start_mail_catcher(self, *options: str) -> None:
        demo.start_mail_catcher(self.processes, self.ports, *options, store=None)

    def start_sms_gateway(self) -> None:
        demo.start_sms_gateway(self.processes, self.ports, self.environment, store=None)

    def start_workers(self) -> None:
        demo.start_workers(self.processes)

    def start_worker(self, name: str = "worker", *options: str) -> None:
        demo.start_worker(self.processes, name, *options)

    def start_beat(self) -> None:
        demo.start_beat(self.processes)

    def start_web(self) -> None:
        static = Path(self.environment["SOTONG_DATA"]) / "static"
        shared = Path(os.environ["SOTONG_TEST_DATA"]) / "static"
        if not (static.exists() or shared.exists()):
            self.manage("collectstatic", "--noinput", "--verbosity", "0")
            with suppress(OSError):  # another process of the tests was quicker
                static.rename(shared)
        if not static.exists():
            static.symlink_to(shared)
        demo.start_web(self.processes, self.ports, self.environment)

    def manage(self, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[str]:
        """Run a management command to its end; ``given`` is its standard input."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=self.environment, input=given, capture_output=True, check=False, timeout=120)
        return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())

    def kill(self, name: str = "worker") -> None:
        """End a process and its children at once, as a power cut would."""
        self.processes.kill(name)

    def ask(self, task: str) -> None:
        """Have a worker do at once what beat asks for now and then."""
        from celery import current_app

        with Connection(self.environment["REDIS_URL"]) as queue:
            current_app.send_task(task, connection=queue)

    def mails(self) -> list[dict[str, Any]]:
        return self._messages(self.ports.mail_viewer)

    def sms(self) -> list[dict[str, Any]]:
        return self._messages(self.ports.sms)

    def received(self, channel: str) -> int:
        """Return how many messages a simulator got since it was emptied; quick."""
        with urllib.request.urlopen(f"http://{HOST}:{self._port(channel)}/health", timeout=10) as answer:
            total: int = json.load(answer)["total"]
        return total

    def empty(self) -> None:
        """Have both simulators forget their messages and their faults."""
        self.be_well()
        for channel in ("email", "sms"):
            self._ask(channel, "DELETE", "messages")

    def be_well(self) -> None:
        """Have both simulators forget their faults."""
        for channel in ("email", "sms"):
            self._ask(channel, "DELETE", "faults")

    def mail_fault(self, **fault: object) -> None:
        self._ask("email", "POST", "faults", fault)

    def answer_slowly(self) -> None:
        """Have the simulators keep each message and answer later, so that a fault finds messages in hand."""
        self.mail_fault(stage="slow", seconds=0.04, times=-1)
        self.gateway_fault(mode="slow", seconds=0.1, times=-1)

    def gateway_fault(self, **fault: object) -> None:
        self._ask("sms", "POST", "faults", fault)

    def _port(self, channel: str) -> int:
        return self.ports.mail_viewer if channel == "email" else self.ports.sms

    def _ask(self, channel: str, method: str, path: str, body: object = None) -> None:
        address = f"http://{HOST}:{self._port(channel)}/api/{path}"
        request = urllib.request.Request(address, json.dumps(body).encode(), method=method)
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


def redis_url() -> str:
    """Return a database of the tests' Redis that this process has to itself, emptied."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 15 + 1
    broker = settings.CELERY_BROKER_URL
    is_socket = broker.startswith("redis+socket:")
    url = f"{broker}?virtual_host={number}" if is_socket else urlsplit(broker)._replace(path=f"/{number}").geturl()
    with Connection(url) as queue:
        queue.default_channel.client.flushdb()
    return url


def free_port() -> int:
    """Return a port that nobody uses: not the usual ones, so that a demo on the same machine is not met."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def stage_in(folder: Path) -> Iterator[Stage]:
    """An empty stage around the database that Django is turned to: nothing runs on it at first, and nothing after."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DEMO_SMS_SECRET", "s" * 32)
        patch.setenv("DEMO_HOOK_SECRET", "h" * 32)
        ports = demo.Ports(*(free_port() for _ in range(4)))
        environment = demo.environment_for(ports, folder) | SMALL
    environment |= {
        "DATABASE_URL": database_url(),
        "REDIS_URL": redis_url(),
        "SOTONG_SELF_APPROVAL": "1",
        "PYTEST_CURRENT_TEST": "",
    }
    with Processes(environment, folder / "logs") as processes:
        yield Stage(processes, ports, environment)


@pytest.fixture
def stage(transactional_db: None, tmp_path: Path) -> Iterator[Stage]:
    """An empty stage of this test alone."""
    with stage_in(tmp_path) as found:
        yield found
