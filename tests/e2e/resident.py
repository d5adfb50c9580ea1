"""Somebody who enrols and looks after what they chose, page by page in a browser, with codes from their phone and mail.

Every page on the way is looked at (``soundness.Round``); nothing is read from the database, and no code is known
before the simulator of a gateway or a mail server has got it.
"""

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, expect

from tests.e2e.browser import Visitor
from tests.e2e.soundness import Round
from tests.people import MAJANG
from tests.stage import Stage, wait_until

MOBILE, EMAIL = "01012345678", "gildong@example.com"
PERSON = {"name": "홍길동", "birth_date": "19800131", "sex": "M"}
HOME = {"address": "왕십리로 263, 109동 804호", "dong": MAJANG, "tong": "3", "head": True}
Values = dict[str, Any]


class Phone:
    """What came to one address since it was last looked at."""

    def __init__(self, stage: Stage, address: str) -> None:
        self._stage, self._address, self._seen = stage, address, 0

    def next(self) -> str:
        """Wait for the next message and return its text."""
        wait_until(lambda: len(self._texts()) > self._seen, "a message", patience=30)
        self._seen += 1
        return self._texts()[self._seen - 1]

    def code(self) -> str:
        """Return the code of the next message that holds one."""
        while (found := re.search(r"(?<!\d)\d{6}(?!\d)", self.next())) is None:
            pass
        return found[0]

    def _texts(self) -> list[str]:
        if "@" in self._address:
            mails = [mail for mail in self._stage.mails() if self._address in str(mail["to"])]
            return [f"{mail['subject']}\n{mail['text']}" for mail in reversed(mails)]
        return [sms["text"] for sms in reversed(self._stage.sms()) if sms["to"] == self._address]


class Resident:
    """A reader on the site; ``keyboard`` presses keys only."""

    def __init__(self, stage: Stage, reader: Visitor, held: Round, name: str, *, keyboard: bool = False) -> None:
        self.stage, self.reader, self.held, self.name, self.keyboard = stage, reader, held, name, keyboard
        self.page = reader.page
        self.phones: dict[str, Phone] = {}

    def phone(self, address: str) -> Phone:
        return self.phones.setdefault(address, Phone(self.stage, address))

    def go(self, path: str) -> None:
        self.reader.go(f"{self.stage.site}{path}")

    def look(self, page: str, page_of: str = "") -> None:
        self.held.look(self.reader, f"{self.name}-{page}", page_of or page)

    def fill(self, values: Values) -> None:
        """Answer the fields by their names: text, a choice by its value, boxes by True or a list of values."""
        for name, value in values.items():
            for one in value if isinstance(value, list) else [value]:
                self._answer(name, one)

    def _answer(self, name: str, value: Any) -> None:
        fields = self.page.locator(f"main [name='{name}']")
        kind = fields.first.evaluate("field => field.type")
        if kind in ("radio", "checkbox"):
            self._tick(fields.first if value is True else self.page.locator(f"main [name='{name}'][value='{value}']"))
        elif kind == "select-one":
            if self.keyboard:
                self._reach(fields)
                options: list[str] = fields.evaluate("select => [...select.options].map((option) => option.value)")
                for _ in range(options.index(value)):
                    self.page.keyboard.press("ArrowDown")
            else:
                fields.select_option(value)
        elif self.keyboard:
            self._reach(fields.first)
            self.page.keyboard.press("Control+A")
            self.page.keyboard.type(str(value))
        else:
            fields.first.fill(str(value))

    def _tick(self, box: Locator) -> None:
        if self.keyboard and not box.is_checked():
            if box.get_attribute("type") == "radio":
                box.focus()  # Tab goes to a group of radio buttons; the arrows choose in it
            else:
                self._reach(box)
            self.page.keyboard.press("Space")
        elif not box.is_checked():
            box.check(force=True)
        expect(box).to_be_checked()

    def _reach(self, what: Locator) -> None:
        """Go by Tab to ``what``, from where the focus is, round the page if need be."""
        for _ in range(120):
            if what.evaluate("wanted => wanted === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not lead to {what}")

    def press(self, button: Locator | None = None) -> None:
        """Press the main button, or the one given; a page follows."""
        target = button or self.page.locator("main .krds-btn.primary").first
        if self.keyboard:
            self._reach(target)
        with self.page.expect_navigation():
            if self.keyboard:
                self.page.keyboard.press("Enter")
            else:
                target.click()

    def arrive(self, step: str) -> None:
        expect(self.page).to_have_url(re.compile(rf"{re.escape(self.stage.site)}{step}(\?.*)?$"))

    def step(self, page: str, values: Values, next_step: str, *, look: bool = True) -> None:
        """Look at a page, answer it, go on to the next."""
        if look:
            self.look(page)
        self.fill(values)
        self.press()
        self.arrive(next_step)

    # --- Enrolling --------------------------------------------------------------------------------------------

    def begin(self, consents: Values, *, who: str = "me") -> None:
        self.go("/enrol/")
        self.look("enrol")
        self.press(self.page.locator(f"button[name=for][value={who}]"))
        if who == "me":
            self.arrive("/enrol/consents/")
            self.agree(consents)

    def agree(self, consents: Values) -> None:
        self.step("enrol-consents", {"collection_use": True, **consents}, "/enrol/person/")

    def say_who(self, person: Values, home: Values, then: str) -> None:
        self.step("enrol-person", person, "/enrol/home/")
        self.step("enrol-home", home, then)

    def prove(self, *addresses: str, then: str) -> None:
        self.look("enrol-contact")
        for address in addresses:
            self.fill({"email" if "@" in address else "mobile": address})
        self.press()
        for at, address in enumerate(addresses):
            self.arrive("/enrol/code/")
            last = at == len(addresses) - 1
            self.look(f"enrol-code-{at}", "enrol-code")
            self.fill({"code": self.phone(address).code()})
            self.press()
            self.arrive(then if last else "/enrol/code/")

    def finish(self) -> str:
        """Look at everything, enrol, and return the receipt number."""
        self.look("enrol-check")
        self.press()
        self.arrive("/enrol/done/")
        self.look("enrol-done")
        return self.reader.text(".e-receipt strong")

    # --- My page ----------------------------------------------------------------------------------------------

    def sign_in(self, address: str) -> None:
        self.go("/my/sign-in")
        self.step("my-sign-in", {"address": address}, "/my/sign-in/code")
        self.step("my-code", {"code": self.phone(address).code()}, "/my/")

    def choose(self, path: str) -> None:
        """Follow a link of my page."""
        self.go("/my/")
        self.press(self.page.locator(f"main a[href='{path}']"))
        self.arrive(path)


Walk = Callable[..., Resident]
