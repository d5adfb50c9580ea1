"""The sample district has events of every kind to show."""

from datetime import date

import pytest
from django.utils import timezone

from campaigns.models import Event, Registration
from config.demo import events
from deliveries.models import TransactionalMessage
from tests.campaigns.events.making import people, recount
from tests.people import officer, resident

pytestmark = pytest.mark.django_db


def test_the_sample_district_has_lively_events_once():
    officer()
    hong = resident()  # who shows the resident's pages
    people(60, birth_date=date(1955, 3, 1))
    assert events.load() == events.load() >= 12
    found = {one.slug: one for one in Event.objects.all()}
    assert all(one.interest and one.dong for one in found.values())
    assert all(one.seats_taken == recount(one) for one in found.values())
    set_times = [at for one in found.values() for at in (one.opens_at, one.closes_at) if at]
    assert {f"{timezone.localtime(at):%H:%M}" for at in set_times} == {"23:59"}
    kinds = set(Registration.objects.values_list("state", flat=True))
    assert {"registered", "waiting", "offered", "entered", "cancelled"} <= kinds
    assert found["winter-humanities"].registrations.filter(state="waiting").exists()
    assert found["autumn-walk"].registrations.filter(came_seats=1).count() > 10
    assert hong.registrations.count() >= 3
    told = TransactionalMessage.objects.filter(kind__startswith="event_")
    assert {one.address for one in told} <= {"01012345678", "hong@example.com"}
