import json
import stat
from io import StringIO

import openpyxl
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from residents.models import Resident

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.SOTONG_DATA = tmp_path / "data"


def run(file, **options):
    out = StringIO()
    call_command("import_residents", str(file), stdout=out, **options)
    return out.getvalue()


def import_json(file, **options):
    return json.loads(run(file, json=True, **options))


def test_the_sample_gives_the_expected_counts(samples):
    expected = json.loads((samples / "expected.json").read_text())
    result = import_json(samples / "enrolments.xlsx")
    assert {key: result[key] for key in expected["enrolments"]} == expected["enrolments"]
    assert result["rejected_rows"] == expected["rejected_rows"]
    assert Resident.objects.count() == expected["enrolments"]["created"]


def test_the_same_file_again_creates_nothing(samples):
    first = import_json(samples / "enrolments.xlsx")
    again = import_json(samples / "enrolments.xlsx")
    assert (again["created"], again["duplicates"]) == (0, first["created"] + first["duplicates"])
    assert (again["rejected"], again["rows"]) == (first["rejected"], first["rows"])


def test_rejected_rows_come_back_with_the_reason_in_a_last_column(samples):
    result = import_json(samples / "enrolments.xlsx")
    sheet = openpyxl.load_workbook(result["rejected_file"]).active
    header, *rows = sheet.iter_rows(values_only=True)
    assert len(rows) == result["rejected"]
    assert all(row[len(header) - 1] for row in rows)
    assert header[:-1] == next(
        row
        for row in openpyxl.load_workbook(samples / "enrolments.xlsx").active.iter_rows(values_only=True)
        if "성명" in row
    )


def test_the_rejected_file_holds_no_rrn_and_can_be_read_by_its_owner_only(samples, tmp_path):
    path = tmp_path / "rejected.xlsx"
    import_json(samples / "enrolments.xlsx", rejected=path)
    cells = [str(cell.value) for row in openpyxl.load_workbook(path).active.iter_rows() for cell in row]
    assert sum("-*******" in cell for cell in cells) >= 4
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_rejected_file_can_be_mended_and_imported_again(samples, tmp_path):
    path, mended = tmp_path / "rejected.xlsx", tmp_path / "mended.xlsx"
    import_json(samples / "enrolments.xlsx", rejected=path)
    book = openpyxl.load_workbook(path)
    titles = [cell.value for cell in book.active[1]]
    good = {
        "생년월일": "1985. 2. 17.",
        "휴대전화": "010-7777-8888",
        "이메일": "",
        "수집이용동의": "Y",
        "서명": "Y",
        "행정동": "송정동",
    }
    mended_rows = 0
    for row in book.active.iter_rows(min_row=2):
        for cell, title in zip(row, titles, strict=True):
            if title in good:
                cell.value = good[title]
            elif "*******" in str(cell.value):
                cell.value = "임꺽정"
        mended_rows += 1
    book.save(mended)
    result = import_json(mended)
    assert (result["rejected"], result["created"] + result["duplicates"]) == (0, mended_rows)
    assert result["created"] > 0


def test_without_rejected_rows_there_is_no_file(samples, tmp_path):
    first = openpyxl.load_workbook(samples / "enrolments.xlsx")
    first.active.delete_rows(3, first.active.max_row)
    first.save(tmp_path / "one.xlsx")
    result = import_json(tmp_path / "one.xlsx")
    assert (result["created"], result["rejected_file"]) == (1, None)
    assert not (tmp_path / "data").exists()


def test_without_json_the_counts_are_said_in_words(samples):
    said = run(samples / "enrolments.xlsx")
    assert all(count in said for count in ("360", "331", "24", "5"))


@pytest.mark.parametrize("name", ["missing.xlsx", "local_tax.xlsx"])
def test_a_file_that_holds_no_enrolments_is_refused_with_a_sentence(samples, name):
    with pytest.raises(CommandError) as caught:
        run(samples / name)
    assert str(caught.value)
    assert not Resident.objects.exists()
