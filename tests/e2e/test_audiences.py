"""An officer composes an audience by mouse and keyboard, sees the number move, and saves it; also without JavaScript."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from campaigns.models import Audience, AudienceVersion
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.soundness import Round
from tests.people import MAJANG, SONGJEONG, officer, subscriber
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

READERS, WALKERS, DEAF = 12, 6, 2


def people() -> None:
    for number in range(READERS):
        subscriber(f"독자{number}", email=f"r{number}@example.com", sms=None, interests=("도서관",))
    for number in range(WALKERS):
        subscriber(
            f"주민{number}",
            email=None,
            sms=f"0101111{number:04d}",
            interests=("체육",),
            dong=SONGJEONG,
            address="송정길 1",
        )
    for number in range(DEAF):
        subscriber(f"미확인{number}", email=f"d{number}@example.com", sms=None, verified=None, interests=("도서관",))


def headline(page: Page) -> str:
    return " ".join(page.locator(".a-count [data-a-headline]").inner_text().split())


def add(page: Page, kind: str, place: int) -> None:
    """Give the last row its kind, by the keyboard: the focus is there after a row was added."""
    row = page.locator(".a-row").nth(place)
    row.locator("[data-a-kind]").select_option(kind)


def tick(row: Locator, label: str) -> None:
    """Press the box's label, as a finger does: KRDS draws the box there."""
    row.locator("label", has_text=label).first.click()


@pytest.fixture
def at_work(stage: Stage) -> Stage:
    people()
    officer()
    return stage


def test_an_audience_is_composed_counted_and_saved(at_work: Stage, visitor: Callable[..., Visitor]) -> None:
    window, rounds = visitor(DESK), Round()
    window.sign_in(at_work.site, "officer")
    page = window.go(f"{at_work.site}/staff/audiences/")
    rounds.look(window, "audiences-empty")
    page.locator(".s-empty a").click()
    page.locator("[data-a-ready]").wait_for()
    count = page.locator(".a-count")

    # A first condition by mouse; the number follows.
    add(page, "interests", 0)
    tick(page.locator(".a-row").first, "도서관")
    expect(count.locator(".a-number-large")).to_contain_text(str(READERS))
    expect(count.locator(".is-out")).to_have_count(1)  # who has not confirmed an address

    # A group within it, by keyboard alone: what was added has the focus, and is said.
    page.locator("[data-a-do=add_group]").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".a-group .a-group [data-a-op]")).to_be_focused()
    expect(page.locator("[data-a-said]")).not_to_be_empty()
    add(page, "dong", 1)
    tick(page.locator(".a-row").nth(1), "마장동")
    page.locator(".a-group .a-group [data-a-do=add]").click()
    add(page, "age", 2)
    page.locator(".a-row").nth(2).locator("[data-a-number=from]").fill("20")
    expect(count.locator(".a-said")).to_contain_text("마장동")
    rounds.look(window, "audiences-compose")

    # Moving keeps the focus; “not” turns the group round, so nobody is left.
    page.locator(".a-group .a-group > .a-row-head [data-a-do=up]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".a-list > *").first).to_have_class("a-group")
    expect(page.locator(".a-group .a-group > .a-row-head [data-a-do=down]")).to_be_focused()
    page.locator(".a-group .a-group > .a-row-head .krds-form-check label").click()
    expect(count.locator(".a-number-large")).to_contain_text("0")
    page.locator(".a-group .a-group > .a-row-head [data-a-do=remove]").click()
    expect(page.locator(".a-row [data-a-kind]")).to_be_focused()
    expect(count.locator(".a-number-large")).to_contain_text(str(READERS))

    page.fill("[name=name]", "도서관을 좋아하는 주민")
    page.locator(".a-form > .krds-actions button").click()
    page.locator(".a-funnel").wait_for()
    rounds.look(window, "audiences-one")
    assert AudienceVersion.objects.get().tree["of"][0]["is"] == "interests"

    # Too few: a reason is asked for, and what was composed is still there.
    page.locator("a[href$='/edit']").click()
    page.locator("[data-a-ready]").wait_for()
    tick(page.locator(".a-row").first, "도서관")
    tick(page.locator(".a-row").first, "체육")
    page.locator(".a-form > .krds-actions button").click()
    page.locator("input[name=because][type=text]").wait_for()
    window.forgive(422)
    expect(page.locator(".a-row").first.get_by_label("체육")).to_be_checked()
    rounds.look(window, "audiences-why", page_of="audiences-edit")
    page.fill("[name=because]", "송정동 걷기 모임 안내")
    page.locator(".a-form > .krds-actions button").click()
    page.locator(".a-changes").wait_for()
    window.go(f"{at_work.site}/staff/audiences/")
    rounds.look(window, "audiences-list", page_of="audiences-empty")
    assert not rounds.findings, "\n".join(rounds.findings)


def test_on_a_phone_the_number_stays_and_without_javascript_one_condition_is_added_at_a_time(
    at_work: Stage, visitor: Callable[..., Visitor]
) -> None:
    window = visitor(PHONE)
    window.sign_in(at_work.site, "officer")
    page = window.go(f"{at_work.site}/staff/audiences/new")
    page.locator("[data-a-ready]").wait_for()
    add(page, "interests", 0)
    tick(page.locator(".a-row").first, "도서관")
    page.locator(".a-count .a-number-large").wait_for()
    page.evaluate("scrollTo(0, 0)")
    assert page.locator(".a-headline").bounding_box()["y"] < page.viewport_size["height"] - 40  # type: ignore[index]  # it is drawn

    plain = visitor(PHONE, javascript=False)
    plain.sign_in(at_work.site, "officer")
    page = plain.go(f"{at_work.site}/staff/audiences/new")
    page.select_option("[name=kind]", "dong")
    page.locator("button[value=choose]").click()
    page.locator(f"[name=f_dongs][value='{MAJANG}']").check(force=True)
    page.locator("button[value=add]").click()
    expect(page.locator(".a-chosen li")).to_have_count(1)
    plain.look("audiences-plain")
    page.fill("[name=name]", "마장동")
    page.locator(".a-form > .krds-actions button").click()
    page.locator(".a-funnel").wait_for()
    assert Audience.objects.get().name == "마장동"
