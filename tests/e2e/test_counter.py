"""The counter in a browser: a walk-in is enrolled by keyboard alone, and every press that is no text counts."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import expect

from residents.counter import drafts
from residents.models import ContactPoint, CounterAct, Guardianship, Resident, Route
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.resident import Phone
from tests.e2e.soundness import Round
from tests.people import clerk, resident
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

MOBILE = "01012345678"
MOST_PRESSES = 25


class Keys:
    """Hands on a keyboard: what is typed is text, every other key is counted, each key of a chord by itself."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page, self.presses = visitor, visitor.page, 0

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.presses += len(key.split("+"))
            if key.startswith("Alt+"):
                self.visitor.press_access_key(key[-1])
            else:
                self.page.keyboard.press(key)

    def at(self, name: str) -> None:
        """Hold that the focus is on the control ``name``."""
        expect(self.page.locator(f"[name='{name}']:focus")).to_have_count(1)
        self.page.wait_for_load_state()  # the focus is there before the page's script listens


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
    desk, phone = visitor(DESK), visitor(PHONE)
    desk.sign_in(stage.site, somebody.username)
    keys = Keys(desk)
    with Round() as held:
        desk.go(f"{stage.site}/counter/")
        keys.at("typed")
        keys.type("홍길동 19900131 01012345678")
        expect(desk.page.locator("form[data-r-begin]")).to_be_visible()
        keys.press("Enter")

        keys.at("sex")  # name, birth date and number are there
        keys.press("ArrowRight", "Tab")
        keys.at("address")
        keys.type("마장로 209, 118동 303호")
        keys.press("Tab", "Tab")
        keys.at("tong")
        keys.type("3")
        keys.press("Tab", "Space")
        keys.press("Alt+m")
        waiting = desk.page.locator("#proof-of-sms")
        expect(waiting.locator(".r-qr")).to_be_visible()
        desk.keep_picture("counter-enrol-waiting")
        link, code = _link_and_code(Phone(stage, MOBILE).next())
        phone.go(link)
        phone.page.fill("[name=code]", code)
        phone.page.keyboard.press("Enter")

        keys.at("collection_use")  # the next open question, once the screen has noticed
        keys.press("Space", "Tab", "Tab", "Space")
        expect(desk.page.locator("[name=civil_defense]")).to_be_checked()
        expect(desk.page.locator("[name=promotional]")).not_to_be_checked()
        expect(desk.page.locator("[value='civil_defense:sms']")).to_be_checked()
        sign(desk)
        expect(waiting.locator(".tone-success")).to_be_visible()
        held.look(desk, "counter-enrol-ready", "counter-enrol")
        keys.press("Alt+s")

        expect(desk.page.locator(".c-receipt-number")).to_be_visible()
        expect(desk.page.locator("main .krds-btn.primary")).to_be_focused()
        desk.page.locator("h1").click()  # where the round by Tab begins
        held.look(desk, "counter-enrolled")
        desk.page.reload()
        expect(desk.page.locator("main .krds-btn.primary")).to_be_focused()
        keys.press("Enter")
        desk.page.wait_for_url(f"{stage.site}/counter/")
        keys.at("typed")
    assert keys.presses <= MOST_PRESSES, keys.presses
    found = Resident.objects.get()
    assert (found.name, found.route) == ("홍길동", Route.COUNTER)
    assert ContactPoint.objects.get(resident=found).verified_at
    assert CounterAct.objects.get(resident=found).strokes


def test_what_only_some_are_asked(visitor: Callable[..., Visitor], stage: Stage) -> None:
    """A form that was refused with a proxy, and a child of whom somebody has the name and birth date."""
    somebody, child = clerk(), f"{date.today().year - 6}0301"
    resident("홍아기", date(int(child[:4]), 3, 1), sms="01011112222", email=None)
    desk = visitor(DESK)
    desk.sign_in(stage.site, somebody.username)
    page = desk.page
    with Round() as held:
        desk.go(f"{stage.site}/counter/enrol/{drafts.begin(somebody, '홍길동').row.pk}")
        page.locator("label[for^=id_reason]").first.click()
        page.locator("label[for=id_proxy]").click()
        expect(page.locator("#id_signature_1")).to_be_checked()
        page.keyboard.press("Control+Enter")
        expect(page.locator("[name=birth_date]")).to_be_focused()
        held.look(desk, "counter-enrol-refused", "counter-enrol")

        desk.go(f"{stage.site}/counter/enrol/{drafts.begin(somebody, f'홍아기 {child} 01012345678').row.pk}")
        expect(page.locator("[name=guardian_name]")).to_be_visible()
        expect(page.locator("tr:has([value='school_entry:sms'])")).to_have_count(0)
        for name, typed in (("address", "마장로 1"), ("guardian_name", "홍판서")):
            page.fill(f"[name={name}]", typed)
        page.select_option("[name=guardian_relation]", "father")
        for name in ("family_paper", "collection_use"):
            page.locator(f"label[for=id_{name}]").click()
        sign(desk)
        page.locator("[data-enrol]").click()
        expect(page.locator("#c-same")).to_be_focused()
        held.look(desk, "counter-enrol-namesake", "counter-enrol")
        page.locator("[name=told_apart].krds-btn").click()
        expect(page.locator(".c-receipt-number")).to_be_visible()
    assert Guardianship.objects.get().name == "홍판서"


def _link_and_code(text: str) -> tuple[str, str]:
    link, code = re.search(r"https?://\S+/p/\w+", text), re.search(r"(?<!\d)\d{6}(?!\d)", text)
    assert link and code, text
    return link[0], code[0]
