"""Somebody looks for an event on a phone, signs in, gets a place, sees it on their page, and gives it up."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Dong
from campaigns.events import places
from campaigns.models import Event, EventQuestion, EventState, Fairness, Registration, RegistrationRoute
from residents.models import Interest
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.soundness import Round
from tests.people import MAJANG, resident
from tests.residents.visiting import visiting
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def _event(slug: str, title: str, days: int, capacity: int, **values: object) -> Event:
    starts = timezone.localtime().replace(hour=14, minute=0, second=0, microsecond=0) + timedelta(days=days)
    return Event.objects.create(
        slug=slug,
        title=title,
        summary="골목의 백 년을 사진과 글로 만납니다.",
        body="네 장의 지도로 함께 걷습니다.\n\n- 1부: 나루터에서 공단까지\n- 2부: 지금의 골목",
        contact="문화체육과 02-0000-5100",
        interest=Interest.objects.get(name="교육·강좌"),
        dong=Dong.objects.get(pk=MAJANG),
        place="마장작은도서관 2층",
        address="마장로 209",
        starts_at=starts,
        ends_at=starts + timedelta(hours=2),
        state=EventState.PUBLISHED,
        published_at=timezone.now(),
        capacity=capacity,
        **values,
    )


def _signed_in(reader: Visitor, stage: Stage, person: object) -> None:
    """Begin a resident's visit, as after the code (tests/e2e/test_walks.py walks that way)."""
    session = visiting(person).cookies["sessionid"].value
    reader.page.context.add_cookies([{"name": "sessionid", "value": session, "url": stage.site}])


@pytest.mark.timeout(120)
def test_from_the_list_to_a_place_and_back(stage: Stage, visitor: Callable[..., Visitor]) -> None:
    me, other = resident(), resident("임꺽정", sms="01099998888", email=None, address="마장로 7")
    talk = _event("talk", "겨울밤 인문학: 골목에서 읽는 우리 동네", 9, 20, companions_at_most=2)
    EventQuestion.objects.create(event=talk, place=1, text="무엇이 궁금하십니까?", required=True)
    lot = _event("concert", "서울숲 겨울 음악회", 10, 1, fairness=Fairness.LOT, lot_seed="ab" * 32)
    full = _event("yoga", "출근 전 새벽 요가", 3, 1)
    had = places.register(full, resident=other, route=RegistrationRoute.PHONE)
    waits = places.register(full, resident=me, route=RegistrationRoute.PHONE)
    reader = visitor(PHONE)
    page = reader.page
    with Round() as held:
        reader.go(f"{stage.site}/events/")
        held.look(reader, "events")
        page.fill("[name=q]", "인문학")
        page.keyboard.press("Enter")
        page.wait_for_url("**/events/?q=*")
        expect(page.locator(".v-row")).to_have_count(1)
        page.locator(".v-row a").click()
        held.look(reader, "event")
        page.locator(".v-join a.krds-btn").click()
        page.wait_for_url("**/my/sign-in?next=%2Fmy%2Fevents%2Ftalk%2Fjoin")
        _signed_in(reader, stage, me)
        reader.go(f"{stage.site}/my/events/talk/join")
        reader.submit(page.locator("form.m-form"))
        page.locator("[aria-invalid=true]").first.wait_for()
        held.look(reader, "event-join")
        page.fill("input[type=text]", "주차할 곳")
        page.select_option("[name=companions]", "1")
        reader.submit(page.locator("form.m-form"))
        page.wait_for_url("**/my/events/r/*")
        held.look(reader, "event-registration")
        assert Registration.objects.get(event=talk).seats == 2
        page.locator("a[href$='/cancel']").click()
        reader.look("event-cancel")
        page.locator(".m-buttons button.primary").click()
        expect(page.locator(".v-state a.krds-btn")).to_be_visible()  # may register again
        places.cancel(had, route=RegistrationRoute.PHONE)
        reader.go(f"{stage.site}/my/")
        page.locator(f"a.m-paper-link[href$='{waits.token}']").click()
        held.look(reader, "event-offer")
        page.locator("form[action$='/accept'] button").click()
        page.locator(".v-qr-picture").wait_for()
        reader.go(f"{stage.site}/my/events/")
        reader.look("my-events")
        reader.go(f"{stage.site}/events/{lot.slug}/lot")
        reader.look("event-lot")
        desk = visitor(DESK, language="en-US")
        month = timezone.localtime(talk.starts_at).strftime("%Y-%m")
        desk.go(f"{stage.site}/events/calendar?month={month}")
        held.look(desk, "events-month")
