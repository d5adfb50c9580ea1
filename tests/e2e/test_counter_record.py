"""A clerk at the counter, by keyboard alone: finds by initials, corrects an address, withdraws somebody else."""

from collections.abc import Callable
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from residents.counter import drafts
from residents.models import Resident
from tests import people
from tests.e2e.browser import DESK, Visitor
from tests.e2e.soundness import Round
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]


def find(page: Page, typed: str) -> None:
    """Type as fingers do, letter by letter, into the box that has the focus."""
    expect(page.locator("#typed")).to_be_focused()
    page.wait_for_load_state()  # the focus is there before the page's script listens
    page.keyboard.type(typed)


def look(held: Round, clerk: Visitor, name: str) -> None:
    """Look at the page from its beginning, though the focus is on the button that is pressed next."""
    clerk.page.locator("#krds-skip-link a").focus()
    held.look(clerk, name)


@pytest.mark.timeout(170)
def test_a_clerk_finds_corrects_and_withdraws_by_keyboard(stage: Stage, visitor: Visit) -> None:
    somebody = people.clerk()
    for typed in ("김하나 19900101", "이두리", "박세라 01055556666"):  # interrupted
        drafts.begin(somebody, typed)
    people.resident("홍길동")
    people.resident("한가람", date(1979, 5, 6), address="마장로 3", sms="01022223333", email=None, verified=None)
    people.resident(
        "임꺽정", date(1975, 6, 7), dong=people.SONGJEONG, address="살곶이길 9", sms="01098765432", email=None
    )
    clerk = visitor(DESK)
    clerk.sign_in(stage.site, "clerk")
    page = clerk.page
    with Round() as held:
        find(page, "ㅎㄱ")
        expect(page.locator(".r-one")).to_have_count(2)
        look(held, clerk, "counter")
        page.locator("#typed").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        expect(page.locator(".r-one").nth(1)).to_be_focused()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("End")
        find(page, "ㄷ 5678")
        page.keyboard.press("Enter")  # before its answer is there

        expect(page.locator("[data-r-key='1']")).to_be_focused()
        look(held, clerk, "counter-resident")
        page.locator("[data-r-key='1']").focus()
        page.keyboard.press("1")
        expect(page.locator("[name=address]")).to_be_focused()
        page.locator("[name=address]").fill("마장로 12, 102동 504호")
        page.keyboard.press("Enter")
        expect(page.locator("[data-error-summary]").first).to_be_focused()  # no identity card yet
        look(held, clerk, "counter-correct-refused")
        page.locator("[name=id_kind]").first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        expect(page.locator(".r-facts")).to_contain_text("마장로 12, 102동 504호")
        record = f"{stage.site}/counter/residents/{Resident.objects.earliest('id').pk}"
        for path in ("services", "consents/promotional"):
            clerk.go(f"{record}/{path}")
            look(held, clerk, f"counter-{path.replace('/', '-')}")
        clerk.go(f"{record}/contacts/sms")
        held.fit(clerk, "counter-contacts-sms")

        clerk.go(f"{stage.site}/counter/")
        page.route("**/counter/find", lambda route: route.abort())
        find(page, "한가람 1979")
        expect(page.locator("#r-failure")).to_be_visible()
        page.unroute("**/counter/find")
        clerk.faults.clear()
        page.keyboard.press("Enter")
        expect(page.locator("[data-r-key='1']")).to_be_focused()
        page.wait_for_load_state()  # its focus is there before its script listens
        page.keyboard.press("5")
        expect(page.locator("[name=id_kind]").first).to_be_focused()
        look(held, clerk, "counter-leave")
        page.locator("[name=id_kind]").first.focus()
        page.keyboard.press("Enter")  # two presses from the page
        page.wait_for_url("**/counter/acts/*")
        expect(page.locator("main .krds-btn.primary")).to_be_focused()
        look(held, clerk, "counter-receipt")
        page.keyboard.press("Escape")

        find(page, "임꺽정 19750607")
        expect(page.locator(".r-elsewhere")).to_be_visible()
        page.keyboard.press("Enter")
        expect(page.locator("[name=address]")).to_be_focused()
        held.fit(clerk, "counter-move-in")  # fields of the correction, which was looked at
    assert Resident.objects.filter(left_at=None).count() == 2
    assert Resident.objects.get(left_because="asked").name == "한가람"
