"""The signed link in an email: what it names, and what it does not open."""

import pytest
from pytest_django import Settings

from deliveries.models import Delivery
from deliveries.unsubscribing import delivery_of, unsubscribe, url_for
from residents.models import Channel, Resident, Subscription, SubscriptionEnd
from tests.deliveries.rows import delivery, dispatch, reference
from tests.deliveries.sending import dispatch_to, states
from tests.people import resident

pytestmark = pytest.mark.django_db


def news_to(reader: Resident) -> Delivery:
    row = delivery(dispatch(service="library", statutory=False), "accepted", channel="email")
    Delivery.objects.filter(pk=row.pk).update(resident_id=reader.pk)
    row.refresh_from_db()
    return row


@pytest.fixture
def reader() -> Resident:
    return resident(services={"library": {Channel.EMAIL, Channel.SMS}, "local_tax": {Channel.EMAIL}})


def token_of(row: Delivery) -> str:
    return url_for(reference(row)).rpartition("/u/")[2]


def test_a_link_leads_to_its_delivery_and_names_nobody(settings: Settings, reader: Resident) -> None:
    settings.SITE_URL = "https://sotong.example"
    row = news_to(reader)
    assert url_for(reference(row)).startswith(f"https://sotong.example/u/{reference(row)}.")
    assert delivery_of(token_of(row)) == row
    assert url_for(reference(row)) == url_for(reference(row))


def test_a_link_still_works_when_a_new_key_was_put_in_front_of_the_old_one(
    settings: Settings, reader: Resident
) -> None:
    row = news_to(reader)
    old = token_of(row)
    settings.FIELD_KEYS = (bytes(range(100, 132)), *settings.FIELD_KEYS)
    assert token_of(row) != old
    assert delivery_of(old) == delivery_of(token_of(row)) == row
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert delivery_of(old) is None


def test_no_forged_or_cut_link_leads_anywhere(reader: Resident) -> None:
    row, other = news_to(reader), news_to(reader)
    token = token_of(row)
    signature = token.rpartition(".")[2]
    forged = [
        "", ".", "..", "x", token[:-1], token + "0", token[:-1] + "é", f"{reference(other)}.{signature}",
        f"{reference(row)}.", reference(row), f"{other.dispatch.token}.{row.pk}.{signature}", "\0" * 50, "1" * 5000,
        token.upper() + "Z",
    ]  # fmt: skip
    assert [delivery_of(one) for one in forged] == [None] * len(forged)


def test_no_statutory_notice_and_no_sms_can_be_left_by_such_a_link(reader: Resident) -> None:
    notice = delivery(dispatch(service="local_tax"), "accepted", channel="email")
    sms = delivery(dispatch(service="library", statutory=False), "accepted", channel="sms")
    assert [delivery_of(token_of(row)) for row in (notice, sms)] == [None, None]


def test_unsubscribing_ends_the_service_by_email_once_and_says_which_message_it_was(reader: Resident) -> None:
    row = news_to(reader)
    assert [unsubscribe(row), unsubscribe(row)] == [True, False]
    left = set(Subscription.objects.values_list("service", "channel"))
    assert left == {("library", "sms"), ("local_tax", "email")}
    record = SubscriptionEnd.objects.get()
    assert (record.resident, record.route, record.message) == (reader, "email", reference(row))


def test_what_was_planned_before_the_click_is_skipped_at_the_claim(settings: Settings) -> None:
    from deliveries import claims, windows
    from deliveries.models import Chunk

    readers = [resident(), resident("임꺽정", sms="01000000002", email="im@example.com")]
    planned = dispatch_to(readers, statutory=False)
    first = Delivery.objects.filter(dispatch=planned).order_by("id").first()
    assert first is not None
    found = delivery_of(token_of(first))
    assert found is not None and unsubscribe(found)
    lease = claims.claim(Chunk.objects.get(dispatch=planned).pk, worker="test")
    assert lease is not None
    windows.exchange(lease, after=0, size=10)
    assert states(planned) == [("skipped", "not_subscribed"), ("queued", "")]
