"""A visitor with a browser window of one size, who notices what is wrong with every page they look at."""

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.test import Client
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response

from config.environment import ROOT

if TYPE_CHECKING:  # models want settings, and the command that takes the pictures has none
    from accounts.models import User

PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Nothing leaves the machine, and nothing asks for a graphics card or a sandbox that a container has not.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
AXE = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text
SCREENS = ROOT / "var" / "screens"
PASSWORD = "a-long-password"  # of everybody in tests.people
PHONE, DESK = 360, 1280  # CSS pixels
_HEIGHTS = {PHONE: 740, DESK: 900}

# A request whose page was left before the answer came: htmx says it as it says an error. What fails otherwise is said
# by a second line (sendError, timeout, responseError).
_GIVEN_UP = ("htmx:afterRequest", "htmx:sendAbort")

_WIDER_THAN_THE_WINDOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
  (found) => found.id + ": " + found.nodes.map((node) => node.target.join(" ")).join(", "))"""


def find_chromium() -> str | None:
    """Return the system's Chromium."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Visitor:
    """Somebody with a window of ``width`` pixels and cookies of their own."""

    def __init__(self, browser: Browser, width: int, *, language: str = "ko-KR", javascript: bool = True) -> None:
        self.width, self.language, self.javascript = width, language, javascript
        phone = width == PHONE
        self._context = browser.new_context(
            viewport={"width": width, "height": _HEIGHTS[width]},
            has_touch=phone,
            is_mobile=phone,
            locale=language,
            java_script_enabled=javascript,
            accept_downloads=True,
            reduced_motion="reduce",  # what is measured stands still
        )
        self._context.set_default_timeout(15_000)
        self.page: Page = self._context.new_page()
        self.faults: list[str] = []
        self._watch()

    def press_access_key(self, key: str) -> None:
        """Press Alt and a letter or digit as a keyboard does it; Playwright leaves out by what Chromium finds it."""
        session = self.page.context.new_cdp_session(self.page)
        for kind in ("keyDown", "keyUp"):
            session.send(
                "Input.dispatchKeyEvent",
                {
                    "type": kind,
                    "modifiers": 1,
                    "key": key,
                    "code": f"Digit{key}" if key.isdigit() else f"Key{key.upper()}",
                    "unmodifiedText": key,
                    "windowsVirtualKeyCode": ord(key.upper()),
                },
            )
        session.detach()

    def _watch(self) -> None:
        self.page.on("console", self._watch_console)
        self.page.on("pageerror", lambda error: self._note(f"error: {error}"))
        self.page.on("response", self._watch_response)

    def _watch_console(self, said: ConsoleMessage) -> None:
        if said.type == "error" and not said.text.startswith(_GIVEN_UP):
            self._note(f"console: {said.text}")

    def _watch_response(self, response: Response) -> None:
        if response.status >= 400:
            self._note(f"{response.status}: {response.url}")

    def _note(self, fault: str) -> None:
        self.faults.append(fault)

    def go(self, address: str) -> Page:
        self.page.goto(address)
        return self.page

    def look(self, name: str) -> None:
        """Hold that the page made no error, fits the window and is accessible; keep its picture where asked to."""
        self.page.wait_for_load_state()
        assert not self.faults, f"{name}: {self.faults}"
        wider: int = self.page.evaluate(_WIDER_THAN_THE_WINDOW)
        assert wider <= 0, f"{name} is {wider} px wider than a window of {self.width} px"
        violations = self._examine(name)
        assert not violations, f"{name}: {violations}"

    def _examine(self, name: str) -> list[str]:
        """Return what axe finds. Its tools style the page, which the page's own policy forbids and notes."""
        noted = len(self.faults)
        self.keep_picture(name)
        found: list[str] = []
        if self.javascript:
            self.page.evaluate(AXE())
            found = self.page.evaluate(_AXE)
        del self.faults[noted:]
        return found

    def keep_picture(self, name: str) -> None:
        """Keep the page's picture and its title where pictures are asked for (tests/e2e/screens.py)."""
        if os.environ.get("SOTONG_SCREENS"):
            SCREENS.mkdir(parents=True, exist_ok=True)
            width = (self.page.viewport_size or {"width": self.width})["width"]
            # To hide the caret a style would be added, which the page's policy forbids and notes.
            self.page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True, caret="initial")
            (SCREENS / f"{name}.title").write_text(self.page.title().partition("|")[0].strip())

    def forgive(self, status: int) -> None:
        """Forget that the page came with ``status``, which it had to, and which the browser notes as an error."""
        self.page.wait_for_load_state()
        assert any(fault.startswith(f"{status}: ") for fault in self.faults), self.faults
        self.faults = [fault for fault in self.faults if str(status) not in fault]

    def sign_in(self, site: str, username: str) -> None:
        self.go(f"{site}/login/")
        self.page.fill("[name=username]", username)
        self.page.fill("[name=password]", PASSWORD)
        self.look("sign-in")
        self.submit(self.page.locator("form:has([name=password])"))
        self.page.wait_for_url(lambda url: not url.startswith(f"{site}/login/"))

    def be(self, site: str, user: "User") -> None:
        """Be signed in at the office, without the page on which one signs in."""
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        self.page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": site}])

    def submit(self, form: Locator) -> None:
        form.locator("button[type=submit]").click()

    def download(self, link: Locator, folder: Path) -> Path:
        with self.page.expect_download() as waiting:
            link.click()
        path = folder / waiting.value.suggested_filename
        waiting.value.save_as(path)
        return path

    def text(self, selector: str) -> str:
        return self.page.locator(selector).inner_text()

    def count(self, selector: str) -> Any:
        return self.page.locator(selector).count()

    def close(self) -> None:
        self._context.close()
