"""Results at a desk and one's own news on a phone, as those who use them see them."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from campaigns.models import Campaign, DigestWish, Event
from residents.models import Channel, Interest, Resident
from tests import people
from tests.campaigns.results import district
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.resident import Phone
from tests.e2e.soundness import Round
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]


def sheets_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


@pytest.fixture
def sent(stage: Stage) -> Campaign:
    """A campaign of the last days, one of the period before, and somebody who reads of both."""
    chance, residents = district.settle(60, 5)
    now = timezone.now()
    district.campaign(chance, residents, now - timedelta(days=40))
    sent = district.campaign(chance, residents, now - timedelta(days=4))
    reader = people.subscriber(interests=("도서관",))
    DigestWish.objects.create(resident=reader)
    Event.objects.create(
        title="겨울 그림책 교실", slug="picture-books", place="성동구립도서관", state="published",
        interest=Interest.objects.get(name="도서관"), department=people.DEPARTMENT,
        starts_at=now + timedelta(days=12), ends_at=now + timedelta(days=12, hours=2),
    )  # fmt: skip
    rows = sent.dispatches.get(part="all").dispatch.deliveries
    rows.filter(pk=rows.filter(state="delivered").first().pk).update(resident_id=reader.pk)
    return sent


@pytest.mark.timeout(120)
def test_results_at_a_desk(stage: Stage, sent: Campaign, visitor: Visit) -> None:
    people.officer()
    now = timezone.now()
    with Round() as held:
        officer = visitor(DESK)
        officer.sign_in(stage.site, "officer")
        page = officer.go(f"{stage.site}/staff/results/?from={(now - timedelta(days=30)).date()}&to={now.date()}")
        held.look(officer, "results")
        assert sheets_of(page.pdf(format="A4")) == 1  # whoever takes it to a meeting takes one sheet
        page.get_by_role("link", name=sent.title).click()
        page.locator("#funnel-head").wait_for()
        officer.look("results-campaign")
        officer.go(f"{stage.site}/staff/results/events/{sent.event_id}")
        officer.look("results-event")
        page = officer.go(f"{stage.site}/staff/results/digest")
        officer.look("results-digest")
        officer.submit(page.locator("form[action$=stop]"))
        page.locator("form[action$=take-up]").wait_for()
        officer.look("results-digest-stopped")


@pytest.mark.timeout(120)
def test_news_on_a_phone(stage: Stage, sent: Campaign, workers: None, visitor: Visit) -> None:
    reader = DigestWish.objects.get().resident
    with Round() as held:
        resident = visitor(PHONE)
        page = resident.go(f"{stage.site}/my/news/")
        inbox = Phone(stage, "01012345678")
        page.fill("[name=address]", "010-1234-5678")
        resident.submit(page.locator("form:has([name=address])"))
        page.locator("[name=code]").fill(inbox.code())
        resident.submit(page.locator("form:has([name=code])"))
        page.locator("form[action$=leave]").wait_for()
        held.look(resident, "my-news")
        resident.submit(page.locator("form[action$=leave]"))
        page.locator("form[action$=undo]").wait_for()
        resident.look("my-news-ended")
        resident.submit(page.locator("form[action$=undo]"))
        page.locator("form[action$=leave]").wait_for()
        assert set(reader.subscriptions.values_list("channel", flat=True)) == set(Channel)
        assert Resident.objects.get(pk=reader.pk).interests.count() == 1
        resident.go(f"{stage.site}/l/")
        resident.look("what-is-counted")
        begins = page.locator(".s-facts dd").evaluate_all("(all) => all.map((one) => one.getBoundingClientRect().left)")
        assert len(begins) > 3 and len(set(begins)) == 1, begins  # in one column, however long each name is
        resident.go(f"{stage.site}/l/cut-off")
        resident.forgive(404)
        resident.look("link-unknown")
