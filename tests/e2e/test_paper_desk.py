"""The paper desk by keyboard alone: a form beside its scan, the second person, and where the two differ."""

from collections.abc import Callable

import pytest

from residents.models import ContactPoint, PaperForm, Resident
from residents.paper_desk import scans
from tests import people
from tests.e2e.browser import DESK, Visitor
from tests.e2e.soundness import Round
from tests.residents.paper_desk.box import bundle, form_of, picture
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]
State = PaperForm.State


def test_two_people_enter_a_form_by_keyboard_and_settle_what_differs(
    stage: Stage, visitor: Callable[..., Visitor]
) -> None:
    typist, other = people.paper_desk(), people.paper_desk("paper2")
    people.resident("김영희", sms="01055556666", email=None)
    found = bundle(typist, count=3, pages_per_form=2)
    pages = [picture("\n".join((f"form {at // 2 + 1}", "Hong, 1980-01-31", "010-1234-5678"))) for at in range(5)]
    scans.add(found, pages, by=typist)
    with Round() as round_:
        _type_first(stage, visitor, round_, found.pk)
        _type_second(stage, visitor, round_)
    assert form_of(found).second_by == other
    assert form_of(found).state == State.AGREED
    assert set(ContactPoint.objects.filter(resident__name__isnull=False).values_list("verified_at", flat=True)) >= {
        None
    }


def _type_first(stage: Stage, visitor: Callable[..., Visitor], round_: Round, pk: int) -> None:
    typist = visitor(DESK)
    typist.sign_in(stage.site, "paper")
    page = typist.page
    round_.look(typist, "paper-list")
    page.click(f"a[href$='/{pk}']")
    round_.look(typist, "paper-bundle")
    page.get_by_role("button", name="다음 신청서 입력").or_(
        page.get_by_role("button", name="Enter the next form")
    ).click()
    page.wait_for_url("**/forms/1")
    page.reload()
    keys = page.keyboard
    # The cursor stands in the name; Tab leads through the form as it is printed.
    for text in ("김영희", "19800131"):
        keys.type(text)
        keys.press("Tab")
    page.locator("#alike fieldset").wait_for()
    round_.look(typist, "paper-form")
    page.locator("#id_name").fill("")
    page.locator("#id_name").focus()
    keys.type("홍길동")
    keys.press("Tab")
    keys.type("19800131")
    keys.press("Tab")
    page.locator("#alike fieldset").wait_for(state="detached")
    keys.press("1")  # 남
    for _ in range(2):  # to the head of household
        if page.evaluate("document.activeElement.name") != "head":
            keys.press("Tab")
    keys.press("Space")
    for _ in range(3):  # dong, tong, ban: the bundle says the first two
        keys.press("Tab")
    keys.type("2")
    for text in ("마장로 209, 118동 303호", "12345678", "hong@example.com"):
        keys.press("Tab")
        keys.type(text)
    keys.press("Tab")
    assert page.evaluate("document.activeElement.name") == "wanted"
    keys.press("1")
    keys.press("q")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.name") == "interests"
    keys.press("Tab")
    keys.press("1")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.name") == "signed"
    keys.press("Space")
    keys.press("Alt+=")
    assert page.locator("[data-scan]").get_attribute("data-zoom") == "2"
    keys.press("Enter")
    page.wait_for_url("**/forms/2")
    keys.press("F2")  # illegible
    page.wait_for_url("**/forms/3")
    assert Resident.objects.count() == 2
    typed = Resident.objects.latest("id")
    assert (typed.name, typed.sex, typed.is_household_head, typed.household.ban) == ("홍길동", "M", True, 2)
    assert set(typed.subscriptions.values_list("channel", flat=True)) == {"sms", "email"}


def _type_second(stage: Stage, visitor: Callable[..., Visitor], round_: Round) -> None:
    other = visitor(DESK)
    other.sign_in(stage.site, "paper2")
    page, keys = other.page, other.page.keyboard
    other.go(f"{stage.site}/counter/bundles/queue/second")
    other.submit(page.locator("main form"))
    page.wait_for_url("**/second/*")
    assert "12345678" not in page.content() and "홍길동" not in page.content()
    round_.look(other, "paper-second")
    page.reload()
    keys.type("12345679")
    keys.press("Tab")
    keys.type("hong@example.com")
    keys.press("Enter")
    page.wait_for_url("**/queue/second")
    other.go(f"{stage.site}/counter/bundles/queue/mismatch")
    other.submit(page.locator("main form"))
    page.wait_for_url("**/mismatch/*")
    round_.look(other, "paper-mismatch")
    keys.press("F2")
    page.wait_for_url("**/queue/mismatch")
    other.go(f"{stage.site}/counter/bundles/queue/code")
    round_.look(other, "paper-queue-code")
