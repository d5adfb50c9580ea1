"""An officer enrols a file: hands it in, says what a column is, sees the outcome, has it run, mends, and undoes it."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone

from residents.models import ImportJob, Resident
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.people import officer
from tests.residents.imports.conftest import people
from tests.residents.test_enrolment_files import GOOD
from tests.sheets import workbook
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

ENROLLED, BAD = 40, 3


def forms(folder: Path) -> Path:
    """A file with a title that nobody knows, in place of the mobile number."""
    rows = [{**GOOD, **one} for one in people(ENROLLED)]
    rows += [{**GOOD, "성명": "성춘향", "수집이용동의": "N"} for _ in range(BAD)]
    titles = ["연락되는번호" if title == "휴대전화" else title for title in GOOD]
    return workbook(folder / "forms.xlsx", [titles, *([*row.values()] for row in rows)])


def half_done() -> None:
    """Have the import stand in the middle of a large file; there is no page of rows that a worker could take."""
    now = timezone.now()
    ImportJob.objects.update(
        state="running", rows=46_000, next_page=99, began_at=now - timedelta(seconds=30), touched_at=now, moved_at=now,
        outcome={"created": 20_000, "duplicates": 1_200, "rejected": 800},
    )  # fmt: skip


def look_wide_and_narrow(window: Visitor, name: str) -> None:
    for width in (PHONE, DESK):
        window.page.set_viewport_size({"width": width, "height": 900})
        window.look(name)


@pytest.mark.usefixtures("workers")
def test_a_file_is_checked_enrolled_mended_and_undone(
    stage: Stage, visitor: Callable[..., Visitor], tmp_path: Path
) -> None:
    officer()
    window = visitor(DESK)
    window.sign_in(stage.site, "officer")
    page = window.go(f"{stage.site}/staff/imports/")
    look_wide_and_narrow(window, "imports-empty")

    page.set_input_files("[name=file]", forms(tmp_path))
    window.submit(page.locator("[data-i-upload]"))
    page.wait_for_url("**/columns")
    look_wide_and_narrow(window, "imports-columns")
    page.locator("tr", has_text="연락되는번호").locator("select").select_option("mobile")
    window.submit(page.locator("form:has(select)"))

    page.locator("form[action$='/run']").wait_for()
    look_wide_and_narrow(window, "imports-checked")
    assert not Resident.objects.exists()
    window.submit(page.locator("form[action$='/run']"))

    page.locator(".s-ended").wait_for()
    look_wide_and_narrow(window, "imports-finished")
    assert Resident.objects.filter(left_at=None).count() == ENROLLED
    page.fill("[name=purpose]", "동의를 다시 확인하려고")
    file = window.download(page.locator("form[action$='/rejected'] button"), tmp_path)
    assert openpyxl.load_workbook(file).active.max_row == 1 + BAD

    page.locator("a[href$='/undo']").click()
    look_wide_and_narrow(window, "imports-undo")
    window.submit(page.locator("main form"))
    page.locator(".s-ended").wait_for()
    assert not Resident.objects.filter(left_at=None).exists()
    assert ImportJob.objects.get().undone == ENROLLED
    window.go(f"{stage.site}/staff/imports/")
    look_wide_and_narrow(window, "imports-list")

    half_done()
    page.locator("th a").click()
    look_wide_and_narrow(window, "imports-running")
