"""Which transport serves a channel."""

import os
from collections.abc import Iterator

import pytest
from django.utils import translation
from pytest_django import Settings

from deliveries.transports.base import Transport, TransportUnavailable
from deliveries.transports.choice import reporting_transport, transport_for

EMAIL = "smtp://127.0.0.1:1025"
SMS = "solapi://key:geheim@127.0.0.1:1026?from=0212345678&scheme=http"


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what operators read in English, whatever the catalogues say."""
    with translation.override("en"):
        yield


def test_a_process_keeps_one_transport_per_channel(settings: Settings) -> None:
    settings.EMAIL_URL, settings.SMS_URL = EMAIL, SMS
    assert transport_for("email") is transport_for("email")
    assert transport_for("sms") is transport_for("sms") is reporting_transport()
    assert transport_for("email") is not transport_for("sms")


def test_a_forked_child_makes_its_own(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.EMAIL_URL = EMAIL
    parents: Transport = transport_for("email")
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert transport_for("email") is not parents


@pytest.mark.parametrize(("channel", "setting"), [("email", "EMAIL_URL"), ("sms", "SMS_URL")])
@pytest.mark.parametrize("url", ["", "geheim", "smtp+ssl://user:geheim@mail", "solapi://key:geheim@h"])
def test_what_is_not_set_up_names_the_setting_and_an_example_but_no_password(
    settings: Settings, channel: str, setting: str, url: str
) -> None:
    setattr(settings, setting, url)
    with pytest.raises(TransportUnavailable, match=rf"{setting}.*looks like (smtp|solapi)://") as error:
        transport_for(channel)
    assert "geheim" not in str(error.value)


def test_without_a_gateway_nothing_reports(settings: Settings) -> None:
    settings.SMS_URL = ""
    assert reporting_transport() is None
