import json
from datetime import datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from deliveries import dispatches
from deliveries.models import Delivery, Dispatch
from deliveries.states import HeldBecause
from notices.models import Batch, Notice
from tests.notices.taking import file_of
from tests.people import KST, resident

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolled(samples, tmp_path):
    call_command("import_residents", str(samples / "enrolments.xlsx"), rejected=tmp_path / "r.xlsx", stdout=StringIO())


@pytest.fixture
def register(tmp_path):
    path = tmp_path / "local_tax.xlsx"
    path.write_bytes(file_of("local_tax", {}).read())
    return path


def run(*args, **options) -> str:
    out = StringIO()
    call_command("send_notices", *map(str, args), stdout=out, **options)
    return out.getvalue()


def run_json(*args, **options):
    return json.loads(run(*args, json=True, **options))


@pytest.mark.parametrize(
    ("slug", "file"),
    [("local_tax", "local_tax.xlsx"), ("civil_defense", "civil_defense.csv"), ("school_entry", "school_entry.xlsx")],
)
def test_every_sample_gives_the_expected_counts(enrolled, samples, settings, slug, file):
    settings.SELF_APPROVAL = True
    expected = json.loads((samples / "expected.json").read_text())[slug]
    result = run_json(slug, samples / file, yes=True)
    assert {key: result[key] for key in expected} == expected
    assert Delivery.objects.count() == expected["email"] + expected["sms"]
    owed = expected["recipients"] + expected["paper"] + expected["ambiguous"]
    assert Notice.objects.count() == owed
    assert Batch.objects.get().dispatch.state == "scheduled"


def test_without_yes_the_batch_waits_for_a_second_person(register):
    resident()
    result = run_json("local_tax", register)
    assert result["recipients"] == 1
    assert Batch.objects.get(pk=result["batch"]).dispatch.state == "awaiting"
    assert not Delivery.objects.exists()


def test_yes_is_refused_where_no_setting_allows_it(register, capsys):
    out = StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("send_notices", "local_tax", str(register), yes=True, json=True, stdout=out)
    assert caught.value.code == 1
    assert json.loads(out.getvalue())["code"] == "self_approval"
    assert not Batch.objects.exists()


def test_the_same_register_again_is_refused_unless_said_expressly(register):
    run_json("local_tax", register)
    with pytest.raises(CommandError):
        run("local_tax", register)
    assert Batch.objects.count() == 1
    run_json("local_tax", register, again=True)
    assert Batch.objects.count() == 2


def test_a_refusal_in_json_is_one_object_and_a_failing_exit(register):
    run_json("local_tax", register)
    out = StringIO()
    with pytest.raises(SystemExit) as caught:
        call_command("send_notices", "local_tax", str(register), json=True, stdout=out)
    assert caught.value.code == 1
    assert json.loads(out.getvalue())["code"] == "same_register"


@pytest.mark.parametrize("name", ["missing.xlsx", "enrolments.xlsx", "civil_defense.csv"])
def test_a_file_that_is_no_such_register_is_refused_with_a_sentence(samples, name):
    with pytest.raises(CommandError) as caught:
        run("local_tax", samples / name)
    assert len(str(caught.value)) > 10
    assert not Batch.objects.exists()


def test_a_time_to_send_is_read_in_kst(register, settings):
    settings.SELF_APPROVAL = True
    run_json("local_tax", register, yes=True, at="2027-01-04T09:00")
    assert Batch.objects.get().dispatch.scheduled_at == datetime(2027, 1, 4, 9, tzinfo=KST)


@pytest.mark.parametrize("at", ["tomorrow", "2026-13-01T09:00", ""])
def test_a_time_that_cannot_be_read_is_refused_before_anything_is_taken_in(register, at):
    with pytest.raises(CommandError):
        run("local_tax", register, at=at)
    assert not Batch.objects.exists()


def test_late_civil_defence_goes_out_only_with_a_name(tmp_path, settings):
    settings.SELF_APPROVAL = True
    from residents.models import Channel, ConsentKind

    kinds = {ConsentKind.COLLECTION_USE, ConsentKind.CIVIL_DEFENSE}
    resident(services={"civil_defense": {Channel.SMS}}, consents=kinds)
    soon = (timezone.localtime() + timedelta(days=2)).strftime("%Y-%m-%d 14:00")
    path = tmp_path / "a.xlsx"
    path.write_bytes(file_of("civil_defense", {"교육일시": soon}).read())
    with pytest.raises(CommandError):
        run("civil_defense", path, yes=True)
    assert not Delivery.objects.exists()
    run_json("civil_defense", path, yes=True, again=True, late_allowed_by="안전과장 정하늘")
    assert Delivery.objects.count() == 1


def test_title_and_department_are_the_batchs(register):
    run_json("local_tax", register, title="2026년 재산세", department="세무2과")
    batch = Batch.objects.get()
    assert (batch.title, batch.department) == ("2026년 재산세", "세무2과")


def test_without_json_the_counts_are_said_in_words(register):
    resident()
    said = run("local_tax", register)
    assert "1" in said
    assert f"/staff/batches/{Batch.objects.get().pk}" in said


def test_waiting_ends_where_sending_has_paused_itself(register, settings, monkeypatch):
    settings.SELF_APPROVAL = True
    monkeypatch.setattr("notices.waiting.worker_is_running", lambda: True)
    monkeypatch.setattr("notices.waiting.sweeper.sweep", lambda: _start_and_hold(Dispatch.objects.get()))
    resident()
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("send_notices", "local_tax", str(register), yes=True, wait=True, json=True, stdout=out)
    result = json.loads(out.getvalue())
    assert (result["code"], result["sent"]) == ("paused", {"queued": 2})
    assert f"/staff/batches/{result['batch']}" in result["error"]


def _start_and_hold(dispatch: Dispatch) -> None:
    if dispatch.state == "scheduled":
        dispatches.start(dispatch)
        dispatches.hold(dispatch, because=HeldBecause.LOSSES)
