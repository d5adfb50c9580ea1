"""What is held of every page, however one comes to it: for each reader, each window, each size of letters.

``Round.look`` examines the page that a visitor has before them and leaves it as it was. It is the one list of what a
page must never do: walks call it at each step, and ``test_every_page.py`` goes to the pages that are no step of a way.
"""

from collections.abc import Iterator
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
# What can differ from one window to another.
_OF_THE_WINDOW = ("color-contrast", "target-size", "scrollable-region-focusable", "aria-hidden-focus", "link-name")
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_TOO_WIDE = """() => [...document.querySelectorAll("body *")]
  .filter((element) => element.checkVisibility()
    && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
  .slice(-3).map((element) => element.outerHTML.slice(0, 120))"""
# Text that its own box cuts off: nothing may be lost when letters grow.
_CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((element) => {
  const style = getComputedStyle(element);
  const cuts = /hidden|clip/.test(style.overflowX + style.overflowY) && element.innerText && element.innerText.trim();
  const unseen = Math.min(element.clientWidth, element.clientHeight) < 2 || style.clipPath !== "none"
    || style.clip !== "auto";
  return cuts && !unseen && element.checkVisibility()
    && (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1);
}).map((element) => element.outerHTML.slice(0, 120))"""
# Telephone numbers that stand on two lines.
_BROKEN_NUMBERS = r"""() => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), broken = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    for (const found of node.data.matchAll(/\b(\d{2,4}-)?\d{3,4}-\d{4}\b/g)) {
      const range = document.createRange();
      range.setStart(node, found.index);
      range.setEnd(node, found.index + found[0].length);
      if (new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size > 1) broken.push(found[0]);
    }
  }
  return broken;
}"""
_FACTS = """() => ({
  lang: document.documentElement.lang,
  title: document.title,
  headings: [...document.querySelectorAll("h1")].map((heading) => heading.innerText.trim()),
  ids: [...document.querySelectorAll("[id]")].map((one) => one.id).filter((id, at, all) => all.indexOf(id) !== at),
  help: Boolean(document.querySelector("body.s-resident header a[href$='/help/'], body:not(.s-resident) footer a")),
})"""
_STOP = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect();
  const within = at.contentDocument && at.contentDocument.activeElement;  // of a frame
  const style = getComputedStyle(within || at);
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


class Round:
    """A round through pages: what is wrong with any of them is gathered, and said all at once at its end."""

    def __init__(self) -> None:
        self.findings: list[str] = []
        self._titles: dict[tuple[str, str], str] = {}

    def __enter__(self) -> "Round":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        said = "\n".join(self.findings)
        if error is not None and said:
            error.add_note(said)
        assert error is not None or not said, f"\n{said}"

    def look(self, visitor: Visitor, name: str, page_of: str = "") -> None:
        """Hold every promise of the page; ``page_of`` names the page of which this is a state (refused, say)."""
        page = visitor.page
        page.wait_for_load_state()
        for width in (PHONE, DESK):
            with _window(page, width):
                visitor.keep_picture(name)
        self.findings += [f"{name}: {fault}" for fault in visitor.faults]
        self.findings += [f"{name} {finding}" for finding in _examine(visitor)]
        visitor.faults.clear()  # axe styles the page, which the page's own policy forbids and notes
        title = page.title().removeprefix("오류: ").removeprefix("Error: ")
        first = self._titles.setdefault((visitor.language, title), page_of or name)
        if first != (page_of or name):
            self.findings.append(f"{name} has the title of {first}: {title}")

    def fit(self, visitor: Visitor, name: str) -> None:
        """Hold only that the page fits its windows, also with letters twice as large: the cheapest of the promises."""
        visitor.page.wait_for_load_state()
        for width in (PHONE, DESK):
            with _window(visitor.page, width), _letters(visitor.page, 2):
                self.findings += [
                    f"{name} {one}" for one in _fit(visitor.page, f"at {width} px, letters twice as large")
                ]


def _examine(visitor: Visitor) -> Iterator[str]:
    page = visitor.page
    yield from _facts(visitor)
    for width in (PHONE, NARROW, DESK):
        with _window(page, width):
            yield from _fit(page, f"at {width} px")
            if broken := page.evaluate(_BROKEN_NUMBERS):
                yield f"at {width} px breaks the numbers {broken}"
            if width != NARROW:
                with _letters(page, 2):
                    yield from _fit(page, f"at {width} px with letters twice as large")
    if visitor.javascript:
        page.evaluate(AXE())
        yield from _violations(page, "")
        with _window(page, DESK if visitor.width == PHONE else PHONE):
            yield from _violations(page, "in the other window", *_OF_THE_WINDOW)
        with _mode(page):
            yield from _violations(page, "in high contrast", "color-contrast", "link-in-text-block")
        yield from _keyboard(page)


def _facts(visitor: Visitor) -> Iterator[str]:
    facts: dict[str, Any] = visitor.page.evaluate(_FACTS)
    if facts["lang"] != visitor.language[:2]:
        yield f"is in {facts['lang']!r}"
    if len(facts["headings"]) != 1 or not facts["headings"][0]:
        yield f"has the first headings {facts['headings']}"
    if not facts["title"].split("|")[0].strip():
        yield "has no title of its own"
    if facts["ids"]:
        yield f"has ids twice: {facts['ids']}"
    if not facts["help"]:
        yield "has no way to help at its usual place"


def _fit(page: Page, where: str) -> Iterator[str]:
    wider: int = page.evaluate(_WIDER)
    if wider > 0:
        yield f"{where} is {wider} px too wide: {page.evaluate(_TOO_WIDE)}"
    cut: list[str] = page.evaluate(_CUT_OFF)
    if cut:
        yield f"{where} cuts off {cut}"


def _violations(page: Page, where: str, *only: str) -> Iterator[str]:
    found: list[str] = page.evaluate(_AXE, list(only))
    yield from (f"{where}: {one}" for one in found)


def _keyboard(page: Page) -> Iterator[str]:
    """Walk by Tab through the whole page, to its main button; each stop has to be seen."""
    wanted = page.locator("main .krds-btn.primary:visible:not([disabled])").count() > 0
    page.evaluate("() => { document.activeElement.blur(); getSelection().removeAllRanges(); scrollTo(0, 0) }")
    page.locator("body").press("Tab")
    before = ""
    for _ in range(MOST_STOPS):
        stop: dict[str, Any] = page.evaluate(_STOP)
        if stop["body"]:
            break
        if not stop["ring"] and stop["what"] != before:  # a date's calendar is drawn within it, with a ring of its own
            yield f"does not show the focus on {stop['what']}"
        if not stop["seen"]:
            yield f"leads the focus out of sight, on {stop['what']}"
        before = stop["what"]
        wanted = wanted and not stop["primary"]
        page.keyboard.press("Tab")
    else:
        yield "does not come to an end by Tab"
    if wanted:
        yield "does not lead to its main button by Tab"


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
    before = page.evaluate(f"{root}.dataset.krdsMode || 'light'")
    page.evaluate(f"() => {{ {root}.dataset.krdsMode = 'high-contrast' }}")
    yield
    page.evaluate(f"(before) => {{ {root}.dataset.krdsMode = before }}", before)
