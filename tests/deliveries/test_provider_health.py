"""How the providers are, in words."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from deliveries.models import Provider
from deliveries.provider_health import provider_health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def provider(name="relay-1", channel="email", **values) -> Provider:
    return Provider.objects.create(name=name, channel=channel, **values)


def at(**ago):
    return timezone.now() - timedelta(**ago)


def said(channels=None) -> list[tuple[str, str]]:
    return [(one.state, one.tone) for one in provider_health(channels)]


def test_one_that_works_is_in_order():
    provider(worked_at=at(seconds=3))
    assert said() == [("Mail server: in order", "success")]


def test_one_that_was_never_used_says_so():
    provider()
    assert said() == [("Mail server: not used yet", "waiting")]


def test_one_that_does_not_answer_says_when_it_is_tried_again():
    provider(
        "gateway",
        "sms",
        breaker="open",
        failures=5,
        retry_at=timezone.now() + timedelta(seconds=9.5),
        trouble_at=at(seconds=2),
    )
    assert said() == [("SMS gateway: no answer; tried again in 10 seconds", "danger")]


def test_one_whose_time_has_come_is_about_to_be_tried():
    provider(breaker="open", retry_at=at(seconds=5), trouble_at=at(seconds=20))
    assert said() == [("Mail server: no answer; about to be tried again", "danger")]


def test_one_that_nobody_tries_because_nothing_is_to_be_sent_is_no_emergency():
    provider(breaker="open", retry_at=at(hours=2), trouble_at=at(hours=2))
    assert said() == [("Mail server: no answer last time; tried again with the next message", "warning")]


def test_one_that_is_being_tried_says_so():
    provider(breaker="probing", trouble_at=at(seconds=20))
    assert said() == [("Mail server: being tried again", "warning")]


@pytest.mark.parametrize(
    "values",
    [
        {"failures": 2, "worked_at": at(seconds=30), "trouble_at": at(seconds=3)},
        {"failures": 0, "worked_at": at(seconds=30), "trouble_at": at(seconds=3)},
    ],
)
def test_one_that_answers_now_and_then_says_so(values):
    provider(**values)
    assert said() == [("Mail server: answers, but not always", "warning")]


def test_a_trouble_that_is_over_is_not_shown_as_one():
    provider(worked_at=at(seconds=3), trouble_at=at(minutes=4), trouble="The mail server cannot be reached.")
    (one,) = provider_health()
    assert (one.tone, one.trouble) == ("success", "")


def test_those_that_are_away_come_first_and_several_are_named():
    provider("relay-1", worked_at=at(seconds=3))
    provider("relay-2", breaker="open", trouble_at=at(seconds=3))
    assert [(one.name, one.away) for one in provider_health()] == [("relay-2", True), ("relay-1", False)]
    assert "“relay-2”" in provider_health()[0].state


def test_only_the_providers_of_the_channels_in_question_are_shown():
    provider("relay-1", "email")
    provider("gateway", "sms")
    assert [one.name for one in provider_health({"email"})] == ["relay-1"]
    assert [one.name for one in provider_health({"alimtalk"})] == ["gateway"]
    assert provider_health(set()) == []


def test_one_that_left_the_settings_is_forgotten_after_some_days():
    provider("old", worked_at=at(days=12), trouble_at=at(days=11), breaker="open")
    provider("new", worked_at=at(days=9))
    assert [one.name for one in provider_health()] == ["new"]
