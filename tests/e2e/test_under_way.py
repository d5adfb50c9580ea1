"""A batch under way and the state of the sending, as a browser sees them: they move, and nothing else does."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.models import Role, User
from accounts.roles import grant
from deliveries import dispatches
from deliveries.models import Chunk, Delivery, Dispatch, Heartbeat, Provider
from notices.models import Batch
from tests import people
from tests.e2e.browser import DESK, PASSWORD, PHONE, Visitor
from tests.notices.taking import approved
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]
SOON = 15_000  # two looks of the page, and what the counts are kept for


@pytest.fixture
def batch(stage: Stage) -> Batch:
    """Four messages to two people, being sent; there is no worker, so they move as the test says."""
    people.resident("홍길동", sms="01012345678", email="hong@example.com")
    people.resident("임꺽정", sms="01012345679", email="lim@example.com")
    found = approved("local_tax", {"성명": "홍길동"}, {"성명": "임꺽정"})
    dispatches.start(found.dispatch)
    return found


def become(*states: str) -> None:
    for row, state in zip(Delivery.objects.order_by("id"), states, strict=False):
        Delivery.objects.filter(pk=row.pk).update(state=state, accepted_at=timezone.now())


def open_batch(reader: Visitor, stage: Stage, batch: Batch) -> None:
    people.officer()
    reader.sign_in(stage.site, "officer")
    reader.go(f"{stage.site}/staff/batches/{batch.pk}")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_picture_moves_by_itself_and_what_may_be_pressed_stands_still(
    stage: Stage, batch: Batch, visitor: Visit, width: int
) -> None:
    officer = visitor(width)
    become("failed")
    open_batch(officer, stage, batch)
    page = officer.page
    expect(page.locator(".s-pace")).to_contain_text("25")
    pause = page.locator("form[action$='/pause'] button")
    pause.evaluate("button => { button.mark = 'the same' }")
    page.locator("#legend-danger").focus()
    become("failed", "accepted", "delivered")
    expect(page.locator(".s-pace")).to_contain_text("75", timeout=SOON)
    expect(page.locator("#said")).to_contain_text("75")
    assert pause.evaluate("button => button.mark") == "the same"
    assert page.evaluate("document.activeElement.id") == "legend-danger"
    officer.look("batch-moves")

    Dispatch.objects.update(state="paused", held_because="canary")
    expect(page.locator("#brake form[action$='/resume']")).to_be_visible(timeout=SOON)
    officer.look("batch-canary")

    become("failed", "accepted", "delivered", "accepted")
    Chunk.objects.update(state="done")
    Dispatch.objects.update(state="finished", held_because="", finished_at=timezone.now())
    expect(page.locator("#live .s-ended")).to_be_visible(timeout=2 * SOON)
    expect(page.locator("#brake form")).to_have_count(0)
    assert page.locator("#live").get_attribute("hx-get") is None
    officer.look("batch-ended")


def test_a_page_that_can_no_longer_ask_says_so_until_it_can(stage: Stage, batch: Batch, visitor: Visit) -> None:
    officer = visitor(DESK)
    open_batch(officer, stage, batch)
    page = officer.page
    expect(page.locator("#live .s-stale")).to_be_hidden()
    page.route("**/live?*", lambda route: route.abort())
    expect(page.locator("#live .s-stale")).to_be_visible(timeout=SOON)
    page.unroute("**/live?*")
    expect(page.locator("#live .s-stale")).to_be_hidden(timeout=SOON)
    assert officer.faults
    officer.faults.clear()
    officer.look("batch-back")


def test_without_javascript_a_batch_is_watched_by_a_link(stage: Stage, batch: Batch, visitor: Visit) -> None:
    officer = visitor(PHONE, javascript=False)
    open_batch(officer, stage, batch)
    become("accepted", "accepted")
    officer.page.locator(".s-no-js a").click()
    expect(officer.page.locator(".s-pace")).to_contain_text("50")
    officer.look("batch-without-javascript")


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_approver_unfolds_how_it_is_sent(stage: Stage, visitor: Visit, width: int) -> None:
    from notices import batches
    from tests.notices.taking import taken

    people.resident()
    waiting = taken()
    batches.submit(waiting, by=None)
    people.approver()
    approver = visitor(width)
    approver.sign_in(stage.site, "approver")
    approver.go(f"{stage.site}/staff/batches/{waiting.pk}")
    expect(approver.page.locator("[name=canary]")).to_be_hidden()
    approver.page.locator(".s-fold-head").click()
    approver.page.fill("[name=canary]", "0")
    approver.look("approval-unfolded")
    approver.submit(approver.page.locator("form[action$='/approve']"))
    expect(approver.page.locator("[name=canary]")).to_have_attribute("aria-invalid", "true")
    approver.forgive(422)
    approver.look("approval-refused")
    approver.page.fill("[name=canary]", "1")
    approver.submit(approver.page.locator("form[action$='/approve']"))
    approver.page.locator("#live").wait_for()
    approver.look("approval-given")
    assert Dispatch.objects.get().canary == 1


@pytest.mark.parametrize("language", ["ko-KR", "en-US"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_the_state_of_the_sending_changes_before_ones_eyes(
    stage: Stage, batch: Batch, visitor: Visit, width: int, language: str
) -> None:
    user = User.objects.create_user(username="admin", password=PASSWORD, name="최전산")
    grant(user=user, role=Role.ADMINISTRATOR, by=None)
    beat = Heartbeat.objects.create(name="sweep", at=timezone.now() + timedelta(minutes=2))
    relay = Provider.objects.create(name="mail.district.example:25", channel="email", worked_at=timezone.now())
    Provider.objects.create(name="api.gateway.example", channel="sms", worked_at=timezone.now())
    become("unknown", "accepted")
    administrator = visitor(width, language=language)
    page = administrator.page
    administrator.go(f"{stage.site}/login/")
    page.fill("[name=username]", "admin")
    page.fill("[name=password]", PASSWORD)
    administrator.submit(page.locator("form:has([name=password])"))
    page.wait_for_url(f"{stage.site}/staff/deliveries")
    expect(page.locator("#health .s-notice.tone-success")).to_be_visible()
    administrator.look(f"deliveries-well-{language[:2]}")

    relay.breaker, relay.failures, relay.trouble = (
        "open",
        5,
        "The mail server mail.district.example:25 cannot be reached.",
    )
    relay.trouble_at, relay.retry_at = timezone.now(), timezone.now() + timedelta(minutes=3)
    relay.save()
    Chunk.objects.filter(channel="email").update(doubtful=True)
    beat.at = timezone.now() - timedelta(minutes=7)
    beat.save()
    expect(page.locator("#health .s-notice.tone-danger")).to_have_count(2, timeout=SOON)
    expect(page.locator("#health-said")).to_contain_text("eat")
    administrator.look(f"deliveries-trouble-{language[:2]}")
