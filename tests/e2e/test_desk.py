"""An event in the office: written and published, a caller registered, the door without a network."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from campaigns.desk import door
from campaigns.events import places
from campaigns.models import Certificate, Event, Fairness, Registration, RegistrationRoute
from tests import people
from tests.campaigns.events import making
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


def _an_event(slug: str, **values: object) -> Event:
    begins = timezone.now() + timedelta(days=3)
    return making.event(slug=slug, starts_at=begins, ends_at=begins + timedelta(hours=2), **values)


@pytest.mark.timeout(120)
def test_what_becomes_of_an_event(stage: Stage, visitor: Visit, tmp_path: Path) -> None:
    officer = people.officer()
    residents = making.people(4)
    off = _an_event("off", title="눈꽃 산책", contact="어르신장애인복지과 02-0000-5200")
    making.join(off, *residents[:2])
    places.cancel_event(off, by=officer, because="눈이 많이 옵니다")
    lot = _an_event("lot", title="겨울 음악회", fairness=Fairness.LOT, lot_seed="ab" * 32)
    making.join(lot, *residents)
    Event.objects.filter(pk=lot.pk).update(closes_at=timezone.now())
    places.draw(Event.objects.get(pk=lot.pk), by=officer)
    over = _an_event("over", title="가을 걷기", certificate=True)
    came, _absent = making.join(over, *residents[:2])
    places.check_in(came, seats=1, by=officer, at=timezone.now())
    ended = timezone.now() - timedelta(hours=1)
    Event.objects.filter(pk=over.pk).update(starts_at=ended - timedelta(hours=2), ends_at=ended)

    desk, phone = visitor(DESK), visitor(PHONE)
    desk.be(stage.site, officer)
    page = desk.page
    with Round() as held:
        desk.go(f"{stage.site}/staff/events/{off.pk}")
        held.look(desk, "desk-event-cancelled")
        phone.go(f"{stage.site}/events/{off.slug}")
        held.look(phone, "event-cancelled")
        phone.go(f"{stage.site}/events/{lot.slug}/lot")
        expect(phone.page.locator("main")).to_contain_text("ab" * 32)
        held.look(phone, "event-lot-drawn")
        desk.go(f"{stage.site}/staff/events/{lot.pk}")
        held.look(desk, "desk-event-drawn")
        page.fill("[name=reason]", "당일 접수")
        page.locator("form[action$='/list'] button").first.click()
        expect(page.locator(".k-paper tbody tr")).to_have_count(4)
        held.look(desk, "desk-printed")
        page.emulate_media(media="print")
        for unprinted in (page.locator(".k-screen"), page.get_by_role("navigation").first):
            expect(unprinted).to_be_hidden()
        page.emulate_media(media="screen")
        desk.go(f"{stage.site}/staff/events/{over.pk}?state=no-shows")
        expect(page.locator(".tbl tbody tr")).to_have_count(1)
        held.look(desk, "desk-event-over")
        page.emulate_media(media="print")
        for unprinted in (".k-search", ".k-filter"):
            expect(page.locator(unprinted)).to_be_hidden()
        page.emulate_media(media="screen")
        desk.go(f"{stage.site}/staff/events/{over.pk}/registrations/{came.pk}")
        held.look(desk, "desk-came")
        assert desk.download(page.locator("a[href$='/certificate']"), tmp_path).read_bytes().startswith(b"%PDF")
        phone.go(f"{stage.site}/certificates/{Certificate.objects.get().code}")
        held.look(phone, "certificate")
