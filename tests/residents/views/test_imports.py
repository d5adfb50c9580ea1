"""An officer hands a file in, sees the outcome, has it run, fetches the rejected rows and undoes it."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import AccessLogEntry
from deliveries.models import Delivery, Dispatch
from residents.imports import acts
from residents.models import ImportColumns, ImportJob, ImportState, Resident
from residents.views.imports.rejected import XLSX
from tests.people import approver, clerk, officer
from tests.residents.imports.conftest import by, checked, drain, enqueued, imported, people, staged
from tests.residents.test_enrolment_files import GOOD
from tests.residents.visiting import ENGLISH
from tests.sheets import workbook

__all__ = ["by", "enqueued", "staged"]
pytestmark = pytest.mark.django_db
LIST = "/staff/imports/"


@pytest.fixture
def client(by):
    client = Client(headers=ENGLISH)
    client.force_login(by)
    return client


@pytest.fixture
def upload(client, tmp_path):
    def send(*changes, titles=None, name="forms.xlsx"):
        named = [(titles or {}).get(title, title) for title in GOOD]
        rows = [named, *([*({**GOOD, **change}).values()] for change in changes)]
        data = workbook(tmp_path / name, rows).read_bytes()
        return client.post(LIST, {"file": SimpleUploadedFile(name, data, XLSX)})

    return send


def page(client, job, path=""):
    return client.get(f"{LIST}{job.pk}{path}").content.decode()


def test_a_file_with_known_titles_is_checked_at_once(upload, client, enqueued, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        answer = upload({}, {"성명": "=1"})
    job = ImportJob.objects.get()
    assert (answer.url, job.state, enqueued) == (f"{LIST}{job.pk}", ImportState.CHECKING, [job.pk])
    drain(job)
    text = page(client, job)
    assert "Enrol 1 person" in text and "By dong and contact" in text
    assert "홍길동" not in text and "hong@" not in text
    assert not Resident.objects.exists()


def test_an_unknown_title_is_asked_once_beside_masked_values_and_remembered(upload, client):
    titles = {"휴대전화": "연락번호", "이메일": "연락메일", "이메일확인일": "x", "휴대전화확인일": "y"}
    job = ImportJob.objects.get(pk=int(upload({}, titles=titles).url.rpartition("/")[2]))
    assert job.state == ImportState.MAPPING
    text = page(client, job, "/columns")
    assert "Choose a column with mobile numbers or email addresses." in text
    assert "0**-****-****" in text and "홍**" in text and "1234-5678" not in text
    assert AccessLogEntry.objects.get(action="import_columns").subject == f"import:{job.pk}"
    chosen = {f"column_{at}": field for field, at in job.fields.items()}
    refused = client.post(f"{LIST}{job.pk}/columns", chosen)
    assert (refused.status_code, ImportColumns.objects.count()) == (422, 0)
    chosen[f"column_{list(GOOD).index('휴대전화')}"] = "mobile"
    client.post(f"{LIST}{job.pk}/columns", chosen)
    job.refresh_from_db()
    assert (job.state, drain(job).expected["created"]) == (ImportState.CHECKING, 1)
    again = ImportJob.objects.get(pk=int(upload({}, titles=titles).url.rpartition("/")[2]))
    assert (again.state, again.fields["mobile"]) == (ImportState.CHECKING, job.fields["mobile"])


def test_a_field_chosen_for_two_columns_is_refused_beside_the_column(staged, client):
    job = staged({}, titles={"통": "구역"})
    chosen = {f"column_{at}": field for field, at in job.fields.items()}
    chosen[f"column_{list(GOOD).index('통')}"] = "ban"
    text = client.post(f"{LIST}{job.pk}/columns", chosen)
    assert text.status_code == 422
    assert "is chosen for two columns" in text.content.decode()


def test_a_file_none_of_whose_titles_are_known_can_still_be_mapped(client, tmp_path):
    names = [f"가나다라{chr(0xAC00 + at)}" for at in range(len(GOOD))]
    data = workbook(tmp_path / "odd.xlsx", [["무슨 파일"], names, [*GOOD.values()]]).read_bytes()
    client.post(LIST, {"file": SimpleUploadedFile("odd.xlsx", data, XLSX)})
    job = ImportJob.objects.get()
    assert (job.state, job.titles, job.rows, job.header_row) == (ImportState.MAPPING, names, 1, 2)
    text = page(client, job, "/columns")
    assert "No column is chosen for: Name, Birth date, Dong, Address, Consent: collection and use. What" in text


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"", "a.xlsx", "empty"),
        (b"\x00\x01nothing", "a.xlsx", "xlsx"),
        (b"a,b\n1,2\n", "800131-1234567.csv", "registration number"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(client, data, name, said):
    answer = client.post(LIST, {"file": SimpleUploadedFile(name, data)})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert not ImportJob.objects.exists()


def test_the_list_says_what_to_do_first_and_what_there_is(client, staged):
    assert "No file has been handed in yet" in client.get(LIST).content.decode()
    imported(staged({}))
    assert "forms.xlsx" in client.get(LIST).content.decode()


def test_the_list_takes_as_many_queries_for_many_files_as_for_one(client, staged, django_assert_max_num_queries):
    staged({})
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    for _ in range(5):
        staged({})
    with django_assert_max_num_queries(len(one)):
        client.get(LIST)


def test_the_moving_part_has_the_page_fetched_anew_when_the_state_changed(client, staged):
    job = staged({})
    acts.check(job)
    assert "hx-get" in page(client, job, "/live?state=checking")
    drain(job)
    answer = client.get(f"{LIST}{job.pk}/live?state=checking")
    assert (answer.status_code, answer["HX-Refresh"]) == (204, "true")


def test_the_page_says_how_fast_it_goes_and_how_long_it_takes(client, staged):
    job = checked(staged(*people(3)))
    acts.run(job)
    ImportJob.objects.update(
        began_at="2026-11-24T00:00Z", moved_at="2026-11-24T00:01Z", rows=400, outcome={"created": 100}
    )
    text = page(client, job, "/live?state=running")
    assert all(said in text for said in ("100 of 400 rows (25 %)", "100 a minute", "about 3 minutes left"))


def test_the_page_says_when_no_worker_takes_it(client, staged):
    job = staged({})
    acts.check(job)
    assert "Nothing has moved" not in page(client, job)
    ImportJob.objects.update(moved_at=timezone.now() - timedelta(minutes=2))
    assert "Nothing has moved for a minute." in page(client, job)


def test_running_pausing_and_going_on(client, staged):
    job = checked(staged(*people(2)))
    for act, state in (("run", "running"), ("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        client.post(f"{LIST}{job.pk}/{act}")
        job.refresh_from_db()
        assert job.state == state
    answer = client.post(f"{LIST}{job.pk}/run", follow=True)
    assert "a moment ago" in answer.content.decode()
    assert "stopped before anybody was enrolled" in answer.content.decode()


def test_the_end_is_said_in_one_sentence(client, staged):
    job = imported(staged({}, {}, {"성명": "=1"}))
    said = "had 3 rows: 1 enrolled, 1 enrolled before, 1 rejected."
    assert said in page(client, job)


def test_rejected_rows_are_fetched_for_a_purpose_and_can_be_handed_in_again(client, staged, upload):
    job = imported(staged({}, {"생년월일": "800131-1234567", "성명": "성춘향"}))
    refused = client.post(f"{LIST}{job.pk}/rejected", {"purpose": ""})
    assert (refused.status_code, "Say what the file is for" in refused.content.decode()) == (422, True)
    answer = client.post(f"{LIST}{job.pk}/rejected", {"purpose": "to mend the birth dates"})
    data = b"".join(answer.streaming_content)
    entry = AccessLogEntry.objects.get(action="import_rejected")
    assert (entry.people, entry.purpose) == (1, "to mend the birth dates")
    (header, row) = openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)
    assert (header[:-1], header[-1]) == (tuple(GOOD), "Reason")
    assert "800131-*******" in row and "resident registration number" in row[-1]
    again = client.post(LIST, {"file": SimpleUploadedFile("again.xlsx", data, XLSX)})
    assert ImportJob.objects.get(pk=int(again.url.rpartition("/")[2])).state == ImportState.CHECKING


def test_undoing_says_first_what_it_means(client, staged, by):
    job = imported(staged(*people(3)))
    text = page(client, job, "/undo")
    assert "3 people whom this file enrolled are no longer enrolled." in text
    client.post(f"{LIST}{job.pk}/undo")
    drain(job)
    assert "Undone: 3 people are no longer enrolled" in page(client, job)
    assert AccessLogEntry.objects.get(action="import_undo").people == 3


def test_undoing_is_refused_with_the_number_once_somebody_was_reached(client, staged):
    job = imported(staged(*people(3)))
    person = Resident.objects.first()
    dispatch = Dispatch.objects.create(title="x", source="notices", service="local_tax")
    Delivery.objects.create(
        dispatch=dispatch, channel="sms", recipient=1, resident=person, contact=person.contacts.get()
    )
    answer = client.post(f"{LIST}{job.pk}/undo", follow=True)
    assert "something was sent or planned to 1 of its people" in answer.content.decode()
    job.refresh_from_db()
    assert job.state == ImportState.FINISHED


@pytest.mark.parametrize("path", ["", "/live", "/columns", "/undo"])
def test_another_departments_import_is_not_there(client, staged, path):
    job = staged({}, who=officer("other", department="위생과"))
    assert client.get(f"{LIST}{job.pk}{path}").status_code == 404


def test_it_is_the_officers_page(by):
    for person, status in ((clerk(), 403), (approver(), 200)):
        client = Client()
        client.force_login(person)
        assert client.get(LIST).status_code == status
