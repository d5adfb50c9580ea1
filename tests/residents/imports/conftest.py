from collections.abc import Callable

import pytest

from residents.imports import acts, engine, queue, staging
from residents.models import ImportJob
from residents.spreadsheets import open_table
from tests.people import officer
from tests.residents.test_enrolment_files import GOOD
from tests.sheets import workbook


@pytest.fixture(autouse=True)
def enqueued(monkeypatch) -> list[int]:
    """The numbers of the imports that were enqueued; no queue is there in these tests."""
    asked: list[int] = []
    monkeypatch.setattr(queue.current_app, "send_task", lambda name, arguments, queue: asked.append(arguments[0]))
    return asked


@pytest.fixture
def by(db):
    return officer()


@pytest.fixture
def staged(by, tmp_path) -> Callable[..., ImportJob]:
    """Stage forms, each the good one with some cells changed; ``titles`` renames columns."""

    def stage(*changes, titles=None, name="forms.xlsx", who=None):
        named = [(titles or {}).get(title, title) for title in GOOD]
        rows = [named, *([*({**GOOD, **change}).values()] for change in changes)]
        with open_table(workbook(tmp_path / name, rows), filename=name) as table:
            return staging.stage(table, by=who or by, file_name=name)

    return stage


def drain(job: ImportJob) -> ImportJob:
    """Work an import off as a worker would, until it stands still."""
    while engine.step(job.pk):
        pass
    job.refresh_from_db()
    return job


def checked(job: ImportJob) -> ImportJob:
    acts.check(job)
    return drain(job)


def imported(job: ImportJob) -> ImportJob:
    acts.run(checked(job))
    return drain(job)


def people(count: int) -> list[dict[str, str]]:
    """Changes that make ``count`` forms of different people."""
    return [
        {"성명": "김" + chr(0xAC00 + number), "휴대전화": f"010-2000-{number:04d}", "이메일": ""}
        for number in range(count)
    ]
