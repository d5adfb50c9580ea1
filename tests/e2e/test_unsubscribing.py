"""The page behind List-Unsubscribe, as a reader on a phone and at a desk sees it."""

from collections.abc import Callable

import pytest

from deliveries.models import Delivery
from deliveries.unsubscribing import url_for
from residents.models import Channel, Subscription
from tests import people
from tests.deliveries.rows import delivery, dispatch, reference
from tests.e2e.browser import DESK, PHONE, Visitor
from tests.stage import Stage

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.mark.parametrize(("width", "language"), [(PHONE, "ko-KR"), (DESK, "ko-KR"), (PHONE, "en-US")])
def test_a_reader_stops_the_emails_without_signing_in(
    stage: Stage, visitor: Callable[..., Visitor], width: int, language: str
) -> None:
    resident = people.resident(services={"library": {Channel.EMAIL, Channel.SMS}})
    row = delivery(
        dispatch(service="library", statutory=False, title="2026년 12월 도서관 강좌"), "accepted", channel="email"
    )
    Delivery.objects.filter(pk=row.pk).update(resident_id=resident.pk)
    reader = visitor(width, language=language)
    reader.go(url_for(reference(row)))
    assert "도서관 강좌" in reader.text("main")
    reader.look(f"unsubscribe-{language[:2]}")
    reader.submit(reader.page.locator("main form"))
    reader.page.locator("main form [name=also]").wait_for()
    reader.look(f"unsubscribed-{language[:2]}")
    assert set(Subscription.objects.values_list("channel", flat=True)) == {"sms"}
    reader.submit(reader.page.locator("main form"))  # the SMS too
    reader.page.locator("main form").wait_for(state="detached")
    assert not Subscription.objects.exists()
    reader.go(f"{stage.site}/u/cut-off")
    reader.forgive(404)
    reader.look(f"unsubscribe-unknown-{language[:2]}")
