"""The sample district has events of every kind to show."""

import pytest

from campaigns.models import Event, Registration
from config.demo import events, sample
from deliveries.models import TransactionalMessage
from tests.campaigns.events.making import recount

pytestmark = pytest.mark.django_db


def test_the_sample_district_has_lively_events_once(tmp_path):
    sample.load(tmp_path)
    assert events.load() == events.load() >= 12
    found = {one.slug: one for one in Event.objects.all()}
    assert all(one.interest and one.dong for one in found.values())
    assert all(one.seats_taken == recount(one) for one in found.values())
    kinds = set(Registration.objects.values_list("state", flat=True))
    assert {"registered", "waiting", "entered", "cancelled"} <= kinds
    assert found["winter-humanities"].registrations.filter(state="waiting").exists()
    assert found["autumn-walk"].registrations.filter(came_seats=1).count() > 10
    assert TransactionalMessage.objects.filter(kind__startswith="event_").count() < 12
