"""Workers on two hosts share a dispatch: two network namespaces, one PostgreSQL and one Redis."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from deliveries.models import Chunk, Delivery
from residents.enrolment_files import import_enrolments
from residents.spreadsheets import open_table
from tests.stage import Stage, wait_until

pytestmark = [pytest.mark.flow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SLOW = {"stage": "slow", "seconds": 0.1, "times": -1}


class SecondHost:
    """A namespace with a worker and a mail server behind the same address as the first host's."""

    def __init__(self, stage: Stage) -> None:
        # Whoever is not root makes a namespace of users first, in which they are.
        alone = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
        ports = [str(stage.ports.smtp), str(stage.ports.mail_viewer)]
        self._process = subprocess.Popen(
            [*alone, sys.executable, "-m", "tests.second_host", *ports],
            env=stage.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, method: str, path: str, body: object = None) -> Any:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps([method, path, body]) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def mails(self) -> list[dict[str, Any]]:
        return self.ask("GET", "/api/messages?limit=5000")["messages"]

    def stop(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)


@pytest.fixture
def second_host(stage: Stage) -> Iterator[SecondHost]:
    stage.environment |= {"DELIVERY_CHUNK": "10", "DELIVERY_SLICE_SECONDS": "0.5"}
    host = SecondHost(stage)
    yield host
    host.stop()


def delivery_of(mail: dict[str, Any]) -> int:
    return int(re.search(r"\.(\d+)@", dict(mail["headers"])["Message-ID"])[1])  # type: ignore[index]  # all have one


def test_workers_on_two_hosts_share_a_dispatch_and_send_nothing_twice(stage, second_host, samples) -> None:
    with open_table(samples / "enrolments.xlsx", filename="enrolments.xlsx") as table:
        import_enrolments(table, rejected=lambda row: None)
    stage.start_simulators()
    stage.mail_fault(**SLOW)
    wait_until(lambda: second_host.ask("POST", "/api/faults", SLOW), "the second host's mail server is up")
    stage.start_workers()
    done = stage.manage("send_notices", "local_tax", str(samples / "local_tax.xlsx"), "--yes", "--json")
    assert done.returncode == 0, done.stderr
    wait_until(lambda: not Chunk.objects.exclude(state="done").exists(), "everything went out")
    here, there = (Counter(map(delivery_of, host.mails())) for host in (stage, second_host))
    assert here and there, "both hosts had a part in it"
    assert set((here + there).values()) == {1}
    accepted = Delivery.objects.filter(channel="email", state="accepted").values_list("pk", flat=True)
    assert set(accepted) == set(here + there)
    assert len(accepted) == json.loads(done.stdout)["email"]
