"""Larger letters and high contrast: chosen once, kept, and followed where the system asks for them."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.browser import DESK, PHONE, Visitor
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

_GROUND = "getComputedStyle(document.body).backgroundColor"
_LETTERS = "parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)"
BLACK, WHITE = "rgb(0, 0, 0)", "rgb(255, 255, 255)"


def choose(page: Page, mode: str) -> None:
    if not page.locator(f"button[data-display={mode}]").is_visible():
        page.locator(".s-display > summary").click()
    page.locator(f"button[data-display={mode}]").click()


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_what_is_chosen_holds_on_every_page_and_after_closing(
    stage: Stage, visitor: Callable[..., Visitor], width: int
) -> None:
    reader = visitor(width)
    page = reader.go(f"{stage.site}/help/")
    letters, ground = page.evaluate(_LETTERS), page.evaluate(_GROUND)
    choose(page, "text")
    choose(page, "contrast")
    assert page.evaluate(_LETTERS) >= 1.19 * letters
    dark = page.evaluate(_GROUND)
    assert dark != ground == WHITE
    for path in ("/", "/login/", "/nowhere"):
        page.goto(f"{stage.site}{path}")
        assert page.evaluate(_GROUND) == dark, path
        assert page.locator("button[data-display=contrast]").get_attribute("aria-pressed") == "true"
    reader.forgive(404)
    choose(page, "contrast")
    assert page.evaluate(_GROUND) == WHITE


def test_high_contrast_follows_the_system_until_one_chooses(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(contrast="more", viewport={"width": PHONE, "height": 740}, locale="ko-KR")
    page = context.new_page()
    page.goto(f"{stage.site}/help/")
    dark = page.evaluate(_GROUND)
    assert dark != WHITE
    assert page.locator("button[data-display=contrast]").get_attribute("aria-pressed") == "true"
    choose(page, "contrast")
    assert page.evaluate(_GROUND) == WHITE
    page.reload()
    assert page.evaluate(_GROUND) == WHITE
    context.close()


def test_high_contrast_follows_the_system_without_javascript(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(contrast="more", java_script_enabled=False, locale="ko-KR")
    page = context.new_page()
    page.goto(f"{stage.site}/help/")
    assert page.evaluate(_GROUND) != WHITE
    context.close()


def test_a_printed_page_is_black_on_white_and_holds_every_answer(browser: Browser, stage: Stage) -> None:
    context = browser.new_context(contrast="more", locale="ko-KR")
    page = context.new_page()
    page.goto(f"{stage.site}/help/")
    page.emulate_media(media="print", contrast="more")
    assert page.evaluate(_GROUND) == WHITE
    assert not page.locator(".s-header-tools").is_visible()
    shown = page.evaluate(
        "[...document.querySelectorAll('.s-questions p')].every((answer) => answer.getBoundingClientRect().height > 0)"
    )
    assert shown
    context.close()
