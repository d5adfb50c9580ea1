"""A worker is killed while it enrols a file: the result is that of a run that nobody disturbed, and nobody is twice."""

import itertools
import random
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from residents.imports import acts, engine, staging
from residents.imports.tally import Tally
from residents.models import ConsentEntry, ContactPoint, ImportJob, ImportState, Resident
from residents.spreadsheets import open_table
from tests.faults.crowd import the_officer
from tests.faults.table import Figures, fault
from tests.faults.trials import Trials, how_many
from tests.residents.test_enrolment_files import GOOD
from tests.sheets import workbook
from tests.stage import Stage, wait_until

WORKERS = ("worker", "other")
ROWS, PAGE, KILLS = 2_000, 50, 2
LONG = timedelta(seconds=1.2)  # without a page done
TWICE, BAD = 20, 30  # rows of the file that stand in it again, and that are rejected

_numbers = itertools.count(1)


@pytest.fixture(scope="module", autouse=True)
def _two_workers(house: Stage) -> None:
    for name in WORKERS:
        house.start_worker(name)


@fault("kill -9 of a worker while a file is imported: {rows} rows", rows=[f"{ROWS:,}"])
def test_a_killed_worker_enrols_nobody_twice_and_leaves_nobody_out(
    house: Stage, trials: Trials, tmp_path, monkeypatch: pytest.MonkeyPatch, rows: str
) -> None:
    monkeypatch.setattr(staging, "PAGE", PAGE)
    figures = trials.figures[None]
    for _ in range(how_many(kills=False)):
        job = _rehearsed(tmp_path)
        acts.run(job)
        struck = _killed_again_and_again(house, job)
        wait_until(lambda job=job: _is_finished(house, job), "the file was enrolled", patience=60)
        _hold(job, figures, time.monotonic() - struck)


def _rehearsed(folder) -> ImportJob:
    """Stage a file of people who were never there before, and count what becomes of them, undisturbed."""
    people = [
        {
            **GOOD,
            "성명": f"김{chr(0xAC00 + number % 11_000)}",
            "휴대전화": f"010-{6000 + number // 10_000}-{number % 10_000:04}",
        }
        for number in itertools.islice(_numbers, ROWS - TWICE - BAD)
    ]
    forms = [*people, *people[:TWICE], *({**GOOD, "수집이용동의": "N"} for _ in range(BAD))]
    file = workbook(folder / "forms.xlsx", [list(GOOD), *([*form.values()] for form in forms)])
    with open_table(file, filename="forms.xlsx") as table:
        job = staging.stage(table, by=the_officer(), file_name="forms.xlsx")
    acts.check(job)
    while engine.step(job.pk):
        pass
    job.refresh_from_db()
    return job


def _killed_again_and_again(house: Stage, job: ImportJob) -> float:
    """Kill a worker at random moments of the file; return the moment of the last time."""
    for wanted in sorted(random.sample(range(PAGE, ROWS * 3 // 4), KILLS)):
        wait_until(lambda wanted=wanted: _done(house, job) >= wanted, f"{wanted} rows were done")
        time.sleep(random.uniform(0, 0.15))  # in the middle of a page
        name = random.choice(WORKERS)
        house.kill(name)
        house.start_worker(name)
    return time.monotonic()


def _done(house: Stage, job: ImportJob) -> int:
    """Return how many rows are done, and have what was lost looked for, as beat does every few seconds."""
    job.refresh_from_db()
    if job.touched_at is None or timezone.now() - job.touched_at > LONG:
        house.ask("residents.sweep_imports")
    return Tally.of(job.outcome).rows


def _is_finished(house: Stage, job: ImportJob) -> bool:
    return _done(house, job) == job.rows and job.state == ImportState.FINISHED


def _hold(job: ImportJob, figures: Figures, seconds: float) -> None:
    """Count first, so that a failure is in the table, and then demand."""
    enrolled = Resident.objects.filter(imported_by=job)
    names = list(_names(enrolled))
    figures.trials += 1
    figures.messages += job.rows
    figures.twice += len(names) - len(set(names))
    figures.lost += job.expected["created"] - len(set(names))
    figures.seconds.append(round(seconds, 2))
    assert job.outcome == job.expected
    assert len(names) == len(set(names)) == job.expected["created"] == ROWS - TWICE - BAD
    assert ConsentEntry.objects.filter(resident__in=enrolled).count() == len(names)
    assert ContactPoint.objects.filter(resident__in=enrolled).count() == 2 * len(names)


def _names(enrolled) -> Iterator[tuple[str, str]]:
    for person in enrolled.prefetch_related("contacts"):
        yield person.name, min(contact.address for contact in person.contacts.all())
