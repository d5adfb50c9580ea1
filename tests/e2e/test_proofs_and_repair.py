"""A clerk calls somebody whose address is wrong; the code typed on the phone changes the clerk's page by itself."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from residents.models import Channel, ContactPoint, ContactTrouble
from residents.repair import finding
from tests import people
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.resident import Phone
from tests.e2e.soundness import Round
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]
OLD, NEW = "0112341234", "01052341234"


@pytest.mark.timeout(170)
def test_a_call_a_code_on_the_phone_and_the_clerks_page_that_notices(
    stage: Stage, workers: None, visitor: Visit
) -> None:
    people.clerk()
    resident = people.resident(sms=OLD, email="hong@gmial.com")
    finding.find()
    clerk, phone = visitor(DESK), visitor(PHONE, javascript=False)
    site = stage.site
    with Round() as held:
        clerk.sign_in(site, "clerk")
        clerk.go(f"{site}/counter/repair/")
        held.look(clerk, "repair")
        clerk.page.locator(".r-line button").first.click()
        clerk.page.locator(".r-call").wait_for()
        held.look(clerk, "repair-call")
        clerk.page.locator("[name=address]").fill("010-12")
        clerk.page.keyboard.press("Enter")
        clerk.page.locator("[aria-invalid=true]").wait_for()
        clerk.page.locator("[name=address]").fill(NEW)
        clerk.page.keyboard.press("Enter")
        state = clerk.page.locator(".r-proof-state")
        expect(state.locator(".s-badge.tone-waiting")).to_be_visible()
        held.look(clerk, "repair-proof")

        said = Phone(stage, NEW).next()
        assert resident.name not in said
        link, code = re.search(r"http\S+/p/\S+", said), re.search(r"(?<!\d)\d{6}(?!\d)", said)
        assert link, said
        assert code, said
        phone.go(link[0])
        held.look(phone, "proof")
        phone.page.locator("[name=code]").fill(f"{(int(code[0]) + 1) % 1_000_000:06}")
        phone.submit(phone.page.locator("main form"))
        phone.page.locator("[aria-invalid=true]").wait_for()
        phone.page.locator("[name=code]").fill(code[0])
        phone.submit(phone.page.locator("main form"))
        expect(phone.page.locator("main form")).to_have_count(0)
        held.look(phone, "proof-done")

        expect(state.locator(".s-badge.tone-success")).to_be_visible()
        expect(clerk.page.locator(".r-proof form")).to_have_count(0)
        used = ContactPoint.objects.get(resident=resident, channel=Channel.SMS, stopped_at=None)
        assert (used.address, used.verified_at is not None) == (NEW, True)

        clerk.page.locator("main .krds-btn.primary").click()  # the next call: the mail address
        clerk.page.locator("[value=not_reached]").wait_for()
        clerk.press_access_key("3")
        expect(clerk.page.locator(".s-empty")).to_be_visible()
        assert ContactTrouble.objects.get().misses == 1
