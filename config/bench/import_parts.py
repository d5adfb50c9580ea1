"""The parts of enrolling from a file, as the benchmark has each done in a process of its own."""

from collections.abc import Callable
from pathlib import Path

from django.db import connection

from accounts.models import User
from residents.enrolment_files import import_enrolments
from residents.imports import acts, engine, queue, staging
from residents.models import ImportJob
from residents.spreadsheets import open_table


def empty() -> None:
    """Have nobody enrolled, and no import known."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE residents_household, residents_importjob, residents_destruction CASCADE")


def command(file: str) -> None:
    """Enrol a file as ``manage.py import_residents`` does."""
    with open_table(Path(file), filename=file) as table:
        import_enrolments(table, rejected=lambda row: None)


def stage(file: str) -> None:
    by, _made = User.objects.get_or_create(username="bench", defaults={"name": "bench", "department": "세무1과"})
    with open_table(Path(file), filename=file) as table:
        staging.stage(table, by=by, file_name="forms.xlsx")


def check() -> None:
    _work(acts.check)


def run() -> None:
    _work(acts.run)


def undo() -> None:
    _work(lambda job: acts.undo(job, by=None))


def _work(act: Callable[[ImportJob], None]) -> None:
    """Begin it, and work it off in slices, as a worker does with one message after the other."""
    queue.enqueue = lambda job_id: None  # this process is the worker
    job = ImportJob.objects.get()
    act(job)
    while engine.work(job.pk):
        pass
