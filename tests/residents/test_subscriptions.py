import pytest

from residents import subscriptions
from residents.consent import fold
from residents.models import Channel, ConsentKind, Route, Subscription, SubscriptionEnd
from tests.people import resident

pytestmark = pytest.mark.django_db
SERVICES = {"library": {Channel.EMAIL, Channel.SMS}, "local_tax": {Channel.EMAIL}}


def left(of) -> set[tuple[str, str]]:
    return set(Subscription.objects.filter(resident=of).values_list("service", "channel"))


def test_ending_takes_away_one_service_over_one_channel_and_nothing_else():
    reader, other = (
        resident(services=SERVICES),
        resident("임꺽정", sms="01000000002", email="im@example.com", services=SERVICES),
    )
    assert subscriptions.end(reader.pk, service="library", channel=Channel.EMAIL, route=Route.EMAIL)
    assert left(reader) == {("library", "sms"), ("local_tax", "email")}
    assert left(other) == {("library", "email"), ("library", "sms"), ("local_tax", "email")}


def test_the_end_is_recorded_with_since_when_how_and_by_which_message():
    reader = resident(services=SERVICES)
    since = Subscription.objects.get(resident=reader, service="library", channel="email").since
    subscriptions.end(reader.pk, service="library", channel=Channel.EMAIL, route=Route.EMAIL, message="00ff.7")
    record = SubscriptionEnd.objects.get()
    assert (record.resident, record.service, record.channel) == (reader, "library", "email")
    assert (record.since, record.route, record.message) == (since, "email", "00ff.7")
    assert record.ended_at > since


def test_ending_again_changes_and_records_nothing():
    reader = resident(services=SERVICES)
    ended = [
        subscriptions.end(reader.pk, service="library", channel=Channel.EMAIL, route=Route.EMAIL) for _ in range(2)
    ]
    assert ended == [True, False]
    assert SubscriptionEnd.objects.count() == 1


def test_no_consent_is_withdrawn_by_it():
    consents = {ConsentKind.COLLECTION_USE, ConsentKind.PROMOTIONAL}
    reader = resident(services=SERVICES, consents=consents)
    subscriptions.end(reader.pk, service="library", channel=Channel.EMAIL, route=Route.EMAIL)
    reader.refresh_from_db()
    assert reader.consents == fold(reader) != 0
    assert not reader.consent_entries.filter(action="withdrawn").exists()
