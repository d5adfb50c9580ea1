"""What contact repair is told about addresses that do not answer, and about what is planned to go there."""

from datetime import timedelta

import pytest
from django.utils import timezone

from deliveries.contact_news import ContactNews
from deliveries.states import DispatchState
from deliveries.suppressions import suppress
from residents.hashes import contact_hashes
from residents.models import Channel
from tests import people
from tests.deliveries.rows import delivery, dispatch

pytestmark = pytest.mark.django_db


def test_messages_that_came_back_tell_since_when_and_refusals_tell_nothing() -> None:
    contacts = list(people.resident().contacts.order_by("id"))
    for contact, reason in zip(contacts, ("dead_address", "not_me"), strict=True):
        suppress(contact.channel, bytes(contact.address_hash), reason)
    suppress(Channel.SMS, contact_hashes("hong@example.com")[0], "dead_address")  # another channel

    assert list(ContactNews().failing(contacts)) == [contacts[0].pk]


def test_the_next_planned_message_is_told_and_no_other() -> None:
    resident = people.resident()
    sms, email = resident.contacts.get(channel="sms"), resident.contacts.get(channel="email")
    now = timezone.now()
    for days, state in ((5, "scheduled"), (3, "scheduled"), (1, "draft")):
        row = dispatch(state=DispatchState(state), started_at=None, scheduled_at=now + timedelta(days=days))
        delivery(row, "queued", seq=1, resident_id=resident.pk, contact_id=sms.pk)
    sent = dispatch(scheduled_at=now)
    delivery(sent, "accepted", seq=1, channel="email", resident_id=resident.pk, contact_id=email.pk)

    assert ContactNews().planned([sms, email]) == {sms.pk: now + timedelta(days=3)}
