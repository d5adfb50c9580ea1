"""The gallery of forms: accessible in every state, live with the script, whole without it."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.browser import DESK, PHONE, Visitor
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

STICKING_OUT = """() => [...document.querySelectorAll(".krds-gallery *")]
  .filter((e) => !e.closest(".sr-only, thead, .krds-choice-table") && e.checkVisibility()
    && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .map((e) => e.outerHTML.slice(0, 80))"""


def test_every_field_and_layout_object_is_accessible_and_works(stage: Stage, visitor: Callable[..., Visitor]) -> None:
    guest = visitor(DESK)
    guest.go(f"{stage.site}/krds/")
    guest.look("gallery-fields")
    page = guest.go(f"{stage.site}/krds/layout/")
    expect(page.locator("#wrongtabs-two")).to_be_visible()
    expect(page.locator("#wrongtabs-one")).to_be_hidden()
    guest.look("gallery-layout")
    _tabs_by_keyboard(page)
    _dialog(page)
    _consent_to_all(page)
    _error_summary_opens_what_it_leads_to(page)
    _alert(page)
    assert not guest.faults

    phone = visitor(PHONE, language="en-US")
    phone.go(f"{stage.site}/krds/layout/")
    phone.look("gallery-layout-en")
    assert _sticking_out(phone.page) == []
    phone.go(f"{stage.site}/krds/")
    assert _sticking_out(phone.page) == []

    plain = visitor(PHONE, javascript=False)
    plain.go(f"{stage.site}/krds/layout/")
    plain.look("gallery-without-javascript")
    for name in ("#tabs-one", "#tabs-two", "#gallery-dialog"):
        expect(plain.page.locator(name)).to_be_visible()
    for name in ("[data-krds-open]", "[data-krds-dismiss]", "[data-krds-close]", ".krds-consent-all"):
        expect(plain.page.locator(name).first).to_be_hidden()


def _sticking_out(page: Page) -> list[str]:
    """Return what does not fit the window when letters are twice as large."""
    page.evaluate("document.documentElement.style.fontSize = '125%'")
    found: list[str] = page.evaluate(STICKING_OUT)
    return found


def _tabs_by_keyboard(page: Page) -> None:
    first, second = page.locator("#tabs-one_tab"), page.locator("#tabs-two_tab")
    first.focus()
    for key, tab, panel in (
        ("ArrowRight", second, "#tabs-two"),
        ("ArrowRight", first, "#tabs-one"),
        ("End", second, "#tabs-two"),
        ("Home", first, "#tabs-one"),
        ("ArrowLeft", second, "#tabs-two"),
    ):
        page.keyboard.press(key)
        expect(tab).to_be_focused()
        expect(tab).to_have_attribute("aria-selected", "true")
        expect(page.locator(panel)).to_be_visible()
    expect(first).to_have_attribute("tabindex", "-1")
    page.keyboard.press("Tab")
    expect(page.locator("#tabs-two")).to_be_focused()


def _dialog(page: Page) -> None:
    opener, dialog = page.locator("[data-krds-open]"), page.locator("#gallery-dialog")
    expect(dialog).to_be_hidden()
    opener.focus()
    page.keyboard.press("Enter")
    expect(dialog).to_be_visible()
    assert dialog.evaluate("dialog => dialog.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def _consent_to_all(page: Page) -> None:
    every, boxes = page.locator("#consent-to-all"), page.locator(".krds-consent-check > input")
    every.check(force=True)
    assert [box.is_checked() for box in boxes.all()] == [True, True]
    boxes.first.uncheck(force=True)
    assert not every.is_checked()
    every.check(force=True)
    every.uncheck(force=True)
    assert [box.is_checked() for box in boxes.all()] == [False, False]


def _error_summary_opens_what_it_leads_to(page: Page) -> None:
    page.locator("#wrongtabs-one_tab").click()
    field = page.locator("#id_wrongtabs-number")
    expect(field).to_be_hidden()
    page.locator("a[href='#id_wrongtabs-number']").click()
    expect(field).to_be_focused()


def _alert(page: Page) -> None:
    hide = page.locator("[data-krds-dismiss]")
    hide.click()
    expect(hide).to_be_hidden()
