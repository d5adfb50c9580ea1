"""What is held of every page, however one comes to it: for each reader, each window, each size of letters.

``examine`` looks at the page that a visitor has before them and leaves it as it was. It is the one list of what a page
must never do; walks call it at each step (``tests/e2e/test_walks.py``), and pages without a way are listed there too.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Page

from tests.e2e.browser import AXE, DESK, PHONE, Visitor

NARROW = 320  # CSS pixels: a window of 1280 at 400 % (WCAG 2.2, 1.4.10)
MOST_STOPS = 120  # of the Tab key, on one page

# WCAG 2.2 AA with what axe leaves out by default (24 px targets), and axe's own good practice.
_AXE = """async (only) => {
  const options = {resultTypes: ["violations"], rules: {"target-size": {enabled: true}}};
  if (only.length) options.runOnly = {type: "rule", values: only};
  const found = await axe.run(document, options);
  return found.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.target.join(" ")).join(", "));
}"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Text that its own box cuts off: nothing may be lost when letters grow.
_CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const style = getComputedStyle(element);
  const cuts = /hidden|clip/.test(style.overflowX + style.overflowY) && element.innerText && element.innerText.trim();
  const unseen = Math.min(element.clientWidth, element.clientHeight) < 2 || style.clipPath !== "none"
    || style.clip !== "auto";
  return cuts && !unseen && element.checkVisibility()
    && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
}).map((element) => element.outerHTML.slice(0, 120))"""
_FACTS = """() => ({
  lang: document.documentElement.lang,
  title: document.title,
  headings: [...document.querySelectorAll("h1")].map((heading) => heading.innerText.trim()),
  ids: [...document.querySelectorAll("[id]")].map((one) => one.id).filter((id, at, all) => all.indexOf(id) !== at),
  help: Boolean(document.querySelector("body.s-resident header a[href$='/help/'], body:not(.s-resident) footer a")),
})"""
_STOP = """() => {
  const at = document.activeElement, style = getComputedStyle(at), box = at.getBoundingClientRect();
  const label = at.labels && at.labels[0] ? getComputedStyle(at.labels[0]) : style;
  const ringed = (one) => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) > 0 || one.boxShadow !== "none";
  return {
    body: at === document.body || at === document.documentElement,
    ring: ringed(style) || ringed(label),
    primary: at.matches("main .krds-btn.primary"),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    what: at.outerHTML.slice(0, 120),
  };
}"""


class Titles:
    """The titles met so far: two pages never share one."""

    def __init__(self) -> None:
        self._pages: dict[tuple[str, str], str] = {}

    def meet(self, language: str, title: str, page: str) -> None:
        first = self._pages.setdefault((language, title), page)
        assert first == page, f"{page} and {first} are both called {title!r}"


def examine(visitor: Visitor, name: str, *, titles: Titles | None = None, page_of: str = "") -> None:
    """Hold every promise of a page; ``page_of`` names the page of which this is a state (refused, come back to)."""
    page = visitor.page
    page.wait_for_load_state()
    assert not visitor.faults, f"{name}: {visitor.faults}"
    _hold_facts(visitor, name, titles, page_of or name)
    visitor.keep_picture(name)
    noted = len(visitor.faults)
    try:
        _hold_sizes(visitor, name)
        if visitor.javascript:
            _hold_axe(visitor, name)
            _hold_keyboard(page, name)
    finally:
        del visitor.faults[noted:]  # axe styles the page, which the page's own policy forbids and notes


def _hold_facts(visitor: Visitor, name: str, titles: Titles | None, page_of: str) -> None:
    facts: dict[str, Any] = visitor.page.evaluate(_FACTS)
    assert facts["lang"] == visitor.language[:2], f"{name} speaks {facts['lang']}"
    assert len(facts["headings"]) == 1 and facts["headings"][0], f"{name} has the h1s {facts['headings']}"
    assert facts["title"].split("|")[0].strip(), f"{name} has no title of its own"
    assert not facts["ids"], f"{name} has ids twice: {facts['ids']}"
    assert facts["help"], f"{name} has no way to help at its top"
    if titles is not None:
        title = facts["title"].removeprefix("오류: ").removeprefix("Error: ")
        titles.meet(visitor.language[:2], title, page_of)


def _hold_sizes(visitor: Visitor, name: str) -> None:
    """Hold that the page fits at each width, and at the narrowest and widest also with letters twice as large."""
    for width in (PHONE, NARROW, DESK):
        with _window(visitor.page, width):
            _hold_fit(visitor.page, f"{name} at {width} px")
            if width != PHONE:
                with _letters(visitor.page, 2):
                    _hold_fit(visitor.page, f"{name} at {width} px with letters twice as large")


def _hold_fit(page: Page, name: str) -> None:
    wider: int = page.evaluate(_WIDER)
    assert wider <= 0, f"{name} is {wider} px too wide: {_widest(page)}"
    cut: list[str] = page.evaluate(_CUT_OFF)
    assert not cut, f"{name} cuts off {cut}"


def _widest(page: Page) -> Any:
    return page.evaluate(
        """() => [...document.querySelectorAll("body *")]
          .filter((element) => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
          .slice(-3).map((element) => element.outerHTML.slice(0, 120))"""
    )


def _hold_axe(visitor: Visitor, name: str) -> None:
    """Hold that axe finds nothing: as it is, in the other window, and the contrasts in high contrast."""
    page = visitor.page
    page.evaluate(AXE())
    _hold_no_violation(page, name)
    with _window(page, DESK if visitor.width == PHONE else PHONE):
        _hold_no_violation(page, f"{name} in the other window")
    with _mode(page):
        _hold_no_violation(page, f"{name} in high contrast", "color-contrast", "link-in-text-block")


def _hold_no_violation(page: Page, name: str, *only: str) -> None:
    violations: list[str] = page.evaluate(_AXE, list(only))
    assert not violations, f"{name}: {violations}"


def _hold_keyboard(page: Page, name: str) -> None:
    """Hold that Tab leads through the whole page, to its main button, and that each stop is seen."""
    wanted = page.locator("main .krds-btn.primary:visible:not([disabled])").count() > 0
    page.evaluate("() => { document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0) }")
    page.locator("body").press("Tab")
    reached = False
    for _ in range(MOST_STOPS):
        stop: dict[str, Any] = page.evaluate(_STOP)
        if stop["body"]:
            break
        assert stop["ring"], f"{name}: the focus is not seen on {stop['what']}"
        assert stop["seen"], f"{name}: the focus is out of sight on {stop['what']}"
        reached = reached or stop["primary"]
        page.keyboard.press("Tab")
    else:
        raise AssertionError(f"{name}: Tab does not come to an end")
    assert reached or not wanted, f"{name}: Tab does not lead to the main button"


@contextmanager
def _window(page: Page, width: int) -> Iterator[None]:
    before = page.viewport_size
    assert before is not None
    page.set_viewport_size({"width": width, "height": before["height"]})
    yield
    page.set_viewport_size(before)


@contextmanager
def _letters(page: Page, times: float) -> Iterator[None]:
    """Make the letters so many times as large, and nothing else (WCAG 2.2, 1.4.4)."""
    page.evaluate(
        """(times) => { const root = document.documentElement;
          root.style.fontSize = parseFloat(getComputedStyle(root).fontSize) * times + "px" }""",
        times,
    )
    yield
    page.evaluate("() => { document.documentElement.style.fontSize = '' }")


@contextmanager
def _mode(page: Page) -> Iterator[None]:
    root = "document.documentElement"
    page.evaluate(f"() => {root}.setAttribute('data-krds-mode', 'high-contrast')")
    yield
    page.evaluate(f"() => {root}.removeAttribute('data-krds-mode')")


def examiner(titles: Titles) -> Callable[..., None]:
    """Return ``examine`` with the titles of one run."""

    def look(visitor: Visitor, name: str, page_of: str = "") -> None:
        examine(visitor, name, titles=titles, page_of=page_of)

    return look
