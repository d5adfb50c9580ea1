"""The providers that ``EMAIL_URL`` and ``SMS_URL`` name: each setting holds one URL, or several.

A password stands in most of them, so what is said about a bad one names its place and its option, and repeats no value.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeVar
from urllib.parse import SplitResult, parse_qsl, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliveries.states import DeliveryChannel
from deliveries.transports.base import Transport, TransportUnavailable
from deliveries.transports.nhn import NhnAccount, NhnTransport
from deliveries.transports.smtp import SmtpServer, SmtpTransport
from deliveries.transports.solapi import SolapiAccount, SolapiTransport
from residents.models import Channel

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

SETTINGS = {Channel.EMAIL: "EMAIL_URL", Channel.SMS: "SMS_URL"}
EXAMPLES = {
    Channel.EMAIL: "smtp://user:password@mail.example.go.kr:25 (or smtps://, or smtp+tls://)",
    Channel.SMS: "solapi://key:secret@api.solapi.com?from=0212345678",
}
_BETWEEN = re.compile(r"[\s,]+")
# In turn and without threads; a mail server allows one client some dozens (postfix 50), over all workers.
CONNECTIONS = 16
_NAMEABLE = re.compile(r"[a-z_]{1,20}")


@dataclass(frozen=True, slots=True)
class ProviderSettings:
    """One mail relay or gateway of the settings.

    ``per_second`` is its rate over all workers, None without a limit; ``alimtalk``: it may send for a Kakao channel.
    """

    name: str
    channel: Channel
    url: str = field(repr=False)
    weight: int = 1
    per_second: float | None = None
    connections: int = CONNECTIONS
    alimtalk: bool = False


class Kind(NamedTuple):
    """What a scheme stands for.

    ``options`` are its own, beside those of every provider; ``place`` returns the host and port of a URL, or raises
    ValueError when it is not one; ``alimtalk`` is the option without which it sends no 알림톡.
    """

    channel: Channel
    options: frozenset[str]
    place: Callable[[str], str]
    transport: Callable[[ProviderSettings], Transport]
    alimtalk: str | None = None


class _Account(Protocol):
    @property
    def base_url(self) -> str: ...


_A = TypeVar("_A", bound=_Account)


def _gateway(
    account: Callable[[str], _A],
    transport: Callable[[_A], Transport],
    *,
    options: set[str] | None = None,
    alimtalk: str | None = None,
) -> Kind:
    return Kind(
        Channel.SMS,
        frozenset({"from", "scheme"} | (options or set())),
        place=lambda url: urlsplit(account(url).base_url).netloc,
        transport=lambda provider: transport(account(provider.url)),
        alimtalk=alimtalk,
    )


_SMTP = Kind(
    Channel.EMAIL,
    frozenset({"connections"}),
    place=lambda url: str(SmtpServer.from_url(url)),
    transport=lambda provider: SmtpTransport(SmtpServer.from_url(provider.url), connections=provider.connections),
)
KINDS: dict[str, Kind] = {
    "smtp": _SMTP,
    "smtps": _SMTP,
    "smtp+tls": _SMTP,
    "solapi": _gateway(SolapiAccount.from_url, SolapiTransport, options={"pf_id"}, alimtalk="pf_id"),
    "nhn": _gateway(NhnAccount.from_url, NhnTransport, options={"sms_template", "lms_template"}),
}


class Option(NamedTuple):
    """What an option of every provider has to be: its shape, its bounds, and the words for both."""

    shape: re.Pattern[str]
    bounds: tuple[float, float]
    right: "StrPromise"


_WHOLE = re.compile(r"[0-9]{1,4}")
OPTIONS: dict[str, Option] = {
    "weight": Option(_WHOLE, (1, 1000), gettext_lazy("a whole number from 1 to 1000")),
    "connections": Option(_WHOLE, (1, 32), gettext_lazy("a whole number from 1 to 32")),
    "rate": Option(
        re.compile(r"[0-9]{1,6}(\.[0-9]{1,3})?"),
        (0.001, 999_999),
        gettext_lazy("messages a second, a number above 0 such as 50 or 0.5"),
    ),
}
NAME_MAX = 80


def configured(channel: str) -> tuple[ProviderSettings, ...]:
    """Return the providers that carry ``channel``; raise TransportUnavailable saying which setting is missing or wrong.

    One bad entry makes the whole setting unreadable, so that it is seen and not half obeyed. Where no gateway may send
    for a Kakao channel, all carry 알림톡: they send the SMS in its place.
    """
    return _configured(DeliveryChannel(channel), settings.EMAIL_URL, settings.SMS_URL)


def transport_of(provider: ProviderSettings) -> Transport:
    """Make a new transport; it belongs to the process that asked for it."""
    return _kind(provider.url).transport(provider)


@lru_cache(maxsize=32)
def _configured(channel: DeliveryChannel, email: str, sms: str) -> tuple[ProviderSettings, ...]:
    urls = {Channel.EMAIL: email, Channel.SMS: sms}
    own, other = Channel.EMAIL, Channel.SMS
    if channel != DeliveryChannel.EMAIL:
        own, other = other, own
    named = _named(own, urls[own])
    _names_differ([provider.name for provider in named] + _names(other, urls[other]))
    if channel == DeliveryChannel.ALIMTALK:
        return tuple(provider for provider in named if provider.alimtalk) or named
    return named


def _named(channel: Channel, value: str) -> tuple[ProviderSettings, ...]:
    urls = [url for url in _BETWEEN.split(value) if url]
    if not urls:
        sentence = _("The setting {setting} is not set; it looks like {example}.")
        raise TransportUnavailable(sentence.format(setting=SETTINGS[channel], example=EXAMPLES[channel]))
    entries = [_Entry(channel, number, url) for number, url in enumerate(urls, start=1)]
    # All are looked at before an option is named: a password that was cut in two may look like one.
    looked_at = [(entry, *entry.look()) for entry in entries]
    return tuple(entry.read(kind, place) for entry, kind, place in looked_at)


def _names(channel: Channel, value: str) -> list[str]:
    """Return the names in a setting that may be missing or wrong, which is said where it is used."""
    try:
        return [provider.name for provider in _named(channel, value)]
    except TransportUnavailable:
        return []


def _names_differ(names: list[str]) -> None:
    for name in names:
        if names.count(name) > 1:
            sentence = _("Two providers have the name “{name}”: give one another with the option name.")
            raise TransportUnavailable(sentence.format(name=name))


def _kind(url: str) -> Kind:
    """Return what the URL's scheme stands for; raise ValueError for none."""
    try:
        return KINDS[urlsplit(url).scheme]
    except KeyError as error:
        raise ValueError("not a known scheme") from error


