"""The benchmark measures what it says; its figures themselves are nobody's test."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from config.bench import contest, machine
from config.bench.contest import Run
from config.embedded.places import ELSEWHERE
from config.environment import ROOT


def run(*arguments: str, data: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "manage.py"), "bench", *arguments]
    environment = {**os.environ, "SOTONG_DATA": str(data)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=170)


def test_planning_is_measured_against_the_same_rows_and_leaves_nothing_behind(tmp_path: Path) -> None:
    done = run("plan", "--planned", "1000", "--messages", "50", "--repeats", "1", "--json", data=tmp_path)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)["plan"]
    assert figures["_runs"]["deliveries"] == 1000
    assert figures["vs_bare"] == pytest.approx(figures["_runs"]["planned"][0] / figures["_runs"]["bare"][0], abs=0.01)
    campaign = figures["_campaign_runs"]
    assert 0 < campaign["deliveries"] < 1000
    assert figures["campaign_vs_bare"] == pytest.approx(campaign["planned"][0] / campaign["bare"][0], abs=0.01)
    assert not (tmp_path / "bench").exists()
    assert elsewhere(tmp_path) == []


def elsewhere(data: Path) -> list[str]:
    """Return the data folders below ``data`` whose servers have a home elsewhere, for their account cannot reach them.

    Others may come and go meanwhile: benchmarks are run by several tests at once.
    """
    folders = []
    for word in ELSEWHERE.glob("*/data-folder.txt"):
        with suppress(FileNotFoundError):  # of another that ends just now
            folders.append(word.read_text().strip())
    return [folder for folder in folders if Path(folder).is_relative_to(data.resolve())]


def test_what_cannot_be_measured_is_said(tmp_path: Path) -> None:
    done = run("pigeons", data=tmp_path)
    assert done.returncode == 1
    assert "pigeons" in done.stderr and "email, sms, plan, scale, pages" in done.stderr


def test_a_disturbed_run_does_not_count_where_there_is_a_quiet_one() -> None:
    quiet, disturbed = Run(1000, 1.0, 0.5, 0.01), Run(1000, 10.0, 0.5, 0.5)
    assert contest.rate([quiet, disturbed, quiet]) == 1000
    assert contest.rate([disturbed]) == 100
    assert contest.raw({"a": [quiet, disturbed]})["thrown_away"] == 1


def test_the_machine_tells_our_work_from_that_of_others() -> None:
    before = machine.read(())
    busy = "import time\nt = time.process_time()\nwhile time.process_time() - t < 0.6: pass"
    subprocess.run([sys.executable, "-c", busy], check=True)
    spent = machine.read(()).since(before)
    assert spent.ours >= 0.5
    assert spent.everything >= 0.5
