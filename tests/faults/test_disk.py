"""The disk under the embedded servers is full: a clear word, and everything goes on when there is room."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

from tests.faults.kinds import PROCESSES, Kind
from tests.faults.table import fault
from tests.faults.trials import Trials
from tests.own_postgres import OwnPostgres, own_postgres
from tests.stage import Stage, stage_in

SIZE_MB = 320
BLOCK = 64 * 1024  # bytes


@pytest.fixture(scope="module")
def small_disk() -> Iterator[Path]:
    """A disk of its own size, in memory; making one wants root, as CI and containers are."""
    if os.geteuid() != 0 and not os.environ.get("CI"):
        pytest.skip("only root may mount a small disk")
    folder = Path(tempfile.mkdtemp(prefix="sotong-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


@pytest.fixture(scope="module")
def postgres(small_disk: Path, django_db_blocker: Any) -> Iterator[OwnPostgres]:
    with django_db_blocker.unblock(), own_postgres(small_disk) as server:
        yield server


@pytest.fixture(scope="module")
def house(postgres: OwnPostgres, planning_small: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage_in(tmp_path_factory.mktemp("house")) as stage:
        stage.start_simulators()
        stage.start_workers()
        yield stage


@fault("the disk of the embedded servers is full: {kind}", kinds=Kind)
def test_a_full_disk_is_said_in_words_and_sending_resumes_when_there_is_room(
    small_disk: Path, postgres: OwnPostgres, house: Stage, trials: Trials
) -> None:
    for trial in trials.of(*Kind):
        house.answer_slowly()
        trial.wait_for_a_random_moment()
        trial.strike()
        ballast = small_disk / "ballast"
        fill(ballast)
        write_until_it_cannot(postgres)
        said = postgres.manage("embedded", "start")
        assert said.returncode == 1
        assert (str(small_disk) in said.stderr and "disk" in said.stderr.lower()) or "디스크" in said.stderr
        assert "Traceback" not in said.stderr
        ballast.unlink()
        postgres.start()
        trial.killed += PROCESSES


def fill(ballast: Path) -> None:
    """Write until there is no room."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while file.write(b"\0" * BLOCK):
                pass
        except OSError:
            return


def write_until_it_cannot(postgres: OwnPostgres) -> None:
    """Use up the room that PostgreSQL had set aside, until it gives up."""
    try:
        with connection.cursor() as cursor:
            while True:
                cursor.execute("SELECT pg_logical_emit_message(false, 'ballast', repeat('x', 1000000), true)")
    except DatabaseError:
        postgres.wait_until_down()
