"""An officer writes a campaign and sees it as it arrives; an approver reads one page, and lets it go out."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from campaigns.models import Campaign, CampaignState
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.soundness import Round
from tests.people import approver, officer, subscriber
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

READERS = 14
BODY = """{이름} 님, 안녕하세요.

겨울 저녁을 함께 데울 **차 강좌**를 엽니다. 우리 차를 고르고 우리는 법을 한 잔씩 마시며 배웁니다.

- 일시: 12월 3일 (목) 오후 2:00
- 장소: 마장동 주민센터 3층
- 준비물: 없음

자리가 스무 석뿐이니 서둘러 신청해 주세요."""


@pytest.fixture
def at_work(stage: Stage) -> Stage:
    for number in range(READERS):
        subscriber(f"독자{number}", email=f"r{number}@example.com", sms=f"0101111{number:04d}")
    officer()
    approver()
    return stage


def choose(page: Page, words: str) -> None:
    """Press the label, as a finger does: KRDS draws the button there."""
    page.locator("#c-form label", has_text=words).first.click()


def test_a_campaign_is_written_looked_over_and_approved(at_work: Stage, visitor: Callable[..., Visitor]) -> None:
    window, rounds = visitor(DESK), Round()
    window.sign_in(at_work.site, "officer")
    page = window.go(f"{at_work.site}/staff/campaigns/")
    rounds.look(window, "campaigns-empty")
    page.locator(".s-empty a").click()
    rounds.look(window, "campaign-new")

    page.fill("#id_subject", "우리 차 한 잔, 겨울 강좌")
    page.fill("#id_body", BODY)
    page.fill("#id_sms", "겨울 차 강좌\n12월 3일 오후 2시, 마장동 주민센터\n신청 성동구청 누리집")
    choose(page, "예, 광고입니다")
    expect(page.locator("#c-preview .c-law").first).to_have_text("(광고)[성동구청]")
    expect(page.locator("#c-status")).to_contain_text(":")
    page.locator("[data-a-kind]").first.select_option("dong")
    page.locator(".a-row label", has_text="마장동").first.click()
    expect(page.locator("#c-count")).to_contain_text(str(READERS))
    rounds.look(window, "campaign-writing", "campaign-new")

    page.locator(".c-look .c-tab", has_text="이메일").first.click()
    rounds.look(window, "campaign-mail", "campaign-new")
    choose(page, "메일만")
    page.locator("button[value=look]").click()
    page.wait_for_url("**/campaigns/*")
    rounds.look(window, "campaign-looked-over")
    page.locator("form[action$='/submit'] button").click()
    page.locator("form[action$='/send-back']").wait_for()

    second = visitor(PHONE)
    second.sign_in(at_work.site, "approver")
    page = second.go(f"{at_work.site}/staff/campaigns/")
    rounds.look(second, "campaigns")
    page.locator(".c-card a").first.click()
    rounds.look(second, "campaign-approval")
    button = page.locator("form[action$='/approve'] button")
    expect(button).to_contain_text(str(READERS))
    button.click()
    page.locator("#c-live").wait_for()
    rounds.look(second, "campaign-under-way")
    assert Campaign.objects.get().state == CampaignState.PLANNED
