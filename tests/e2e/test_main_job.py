"""From the staff page to the resident's phone, as a browser sees it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from notices.models import Batch, Notice
from notices.paper import on_paper
from notices.reading import row_of
from tests import people
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]
TITLE = "2026년 12월 재산세"


def hand_in(officer: Visitor, site: str, register: Path) -> str:
    """Upload a register and return the address of its batch."""
    officer.go(f"{site}/staff/")
    officer.look("staff-empty")
    officer.page.locator("a[href='/staff/batches/new']").last.click()
    officer.look("hand-in")
    officer.page.locator("[name=notice_type][value=local_tax]").check(force=True)
    officer.page.fill("[name=title]", TITLE)
    officer.page.set_input_files("[name=file]", register)
    officer.submit(officer.page.locator("form[enctype]"))
    officer.page.wait_for_url(re.compile(r"/staff/batches/\d+$"))
    return officer.page.url


def counts_on(officer: Visitor) -> dict[str, int]:
    """Read what the batch page says that the rows became."""
    links = officer.page.locator(".s-stat a[href*='outcome=']")
    pairs = [(link.get_attribute("href") or "", link.inner_text()) for link in links.all()]
    return {href.split("outcome=")[1]: int(text.replace(",", "")) for href, text in pairs}


def birth_date_of(notice: Notice) -> str:
    return str(row_of(notice)["birth_date"]).replace("-", "")


def caught_link(stage: Stage, channel: str) -> str:
    """Return the link that a resident finds in the mail or the SMS."""
    text = stage.mails()[0]["html"] if channel == "email" else stage.sms()[0]["text"]
    found = re.search(rf"{stage.site}/n/[\w-]{{16}}\?v={channel}", text)
    assert found
    return found[0]


@pytest.mark.timeout(120)
@pytest.mark.parametrize(("width", "channel"), [(DESK, "email"), (PHONE, "sms")])
def test_from_the_staff_page_to_the_residents_phone(
    stage: Stage, workers: None, enrolled: None, visitor: Visit, samples: Path, tmp_path: Path, width: int, channel: str
) -> None:
    expected = json.loads((samples / "expected.json").read_text())["local_tax"]
    people.officer()
    people.approver()

    officer = visitor(width)
    officer.sign_in(stage.site, "officer")
    address = hand_in(officer, stage.site, samples / "local_tax.xlsx")
    officer.look("batch-draft")
    shown = counts_on(officer)
    assert shown == {
        "recipient": expected["recipients"],
        **{name: expected[name] for name in ("paper", "ambiguous", "duplicate", "invalid")},
    }
    officer.submit(officer.page.locator("form[action$='/submit']"))
    officer.page.locator("form[action$='/submit']").wait_for(state="detached")
    assert officer.count("form[action$='/approve']") == 0
    officer.look("batch-waits")

    approver = visitor(width)
    approver.sign_in(stage.site, "approver")
    approver.look("staff-waiting")
    approver.page.locator(f"a[href='{address.removeprefix(stage.site)}']").first.click()
    approver.submit(approver.page.locator("form[action$='/approve']"))
    approver.look("batch-sending")
    # It moves by itself: nobody reloads the page.
    expect(approver.page.locator("#live .s-ended")).to_be_visible(timeout=60_000)
    expect(approver.page.locator("#live")).not_to_have_attribute("hx-get", re.compile("."), timeout=20_000)
    approver.look("batch-sent")

    assert (len(stage.mails()), len(stage.sms())) == (expected["email"], expected["sms"])
    link = caught_link(stage, channel)
    notice = Notice.objects.get(token=link[-16 - len(f"?v={channel}") : -len(f"?v={channel}")])
    read_on_a_phone(visitor(PHONE), link, notice)

    officer.go(address)
    stats = officer.page.locator("#live .s-stat-value").all_inner_texts()
    assert stats[:2] == ["1", "1"]
    officer.look("batch-read")
    officer.go(f"{address}/rows?outcome=recipient")
    officer.look("rows")

    batch = Batch.objects.get()
    officer.go(address)
    sheet = officer.download(officer.page.locator("a[href$='/paper.xlsx']"), tmp_path)
    rows = CalamineWorkbook.from_path(sheet).get_sheet_by_index(0).to_python()
    assert len(rows) == on_paper(batch).count() + 1 == expected["paper"] + expected["ambiguous"] + 1


def read_on_a_phone(resident: Visitor, link: str, notice: Notice) -> None:
    """Open the link, answer wrongly, answer rightly, read, confirm."""
    right = birth_date_of(notice)
    resident.go(link)
    resident.look("door")
    assert row_of(notice)["name"] not in resident.text("body")
    answer(resident, "19000101")
    assert resident.page.locator("[name=birth_date]").get_attribute("aria-invalid") == "true"
    resident.look("door-wrong")
    answer(resident, right)
    resident.page.locator(".s-letter").wait_for()
    resident.look("letter")
    assert row_of(notice)["name"] in resident.text(".s-letter")
    assert f"{int(row_of(notice)['amount']):,}" in resident.text(".s-letter")
    resident.submit(resident.page.locator("form[action$='/confirm']"))
    resident.page.locator(".s-confirmed").wait_for()
    resident.look("letter-confirmed")
    notice.refresh_from_db()
    assert notice.state == "read"
    assert notice.opened_at is not None
    assert notice.confirmed_at is not None


def answer(resident: Visitor, birth_date: str) -> None:
    resident.page.fill("[name=birth_date]", birth_date)
    resident.submit(resident.page.locator("form:has([name=birth_date])"))
    resident.page.wait_for_load_state()
