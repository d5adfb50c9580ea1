"""The pages beside the main way, and the ways to use a page: by keyboard alone, without JavaScript, in English."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect

from notices.models import Notice
from tests import people
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.notices.taking import approved
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]
BIRTH_DATE = "19800131"
FOCUSED = "document.activeElement.getAttribute('name')"
HAS_RING = """() => { const s = getComputedStyle(document.activeElement);
  return s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none'; }"""


@pytest.fixture
def notice(stage: Stage) -> Notice:
    """Hong Gil-dong's notice, approved and not yet sent."""
    people.resident()
    return Notice.objects.get(batch=approved("local_tax"))


def press_tab_until(reader: Visitor, name: str) -> None:
    """Go on by Tab until the control ``name`` has the focus; every stop on the way can be seen."""
    for _ in range(30):
        reader.page.keyboard.press("Tab")
        assert reader.page.evaluate(HAS_RING), reader.page.evaluate("document.activeElement.outerHTML")
        if reader.page.evaluate(FOCUSED) == name:
            return
    raise AssertionError(f"Tab does not lead to {name}")


def test_the_door_opens_and_the_letter_is_confirmed_by_keyboard_alone(
    stage: Stage, notice: Notice, visitor: Visit
) -> None:
    reader = visitor(PHONE)
    reader.go(f"{stage.site}/n/{notice.token}?v=email")
    press_tab_until(reader, "birth_date")
    reader.page.keyboard.type("19000101")
    reader.page.keyboard.press("Enter")
    reader.page.locator("[aria-invalid=true]").wait_for()
    press_tab_until(reader, "birth_date")
    reader.page.keyboard.press("Control+A")
    reader.page.keyboard.type(BIRTH_DATE)
    reader.page.keyboard.press("Enter")
    confirm = reader.page.locator("form[action$='/confirm'] button")
    confirm.wait_for()
    for _ in range(30):
        reader.page.keyboard.press("Tab")
        if confirm.evaluate("button => button === document.activeElement"):
            break
    reader.page.keyboard.press("Enter")
    reader.page.locator(".s-confirmed").wait_for()
    assert not reader.faults


def test_without_javascript_a_notice_is_opened_and_confirmed(stage: Stage, notice: Notice, visitor: Visit) -> None:
    reader = visitor(PHONE, javascript=False)
    reader.go(f"{stage.site}/n/{notice.token}?v=sms")
    reader.page.fill("[name=birth_date]", BIRTH_DATE)
    reader.submit(reader.page.locator("form:has([name=birth_date])"))
    reader.look("letter-without-javascript")
    reader.submit(reader.page.locator("form[action$='/confirm']"))
    reader.page.locator(".s-confirmed").wait_for()
    notice.refresh_from_db()
    assert notice.opened_at is not None
    assert notice.confirmed_at is not None


@pytest.mark.parametrize(("language", "other"), [("ko-KR", "en"), ("en-US", "ko")])
def test_the_door_speaks_the_readers_language_and_changes_it(
    stage: Stage, notice: Notice, visitor: Visit, language: str, other: str
) -> None:
    reader = visitor(PHONE, language=language)
    reader.go(f"{stage.site}/n/{notice.token}")
    page = reader.page
    expect(page.locator("html")).to_have_attribute("lang", language[:2])
    title = reader.text("h1")
    reader.look(f"door-{language[:2]}")
    page.locator(f"button[name=language][value={other}]").click()
    expect(page.locator("html")).to_have_attribute("lang", other)
    assert reader.text("h1") != title
    page.fill("[name=birth_date]", BIRTH_DATE)
    reader.submit(page.locator("form:has([name=birth_date])"))
    page.locator(".s-letter").wait_for()
    reader.look(f"letter-{other}")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_whoever_says_not_me_is_asked_once_and_believed(
    stage: Stage, notice: Notice, visitor: Visit, width: int
) -> None:
    reader = visitor(width)
    reader.go(stage.site)
    reader.look("front")
    reader.go(f"{stage.site}/n/{notice.token}?v=sms")
    reader.page.locator("a[href*='/not-me']").click()
    reader.look("not-me")
    reader.submit(reader.page.locator("main form"))
    reader.page.locator("main form").wait_for(state="detached")
    reader.look("not-me-done")
    assert list(notice.events.values_list("kind", flat=True)) == ["not_me"]


def test_after_too_many_wrong_answers_the_door_says_how_long_to_wait(
    stage: Stage, notice: Notice, visitor: Visit
) -> None:
    reader = visitor(PHONE)
    reader.go(f"{stage.site}/n/{notice.token}")
    for _ in range(6):
        reader.page.fill("[name=birth_date]", "19000101")
        reader.submit(reader.page.locator("form:has([name=birth_date])"))
        reader.page.locator("[data-error-summary], [aria-invalid=true]").first.wait_for()
    reader.forgive(429)
    reader.look("door-shut")
    assert "30" in reader.text("main")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_what_is_wrong_with_a_register_is_said_at_the_field(
    stage: Stage, visitor: Visit, tmp_path: Path, width: int
) -> None:
    people.officer()
    officer = visitor(width)
    officer.sign_in(stage.site, "officer")
    officer.go(f"{stage.site}/staff/batches/new")
    form = officer.page.locator("form[enctype]")
    officer.submit(form)
    expect(officer.page.locator("[name=title]")).to_have_attribute("aria-invalid", "true")
    officer.forgive(422)
    officer.look("hand-in-empty")
    wrong = tmp_path / "대장.hwp"
    wrong.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096))
    officer.page.locator("[name=notice_type][value=local_tax]").check(force=True)
    officer.page.fill("[name=title]", "2026년 12월 재산세")
    officer.page.set_input_files("[name=file]", wrong)
    officer.submit(form)
    expect(officer.page.locator("[name=title]")).not_to_have_attribute("aria-invalid", "true")
    expect(officer.page.locator("[name=file]")).to_have_attribute("aria-invalid", "true")
    officer.forgive(422)
    officer.look("hand-in-refused")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_pages_for_who_has_nothing_to_do_there_are_sound_too(stage: Stage, visitor: Visit, width: int) -> None:
    people.clerk()
    clerk = visitor(width)
    clerk.sign_in(stage.site, "clerk")
    clerk.go(f"{stage.site}/staff/")
    clerk.look("counter")
    clerk.go(f"{stage.site}/staff/batches/new")
    clerk.forgive(403)
    clerk.look("forbidden")
    clerk.go(f"{stage.site}/nowhere")
    clerk.forgive(404)
    clerk.look("not-found")
