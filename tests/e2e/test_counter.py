"""The counter in front of a browser: a walk-in is enrolled by keyboard alone, and every press that is no text counts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from residents.counter import drafts
from residents.models import ContactPoint, CounterAct, Resident, Route
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.resident import Phone
from tests.e2e.soundness import Round
from tests.people import clerk
from tests.stage import Stage

pytestmark = pytest.mark.browser

MOBILE = "01012345678"
MOST_PRESSES = 25


class Keys:
    """Hands on a keyboard: what is typed is text, every other key is counted, each key of a chord by itself."""

    def __init__(self, visitor: Visitor) -> None:
        self.page, self.presses = visitor.page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += len(key.split("+"))
            if key.startswith("Alt+"):
                self._press_access_key(key[-1])
            else:
                self.page.keyboard.press(key)

    def _press_access_key(self, letter: str) -> None:
        """Press Alt and a letter as a keyboard does it; Playwright leaves out the letter by which Chromium finds it."""
        session = self.page.context.new_cdp_session(self.page)
        for kind in ("keyDown", "keyUp"):
            session.send(
                "Input.dispatchKeyEvent",
                {
                    "type": kind,
                    "modifiers": 1,
                    "key": letter,
                    "code": f"Key{letter.upper()}",
                    "unmodifiedText": letter,
                    "windowsVirtualKeyCode": ord(letter.upper()),
                },
            )
        session.detach()

    def at(self, name: str) -> None:
        """Hold that the focus is on the control ``name``."""
        expect(self.page.locator(f"[name='{name}']:focus")).to_have_count(1)


def sign(visitor: Visitor) -> None:
    """The resident's hand on the pad."""
    pad = visitor.page.locator("canvas.c-pad")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    mouse = visitor.page.mouse
    mouse.move(box["x"] + 60, box["y"] + 60)
    mouse.down()
    for step in range(12):
        mouse.move(box["x"] + 60 + step * 20, box["y"] + 40 + 30 * (step % 3))
    mouse.up()


def test_a_walk_in_is_enrolled_in_twenty_five_presses(
    visitor: Callable[..., Visitor], stage: Stage, workers: None
) -> None:
    somebody = clerk()
    draft = drafts.begin(somebody, "홍길동 19800131 01012345678")
    desk, phone = visitor(DESK), visitor(PHONE)
    desk.sign_in(stage.site, somebody.username)
    with Round() as held:
        desk.go(f"{stage.site}/counter/enrol/{draft.row.pk}")
        held.look(desk, "counter-enrol")
        desk.page.reload()
        keys = Keys(desk)
        keys.at("sex")
        keys.press("ArrowRight", "Tab")
        keys.at("address")
        keys.type("마장로 209, 118동 303호")
        keys.press("Alt+m")

        waiting = desk.page.locator("#proof-of-sms")
        expect(waiting.locator(".r-qr")).to_be_visible()
        link, code = _read(Phone(stage, MOBILE).next())
        phone.go(link)
        phone.page.fill("[name=code]", code)
        phone.page.keyboard.press("Enter")

        keys.press("Enter")
        keys.press("Alt+a")
        expect(desk.page.locator("[name=promotional]")).to_be_checked()
        sign(desk)
        expect(waiting.locator(".tone-success")).to_be_visible()
        held.look(desk, "counter-enrol-ready", "counter-enrol")
        keys.press("Alt+s")
        expect(desk.page.locator(".c-receipt-number")).to_be_visible()
        held.look(desk, "counter-receipt")
        desk.page.reload()
        keys.press("Enter")
        desk.page.wait_for_url(f"{stage.site}/counter/")
    print(keys.presses)
    assert keys.presses <= MOST_PRESSES
    found = Resident.objects.get()
    assert (found.name, found.route, found.receipt_number != "") == ("홍길동", Route.COUNTER, True)
    assert ContactPoint.objects.get(resident=found).verified_at
    assert CounterAct.objects.get(resident=found).strokes


def _read(text: str) -> tuple[str, str]:
    import re

    return re.search(r"https?://\S+/p/\w+", text)[0], re.search(r"(?<!\d)\d{6}(?!\d)", text)[0]