class _Entry:
    """One URL of a setting, being read; ``number`` is its place there, as an operator counts."""

    def __init__(self, channel: Channel, number: int, url: str) -> None:
        self._channel, self._number, self._url = channel, number, url

    def look(self) -> tuple[Kind, str]:
        """Return what the URL's scheme stands for, and its host and port; raise TransportUnavailable for no URL."""
        try:
            kind, parts = _kind(self._url), urlsplit(self._url)
            place = kind.place(self._url)
        except ValueError as error:
            raise self._unreadable() from error
        if kind.channel != self._channel or _is_cut_short(parts):
            raise self._unreadable()
        return kind, place

    def read(self, kind: Kind, place: str) -> ProviderSettings:
        """Return what the URL says; raise TransportUnavailable with which option is wrong and what would be right."""
        options = self._options(urlsplit(self._url).query, kind)
        return ProviderSettings(
            name=self._name(options.get("name", place)),
            channel=self._channel,
            url=self._url,
            weight=int(self._number_of("weight", options) or 1),
            per_second=self._number_of("rate", options),
            connections=int(self._number_of("connections", options) or CONNECTIONS),
            alimtalk=bool(options.get(kind.alimtalk or "")),
        )

    def _options(self, query: str, kind: Kind) -> dict[str, str]:
        known = kind.options | {"name", "rate", "weight"}
        found: dict[str, str] = {}
        for option, value in parse_qsl(query, keep_blank_values=True):
            if not _NAMEABLE.fullmatch(option) or f"{option}=" not in query:
                raise self._unreadable()  # it may be a part of a password
            if option not in known:
                sentence = _("Provider {number} of {setting} has an unknown option, {option}; there are {known}.")
                raise self._refused(sentence, option=option, known=", ".join(sorted(known)))
            if option in found:
                raise self._refused(_("Provider {number} of {setting} has the option {option} twice."), option=option)
            found[option] = value
        return found

    def _number_of(self, option: str, options: Mapping[str, str]) -> float | None:
        if option not in options:
            return None
        wanted, value = OPTIONS[option], options[option]
        if not wanted.shape.fullmatch(value) or not wanted.bounds[0] <= float(value) <= wanted.bounds[1]:
            raise self._bad(option, wanted.right)
        return float(value)

    def _name(self, name: str) -> str:
        if not 0 < len(name) <= NAME_MAX or not name.isprintable() or name != name.strip():
            raise self._bad("name", gettext_lazy("1 to 80 characters that can be printed"))
        return name

    def _bad(self, option: str, right: "StrPromise") -> TransportUnavailable:
        sentence = _("Provider {number} of {setting}: the option {option} is wrong; right is {right}.")
        return self._refused(sentence, option=option, right=str(right))

    def _unreadable(self) -> TransportUnavailable:
        sentence = _(
            "Provider {number} of {setting} cannot be read; one looks like {example}, and in a password each of "
            "@ : / ? # % , and blank is percent-encoded, as in %40."
        )
        return self._refused(sentence, example=EXAMPLES[self._channel])

    def _refused(self, sentence: str, **values: str) -> TransportUnavailable:
        return TransportUnavailable(sentence.format(number=self._number, setting=SETTINGS[self._channel], **values))


def _is_cut_short(parts: SplitResult) -> bool:
    """Tell whether the host came too early, because a password holds ``/``, ``?`` or ``#`` as they are."""
    early = parts.netloc.endswith(":") or parts.path not in ("", "/")
    return early or bool(parts.fragment) or "@" in parts.query
