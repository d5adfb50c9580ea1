import json
import threading

import pytest
from django.db import connection, connections

from residents.imports import acts, engine, queue, staging
from residents.imports.acts import CannotChange
from residents.imports.sealed_rows import open_rejected
from residents.imports.tally import Tally
from residents.models import ConsentEntry, ContactPoint, ImportJob, ImportPage, ImportState, Resident
from residents.spreadsheets import open_table
from tests.people import officer
from tests.residents.imports.conftest import checked, drain, imported, people

pytestmark = pytest.mark.django_db


def sample(samples, by) -> ImportJob:
    with open_table(samples / "enrolments.xlsx", filename="enrolments.xlsx") as table:
        return staging.stage(table, by=by, file_name="enrolments.xlsx")


def test_the_rehearsal_counts_exactly_what_the_run_then_does(samples, by):
    expected = json.loads((samples / "expected.json").read_text())
    job = checked(sample(samples, by))
    rehearsed = Tally.of(job.expected)
    assert (job.state, Resident.objects.count()) == (ImportState.CHECKED, 0)
    counts = {"rows": rehearsed.rows, "created": rehearsed.created, "duplicates": rehearsed.duplicates}
    assert {**counts, "rejected": rehearsed.rejected} == expected["enrolments"]
    assert {code.replace("_", " "): one.count for code, one in rehearsed.reasons.items()} == expected["rejected_rows"]
    acts.run(job)
    drain(job)
    assert job.state == ImportState.FINISHED
    assert job.outcome == job.expected
    assert Resident.objects.filter(imported_by=job).count() == rehearsed.created


def test_the_rehearsal_knows_a_form_again_that_stands_on_an_earlier_page(staged, monkeypatch):
    monkeypatch.setattr(staging, "PAGE", 3)
    job = checked(staged(*people(4), *people(4)))
    assert (job.pages_count, job.expected["created"], job.expected["duplicates"]) == (3, 4, 4)
    acts.run(job)
    assert drain(job).outcome == job.expected


def test_the_rehearsal_counts_dongs_and_contacts_that_were_not_proved(staged):
    job = checked(staged({}, {"성명": "성춘향", "행정동": "송정동", "휴대전화확인일": ""}))
    assert job.expected["dongs"] == {"1120054000": 1, "1120072000": 1}
    assert (job.expected["contacts"], job.expected["unverified"]) == ({"sms": 2, "email": 2}, {"email": 2, "sms": 1})
    assert job.expected["unreachable"] == 1


def test_the_rows_are_sealed_and_gone_once_they_are_enrolled(staged):
    job = staged({}, {"성명": "=1"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT rows FROM residents_importpage")
        assert b"\xed\x99\x8d" not in bytes(cursor.fetchone()[0])
    imported(job)
    page = ImportPage.objects.get()
    assert (page.rows, page.fresh) == (None, [])
    assert [(row.number, row.code) for row in open_rejected(page.rejected)] == [(3, "bad_name")]


def test_what_looks_like_an_rrn_is_never_kept_and_still_rejected(staged):
    job = staged({"생년월일": "800131-1234567"})
    text = str(engine.open_rows(bytes(ImportPage.objects.get().rows)))
    assert ("1234567" in text, "800131-*******" in text) == (False, True)
    assert list(checked(job).expected["reasons"]) == ["rrn"]


def test_a_paused_import_does_nothing_and_goes_on_where_it_stood(staged, monkeypatch):
    monkeypatch.setattr(staging, "PAGE", 2)
    job = checked(staged(*people(5)))
    acts.run(job)
    assert engine.step(job.pk)
    acts.pause(job)
    assert not engine.step(job.pk)
    assert Resident.objects.count() == 2
    acts.resume(job)
    assert drain(job).state == ImportState.FINISHED
    assert (job.outcome["created"], Resident.objects.count()) == (5, 5)


def test_a_pause_in_the_middle_of_a_page_takes_the_page_back(staged, monkeypatch):
    job = checked(staged(*people(3)))
    acts.run(job)
    enrol = engine.enrol

    def enrol_while_somebody_pauses(*arguments, **named):
        ImportJob.objects.filter(pk=job.pk).update(state=ImportState.PAUSED)
        return enrol(*arguments, **named)

    monkeypatch.setattr(engine, "enrol", enrol_while_somebody_pauses)
    assert not engine.step(job.pk)
    assert Resident.objects.count() == 0


def test_a_cancelled_import_lets_go_of_its_rows_and_keeps_whom_it_enrolled(staged, monkeypatch):
    monkeypatch.setattr(staging, "PAGE", 2)
    job = checked(staged(*people(4)))
    acts.run(job)
    engine.step(job.pk)
    acts.cancel(job)
    assert drain(job).state == ImportState.CANCELLED
    assert (Resident.objects.count(), ImportPage.objects.filter(rows__isnull=False).count()) == (2, 0)


@pytest.mark.parametrize("act", [acts.run, acts.pause, acts.resume])
def test_an_act_holds_only_in_its_state(staged, act):
    job = staged({})
    with pytest.raises(CannotChange):
        act(job)


def test_an_import_whose_message_was_lost_is_found_again(staged, enqueued):
    job = staged({})
    acts.check(job)
    enqueued.clear()
    assert queue.sweep() == 0
    ImportJob.objects.update(touched_at="2026-01-01T00:00Z")
    assert (queue.sweep(), enqueued) == (1, [job.pk])


def test_reasons_are_written_in_the_language_of_whoever_handed_it_in(staged):
    job = checked(staged({"수집이용동의": "N"}))
    (said, count, rows) = job.expected["reasons"]["no_consent"]
    assert (said.startswith("Without consent"), count, rows) == (True, 1, [2])


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_workers_never_do_the_same_page(tmp_path, staged, monkeypatch):
    monkeypatch.setattr(staging, "PAGE", 5)
    job = checked(staged(*people(60)))
    acts.run(job)

    def work():
        while ImportJob.objects.filter(pk=job.pk, state=ImportState.RUNNING).exists():
            engine.step(job.pk)
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    job.refresh_from_db()
    assert (job.outcome["created"], job.outcome["duplicates"], Resident.objects.count()) == (60, 0, 60)
    assert ContactPoint.objects.count() == ConsentEntry.objects.count() == 60


def test_an_import_is_of_its_department(staged):
    staged({})
    assert not ImportJob.objects.visible_to(officer("other", department="위생과")).exists()


def test_work_that_was_begun_anew_with_other_columns_is_not_mixed_with_the_old(staged, monkeypatch):
    job = staged({})
    acts.check(job)
    read = engine.read_page

    def read_while_somebody_begins_anew(rows):
        acts.choose_again(job)
        acts.check(job)
        return read(rows)

    monkeypatch.setattr(engine, "read_page", read_while_somebody_begins_anew)
    assert not engine.step(job.pk)
    monkeypatch.undo()
    job.refresh_from_db()
    assert (job.state, job.next_page, job.expected) == (ImportState.CHECKING, 0, {})
