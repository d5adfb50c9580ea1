"""An officer writes a campaign and sees it as it arrives; an approver reads one page, and lets it go out."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from campaigns.audiences import saving
from campaigns.models import Campaign, CampaignState, Click
from campaigns.sending import approval, drafts
from deliveries import dispatches
from deliveries.models import Delivery
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.soundness import Round
from tests.people import approver, officer, subscriber
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

READERS = 14
EVERYBODY = {"op": "and", "of": [{"is": "everybody"}]}
BECAME = (("delivered", ""), ("bounced", "5.1.1"), ("failed", "550 5.7.1"), ("skipped", "no_consent"), ("accepted", ""))
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
    window, second = visitor(DESK), visitor(PHONE)
    with Round() as held:
        window.sign_in(at_work.site, "officer")
        page = window.go(f"{at_work.site}/staff/campaigns/")
        held.look(window, "campaigns-empty")
        page.locator(".s-empty a").click()
        held.look(window, "campaign-new")

        page.fill("#id_subject", "우리 차 한 잔, 겨울 강좌")
        page.fill("#id_body", BODY)
        page.fill("#id_sms", "겨울 차 강좌\n12월 3일 오후 2시, 마장동 주민센터\n신청 성동구청 누리집")
        choose(page, "예, 광고입니다")
        expect(page.locator("#c-preview .c-law").first).to_have_text("(광고)[성동구청]")
        expect(page.locator("#c-status")).to_contain_text(":")
        page.locator("[data-a-kind]").first.select_option("dong")
        page.locator(".a-row label", has_text="마장동").first.click()
        expect(page.locator("#c-count")).to_contain_text(str(READERS))
        held.look(window, "campaign-writing", "campaign-new")

        page.locator(".c-look .c-tab", has_text="이메일").first.click()
        held.look(window, "campaign-mail", "campaign-new")
        choose(page, "메일만")
        page.locator("button[value=look]").click()
        page.wait_for_url("**/campaigns/*")
        held.look(window, "campaign-looked-over")
        page.locator("form[action$='/submit'] button").click()
        page.locator("form[action$='/send-back']").wait_for()

        second.sign_in(at_work.site, "approver")
        page = second.go(f"{at_work.site}/staff/campaigns/")
        held.look(second, "campaigns", "campaigns-empty")
        page.locator(".c-card a").first.click()
        held.look(second, "campaign-approval", "campaign-looked-over")
        button = page.locator("form[action$='/approve'] button")
        expect(button).to_contain_text(str(READERS))
        button.click()
        page.locator("#c-live").wait_for()
        held.look(second, "campaign-under-way", "campaign-looked-over")
    assert Campaign.objects.get().state == CampaignState.PLANNED


def test_an_officer_who_reads_english_watches_a_trial_with_losses_stops_it_and_corrects(
    at_work: Stage, visitor: Callable[..., Visitor]
) -> None:
    by = User.objects.get(username="officer")
    saving.save(EVERYBODY, by=by, at=timezone.now(), name="모든 주민")
    window = visitor(DESK, language="en-US")
    with Round() as held:
        window.sign_in(at_work.site, "officer")
        page = window.go(f"{at_work.site}/staff/campaigns/new")
        entries = page.locator(".s-nav li")
        lines = entries.evaluate_all("entries => entries.map((entry) => Math.round(entry.getBoundingClientRect().y))")
        assert len(set(lines)) == 1, "the menu takes more than one line"
        page.fill("#id_subject", "우리 차 한 잔")
        page.locator("#a-saved").focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator("[data-a-kind]")).to_have_value("everybody")
        expect(page.locator("#c-count")).to_contain_text(f"{READERS} people")
        page.locator("summary", has_text="Try two subjects").click()
        held.look(window, "campaign-writing-english")

        page.goto(f"{at_work.site}/staff/campaigns/{_tried(by).pk}")
        expect(page.locator(".c-sides li")).to_have_count(2)
        held.look(window, "campaign-trial-english")
        page.locator("form[action$='/pause'] button").click()
        expect(page.locator(".s-held")).to_contain_text("wait")
        held.look(window, "campaign-paused-english", "campaign-trial-english")
        page.locator("form[action$='/stop'] button").click()
        expect(page.locator("form[action$='/correct'] button")).to_be_visible()
        held.look(window, "campaign-stopped-english", "campaign-trial-english")
        page.locator("form[action$='/correct'] button").click()
        page.wait_for_url("**/edit")
        held.look(window, "campaign-correction-english")
        page.set_viewport_size({"width": PHONE, "height": 740})
        page.evaluate("scrollTo(0, 900)")
        page.locator(".c-narrow-only .c-tab").last.click()
        assert page.evaluate("scrollY") == 0, "the preview is not seen from its beginning"
        page.goto(f"{at_work.site}/staff/campaigns/library")
        window.look("campaign-library-english")


def _tried(by: User) -> Campaign:
    """A trial under way: some arrived, were lost or are waited for, and one reader followed a link."""
    campaign = drafts.begin(
        by,
        title="우리 차 한 잔",
        subject="우리 차 한 잔, 겨울 강좌",
        subject_b="겨울 저녁, 차를 배웁니다",
        body="[자세히](https://culture.example/tea)",
        sms="겨울 차 강좌",
        channels=["email", "sms"],
        contact="문화과 02-0000-5000",
        is_advertisement=False,
        trial_percent=100,
        audience=saving.save(EVERYBODY, by=by, at=timezone.now()),
    )
    approval.submit(campaign, by=by)
    approval.approve(campaign, by=by, frozen=campaign.frozen_hash)
    for part in campaign.dispatches.all():
        dispatches.start(part.dispatch)
    for delivery, (state, code) in zip(Delivery.objects.order_by("dispatch", "id"), BECAME, strict=False):
        Delivery.objects.filter(pk=delivery.pk).update(state=state, code=code, accepted_at=timezone.now())
    reader = Delivery.objects.filter(state="delivered").values_list("recipient", flat=True)[0]
    Click.objects.create(link=campaign.links.get(), resident_number=reader, channel="email")
    return campaign
