"""An event in the office: written and published, a caller registered, the door without a network."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.desk import door
from campaigns.events import places
from campaigns.models import Event, Registration, RegistrationRoute
from tests import people
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.soundness import Round
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.fill(f"[name={name}]", value)


@pytest.mark.timeout(170)
def test_from_an_empty_page_to_the_door(stage: Stage, visitor: Visit) -> None:
    people.officer()
    people.clerk()
    one, two = (
        people.subscriber(name, sms=sms, email=None, address=f"마장로 {sms[-2:]}")
        for name, sms in (("홍길동", "01012345678"), ("임꺽정", "01098765432"))
    )
    desk, phone = visitor(DESK), visitor(PHONE)
    page = desk.page
    with Round() as held:
        desk.sign_in(stage.site, "officer")
        desk.go(f"{stage.site}/staff/events/")
        held.look(desk, "desk-empty")
        page.get_by_role("link", name="새 행사").first.click()
        page.locator("main button.primary").click()
        desk.forgive(422)
        held.look(desk, "desk-new-refused")
        fill(page, title="겨울 인문학 강좌", place="성동구립도서관 3층", capacity="3")
        fill(page, **{"questions-0-text": "점심을 함께 드십니까?"})
        page.locator("main button.primary").click()
        expect(page.locator("main form[action$=publish]")).to_be_visible()
        held.look(desk, "desk-draft")
        event = Event.objects.get()
        desk.go(f"{stage.site}/staff/events/{event.pk}/preview")
        held.look(desk, "desk-preview")
        page.go_back()
        page.locator("main button.primary").click()
        expect(page.locator(".k-figures")).to_be_visible()

        clerk = visitor(DESK)
        clerk.sign_in(stage.site, "clerk")
        clerk.go(f"{stage.site}/staff/events/")
        held.look(clerk, "desk-clerk", "desk-empty")
        clerk.page.locator(".k-event-do").click()
        expect(clerk.page.locator("#typed")).to_be_focused()
        clerk.page.keyboard.type("ㅎㄱㄷ 5678")
        clerk.page.keyboard.press("Enter")
        expect(clerk.page.locator(".k-found a")).to_have_count(1)
        held.look(clerk, "desk-find")
        clerk.page.locator(".k-found a").click()
        held.look(clerk, "desk-register")
        clerk.page.locator("main button.primary").click()
        expect(clerk.page.locator(".k-said-title")).to_contain_text("1명")
        held.look(clerk, "desk-registered")
        clerk.go(f"{stage.site}/staff/events/{event.pk}/register/guest")
        held.look(clerk, "desk-guest")

        places.register(event, resident=two, route=RegistrationRoute.WEB)
        begins = timezone.now() + timedelta(minutes=20)
        Event.objects.update(starts_at=begins, ends_at=begins + timedelta(hours=2))
        page.reload()
        held.look(desk, "desk-event", "desk-draft")
        desk.go(f"{stage.site}/staff/events/{event.pk}/cancel")
        held.look(desk, "desk-cancel")

        phone.sign_in(stage.site, "officer")
        at_door = phone.go(f"{stage.site}/staff/events/{event.pk}/door")
        expect(at_door.locator("[data-k-count]")).to_contain_text("2")
        at_door.context.set_offline(True)
        first = Registration.objects.get(resident=one)
        at_door.fill("#typed", door.code_of(first.token))
        at_door.keyboard.press("Enter")
        expect(at_door.locator("[data-k-result]")).to_contain_text("홍길동")
        at_door.fill("#typed", "ㅇㄲㅈ")
        at_door.locator("[data-k-hits] button").click()
        expect(at_door.locator("[data-k-queue]")).to_contain_text("보낼 것 2건")
        stored = at_door.evaluate("JSON.stringify(localStorage)")
        assert "홍길동" not in stored and first.token not in stored
        phone.faults.clear()  # the network that was away
        held.look(phone, "desk-door-offline")
        at_door.context.set_offline(False)
        expect(at_door.locator("[data-k-queue]")).to_contain_text("모두 보냈습니다")
        held.look(phone, "desk-door", "desk-door-offline")
        phone.go(f"{stage.site}/staff/events/check-in/{first.token}")
        held.look(phone, "desk-by-link")
        phone.go(f"{stage.site}/certificates/ABCDEFGHJK")
        held.look(phone, "desk-certificate-unknown")
    assert [one.came_seats for one in Registration.objects.order_by("pk")] == [1, 1]
