"""Every page that is no step of a way, held to ``soundness``: both languages, both windows, without JavaScript."""

from collections.abc import Callable

import pytest

from deliveries.models import Delivery
from deliveries.unsubscribing import url_for
from notices.models import Notice
from residents import rights
from residents.models import Channel, RightsRequest
from tests import people
from tests.deliveries.rows import delivery, dispatch, reference
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.e2e.soundness import Round
from tests.notices.taking import approved
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

Visit = Callable[..., Visitor]
BIRTH_DATE = "19800131"
# How one comes: a window, a language, with or without JavaScript. A phone is examined in the wide window too.
READERS = [(PHONE, "ko-KR", True), (DESK, "en-US", True), (PHONE, "en-US", False)]


@pytest.fixture
def addresses(stage: Stage) -> dict[str, str]:
    """Return the public pages by name, with a notice and a message to look at."""
    resident = people.resident(services={"local_tax": {Channel.EMAIL}, "library": {Channel.EMAIL, Channel.SMS}})
    notice = Notice.objects.get(batch=approved("local_tax"))
    row = delivery(
        dispatch(service="library", statutory=False, title="2026년 12월 도서관 강좌"), "accepted", channel="email"
    )
    Delivery.objects.filter(pk=row.pk).update(resident_id=resident.pk)
    return {
        "front": "/",
        "guide": "/help/",
        "login": "/login/",
        "door": f"/n/{notice.token}?v=email",
        "not-me": f"/n/{notice.token}/not-me",
        "unsubscribe": url_for(reference(row)).removeprefix(stage.site),
    }


MISSING = {"not-found": "/nowhere", "unsubscribe-unknown": "/u/cut-off"}


@pytest.mark.timeout(170)
@pytest.mark.parametrize(("width", "language", "javascript"), READERS)
def test_every_public_page_is_sound(
    stage: Stage, addresses: dict[str, str], visitor: Visit, width: int, language: str, javascript: bool
) -> None:
    reader, end = visitor(width, language=language, javascript=javascript), language[:2]
    with Round() as held:
        for name, path in addresses.items():
            reader.go(f"{stage.site}{path}")
            held.look(reader, f"{name}-{end}", page_of=name)
        for name, path in MISSING.items():
            reader.go(f"{stage.site}{path}")
            reader.forgive(404)
            held.look(reader, f"{name}-{end}", page_of=name)
        reader.go(f"{stage.site}{addresses['door']}")
        reader.page.fill("[name=birth_date]", BIRTH_DATE)
        reader.submit(reader.page.locator("form:has([name=birth_date])"))
        reader.page.locator(".s-letter").wait_for()
        held.look(reader, f"letter-{end}", page_of="letter")


def test_every_answer_of_the_guide_opens_without_javascript(stage: Stage, visitor: Visit) -> None:
    reader = visitor(PHONE, javascript=False)
    reader.go(f"{stage.site}/help/")
    answers = reader.page.locator(".s-questions details")
    for answer in answers.all():
        answer.locator("summary").click()
        assert answer.locator("p").is_visible()
    assert answers.count() == 8


@pytest.mark.parametrize(("width", "language"), [(DESK, "ko-KR"), (PHONE, "en-US")])
def test_the_offices_page_of_requests_is_sound(stage: Stage, visitor: Visit, width: int, language: str) -> None:
    people.officer()
    asked = rights.ask(people.resident(), RightsRequest.Kind.CORRECTION, "주소가 틀렸습니다")
    reader = visitor(width, language=language)
    reader.sign_in(stage.site, "officer")
    for name, path in (("requests", "/staff/requests/"), ("request", f"/staff/requests/{asked.pk}")):
        reader.go(f"{stage.site}{path}")
        reader.look(f"{name}-{language[:2]}")
    reader.page.locator("form button.primary").click()
    reader.page.locator("[aria-invalid=true]").first.wait_for()
    reader.look(f"request-refused-{language[:2]}")
