"""The providers that the settings name, and what is said of a setting that is wrong."""

from collections.abc import Iterator

import pytest
from django.utils import translation
from pytest_django import Settings

from deliveries.providers import ProviderSettings, configured, transport_of
from deliveries.transports.base import TransportUnavailable
from deliveries.transports.smtp import SmtpTransport
from deliveries.transports.solapi import SolapiTransport
from residents.models import Channel

EMAIL = "smtp://user:geheim@127.0.0.1:1025"
SMS = "solapi://key:geheim@127.0.0.1:1026?from=02-1234-5678&scheme=http"
SETTING = {"email": "EMAIL_URL", "sms": "SMS_URL"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Read what operators read in English, whatever the catalogues say."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def none(settings: Settings) -> None:
    settings.EMAIL_URL = settings.SMS_URL = ""


def read(settings: Settings, url: str, channel: str = "email") -> tuple[ProviderSettings, ...]:
    setattr(settings, SETTING[channel], url)
    return configured(channel)


def refused(settings: Settings, url: str, channel: str = "email") -> str:
    with pytest.raises(TransportUnavailable) as error:
        read(settings, url, channel)
    return str(error.value)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("smtp://mail.example.go.kr", "mail.example.go.kr:25"),
        ("smtps://user:p%40ss%2C%20word@mail.example.go.kr", "mail.example.go.kr:465"),
        ("smtp+tls://user:pass@mail.example.go.kr", "mail.example.go.kr:587"),
        ("smtp://127.0.0.1:2525/", "127.0.0.1:2525"),
    ],
)
def test_one_mail_server_is_named_by_its_address_and_has_the_usual_options(
    settings: Settings, url: str, name: str
) -> None:
    assert read(settings, url) == (ProviderSettings(name, Channel.EMAIL, url),)


@pytest.mark.parametrize(
    ("url", "name"),
    [
        (SMS, "127.0.0.1:1026"),
        ("solapi://key:secret@api.solapi.com?from=0212345678", "api.solapi.com"),
        ("solapi://key:secret@?from=0212345678", "api.solapi.com"),
    ],
)
def test_one_gateway_is_named_by_its_address(settings: Settings, url: str, name: str) -> None:
    assert read(settings, url, "sms") == (ProviderSettings(name, Channel.SMS, url),)


@pytest.mark.parametrize("between", [" ", ",", ", ", "\n  ", " ,\t,"])
def test_several_stand_apart_by_blanks_or_commas_each_with_its_options(settings: Settings, between: str) -> None:
    urls = [
        "smtp://a.example?weight=3&rate=12.5&connections=32&name=%EC%A3%BC%20relay",
        "smtp://b.example?weight=1000",
    ]
    assert read(settings, f" {between.join(urls)}{between}") == (
        ProviderSettings("주 relay", Channel.EMAIL, urls[0], weight=3, per_second=12.5, connections=32),
        ProviderSettings("b.example:25", Channel.EMAIL, urls[1], weight=1000),
    )


def test_what_is_set_anew_is_read_anew(settings: Settings) -> None:
    assert [provider.name for provider in read(settings, "smtp://a.example")] == ["a.example:25"]
    assert [provider.name for provider in read(settings, "smtp://b.example")] == ["b.example:25"]


def test_kakao_messages_go_through_the_gateways_with_a_kakao_channel_if_there_is_one(settings: Settings) -> None:
    urls = f"{SMS}&name=plain {SMS}&name=kakao&pf_id=KA01PF"
    assert [provider.name for provider in read(settings, urls, "sms")] == ["plain", "kakao"]
    assert [provider.name for provider in configured("alimtalk")] == ["kakao"]
    assert read(settings, SMS, "sms") == configured("alimtalk")


