"""Planning: who gets what over which channel, in which chunks."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from deliveries.models import Chunk, Content, Delivery, Dispatch
from deliveries.planning import plan
from residents.models import Resident
from tests.people import resident

pytestmark = pytest.mark.django_db

EVERY_CONTACT = "SELECT channel, resident_id, resident_id, id FROM residents_contactpoint"


@pytest.fixture
def people() -> list[Resident]:
    return [
        resident(f"사람{letter}", date(1980, 1, number), sms=f"0101234000{number}", email=f"p{number}@example.com")
        for number, letter in enumerate("가나다라마", 1)
    ]


def dispatch(**values: object) -> Dispatch:
    made = Dispatch.objects.create(title="A notice", source="tests", service="local_tax", **values)
    for channel in ("email", "sms"):
        Content.objects.create(dispatch=made, channel=channel, text="text")
    return made


def chunks(of: Dispatch) -> list[tuple[str, int, bool]]:
    """Return (channel, number of deliveries, canary) of each chunk, in the order of their deliveries."""
    return [
        (
            chunk.channel,
            Delivery.objects.filter(channel=chunk.channel, id__range=(chunk.lo, chunk.hi)).count(),
            chunk.canary,
        )
        for chunk in Chunk.objects.filter(dispatch=of).order_by("lo")
    ]


def test_each_channel_has_chunks_of_its_own_and_every_delivery_is_in_one(people, settings):
    settings.DELIVERY_CHUNK = 2
    planned = dispatch()
    assert plan(planned, EVERY_CONTACT, {}) == 10
    assert [size for channel, size, _ in chunks(planned) if channel == "email"] == [2, 2, 1]
    assert [size for channel, size, _ in chunks(planned) if channel == "sms"] == [2, 2, 1]


def test_planning_twice_plans_nothing_twice(people):
    planned = dispatch()
    assert plan(planned, EVERY_CONTACT, {}) == 10
    assert plan(planned, EVERY_CONTACT, {}) == 0
    assert (Delivery.objects.count(), Chunk.objects.count()) == (10, 2)


def test_a_second_dispatch_has_chunks_of_its_own_deliveries_only(people):
    first, second = dispatch(), dispatch()
    plan(first, EVERY_CONTACT, {})
    plan(second, EVERY_CONTACT, {})
    assert chunks(second) == [("email", 5, False), ("sms", 5, False)]
    assert set(Delivery.objects.filter(dispatch=second).values_list("recipient", flat=True)) == {p.pk for p in people}


def test_an_audience_that_names_somebody_twice_is_refused_whole(people):
    planned = dispatch()
    with pytest.raises(IntegrityError), transaction.atomic():
        plan(planned, f"{EVERY_CONTACT} UNION ALL {EVERY_CONTACT}", {})
    assert not Delivery.objects.exists()


def test_the_first_ones_of_each_channel_are_the_canary(people, settings):
    settings.DELIVERY_CHUNK = 2
    planned = dispatch(canary=3)
    plan(planned, EVERY_CONTACT, {})
    assert chunks(planned)[:3] == [("email", 2, True), ("email", 1, True), ("email", 2, False)]
    assert chunks(planned)[3:] == [("sms", 2, True), ("sms", 1, True), ("sms", 2, False)]


def test_a_canary_larger_than_the_audience_is_all_of_it(people):
    planned = dispatch(canary=100)
    plan(planned, EVERY_CONTACT, {})
    assert chunks(planned) == [("email", 5, True), ("sms", 5, True)]


def test_where_one_channel_is_enough_each_gets_the_first_in_the_order_of_the_settings(people, settings):
    people[0].contacts.filter(channel="sms").delete()
    settings.DELIVERY_CHANNEL_ORDER = ["sms", "email"]
    planned = dispatch(one_channel=True)
    assert plan(planned, EVERY_CONTACT, {}) == 5
    channels = dict(Delivery.objects.values_list("recipient", "channel"))
    assert channels == {person.pk: "email" if person == people[0] else "sms" for person in people}


def test_nobody_to_reach_plans_nothing(people):
    planned = dispatch()
    assert plan(planned, f"{EVERY_CONTACT} WHERE false", {}) == 0
    assert not Chunk.objects.exists()