@pytest.mark.parametrize(
    ("option", "right"),
    [
        ("weight=0", "a whole number from 1 to 1000"),
        ("weight=1001", "a whole number from 1 to 1000"),
        ("weight=1.5", "a whole number from 1 to 1000"),
        ("weight=%EF%BC%93", "a whole number from 1 to 1000"),
        ("weight=", "a whole number from 1 to 1000"),
        ("connections=33", "a whole number from 1 to 32"),
        ("connections=-1", "a whole number from 1 to 32"),
        ("rate=0", "a number above 0"),
        ("rate=-5", "a number above 0"),
        ("rate=inf", "a number above 0"),
        ("rate=nan", "a number above 0"),
        ("rate=1e3", "a number above 0"),
        ("name=", "1 to 80 characters"),
        ("name=%00", "1 to 80 characters"),
        ("name=a%0Ab", "1 to 80 characters"),
        (f"name={'a' * 81}", "1 to 80 characters"),
        ("wieght=2", "connections, name, rate, weight"),
        ("from=0212345678", "connections, name, rate, weight"),
        ("weight=1&weight=2", "twice"),
    ],
)
def test_a_bad_option_is_named_with_what_would_be_right(settings: Settings, option: str, right: str) -> None:
    said = refused(settings, f"smtp://a.example,smtp://user:geheim@b.example?{option}")
    assert said.startswith("Provider 2 of EMAIL_URL")
    assert option.partition("=")[0] in said
    assert right in said
    assert "geheim" not in said


def test_a_gateway_has_no_connections_to_be_counted(settings: Settings) -> None:
    assert "connections" in refused(settings, f"{SMS}&connections=2", "sms")


@pytest.mark.parametrize("channel", ["email", "sms"])
@pytest.mark.parametrize(
    "url",
    [
        "geheim",
        "smtp+ssl://user:geheim@mail",
        "solapi://key:geheim@h",
        "smtp://user:1/geheim@mail:25",
        "smtp://user:1?geheim@mail:25",
        "smtp://user:1?geheim=1@mail:25",
        "smtp://user:1#geheim@mail:25",
        "smtp://user:1,geheim@mail:25",
        "smtp://user:1 geheim@mail:25",
        "smtp://user:1?geheim,2@mail:25",
        "smtp://user:?geheim=2",
        "smtp://user:geheim@mail:99999",
        "smtp://[geheim@mail",
        "smtp://mail?ge.heim",
        "://geheim",
        "solapi://key:geheim@h?from=letters",
    ],
)
def test_what_cannot_be_read_names_its_place_and_an_example_but_no_password(
    settings: Settings, channel: str, url: str
) -> None:
    said = refused(settings, url, channel)
    assert f"of {SETTING[channel]} cannot be read; one looks like" in said
    assert "geheim" not in said


@pytest.mark.parametrize("channel", ["email", "sms"])
@pytest.mark.parametrize("url", ["", "  ", ",,"])
def test_what_is_not_set_names_the_setting_and_an_example(settings: Settings, channel: str, url: str) -> None:
    assert f"The setting {SETTING[channel]} is not set; it looks like" in refused(settings, url, channel)


def test_a_mail_server_is_no_gateway_nor_the_other_way_round(settings: Settings) -> None:
    assert "EMAIL_URL cannot be read" in refused(settings, SMS)
    assert "SMS_URL cannot be read" in refused(settings, EMAIL, "sms")


def test_one_bad_entry_makes_the_whole_setting_unreadable(settings: Settings) -> None:
    assert "Provider 2 of EMAIL_URL" in refused(settings, "smtp://a.example smtp:b.example smtp://c.example")


@pytest.mark.parametrize(
    "urls", ["smtp://u:a@mail smtp://u:b@mail", "smtp://mail?name=x smtp://other?name=x", "smtp://mail?name=gw"]
)
def test_no_two_providers_have_one_name_also_not_in_two_settings(settings: Settings, urls: str) -> None:
    settings.SMS_URL = f"{SMS}&name=gw"
    assert "give one another with the option name" in refused(settings, urls)


def test_an_unreadable_setting_stops_its_own_channel_only(settings: Settings) -> None:
    settings.SMS_URL = "nonsense"
    assert len(read(settings, EMAIL)) == 1


def test_a_provider_shows_no_secret(settings: Settings) -> None:
    assert "geheim" not in repr(read(settings, EMAIL))


def test_each_scheme_has_its_transport(settings: Settings) -> None:
    assert isinstance(transport_of(read(settings, EMAIL)[0]), SmtpTransport)
    assert isinstance(transport_of(read(settings, SMS, "sms")[0]), SolapiTransport)


def test_a_thousand_providers_are_read(settings: Settings) -> None:
    assert len(read(settings, " ".join(f"smtp://m{n}.example" for n in range(1000)))) == 1000
