"""What SMS gateways share: requests of many messages, halving one refused as a whole, and what is certain when not.

A provider fills in how a message is written (``_item``), which messages fit into one request (``Item.common``), the
request (``_request``) and its answer (``_outcomes``, ``_error_code``). None of them has an idempotency key that
covers a message, so a request whose answer is lost is never repeated: its messages are UNKNOWN, and are looked for
by our reference.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ClassVar, Generic, NamedTuple, Self, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliveries.sms import NotAnSms
from deliveries.states import DeliveryState
from deliveries.transports.answers import NotAnAnswer
from deliveries.transports.base import Message, Outcome, TransportUnavailable

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# Refused before anything was taken in: too many requests, not serving at present.
_NOT_NOW = frozenset({429, 503})
_REFUSED_WHOLE = frozenset({400, 413, 422})
NOT_LET_IN = gettext_lazy(
    "The SMS gateway {gateway} does not let us in (HTTP {reason}): check the key and the secret in SMS_URL, the "
    "addresses allowed to use the key, and this machine's clock."
)
NO_BALANCE = gettext_lazy("The SMS gateway {gateway} sends nothing more: charge the account's balance.")
NOT_KNOWN = gettext_lazy("The SMS gateway {gateway} does not know the request: check the host in SMS_URL.")
_REMEDIES = {401: NOT_LET_IN, 402: NO_BALANCE, 403: NOT_LET_IN, 404: NOT_KNOWN}
_BUSY = gettext_lazy("The SMS gateway {gateway} does not take messages at present (HTTP {reason}).")
# Raised before a request was written completely; the provider cannot have taken a part of a JSON document.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.WriteError, httpx.WriteTimeout)

CommonT = TypeVar("CommonT")
ReadT = TypeVar("ReadT")


class InDoubt(Exception):
    """The request was written and its answer does not say what was taken."""


class RefusedWhole(Exception):
    """The provider read the request and took nothing of it; the text is its error code."""


@dataclass(frozen=True, slots=True, repr=False)
class GatewayAccount:
    """Where a gateway is, as whom to speak to it, and the registered number to send from."""

    SCHEME: ClassVar[str]
    HOST: ClassVar[str]

    base_url: str
    key: str
    secret: str
    sender: str
    options: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_url(cls, url: str) -> Self:
        """Read ``<scheme>://key:secret@host:port?from=0212345678&scheme=http``; raise ValueError otherwise."""
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        scheme, sender = options.get("scheme", "https"), options.get("from", "").replace("-", "")
        if parts.scheme != cls.SCHEME or scheme not in ("http", "https"):
            raise ValueError("not a URL of this gateway")
        if not (parts.username and parts.password and sender.isdecimal()):
            raise ValueError("key, secret or sender number missing")
        host = (parts.hostname or cls.HOST) + (f":{parts.port}" if parts.port else "")
        return cls(f"{scheme}://{host}", unquote(parts.username), unquote(parts.password), sender, options)


class Item(NamedTuple, Generic[CommonT]):
    """A message made ready: what the provider wants of it, and what all messages of its request have in common."""

    message: Message
    fields: dict[str, Any]
    common: CommonT


class SmsGateway(ABC, Generic[CommonT]):
    """A transport of the SMS channel over a provider's JSON interface."""

    name: ClassVar[str]
    # Error codes for which no message is to blame: with the words for an operator.
    unavailable_codes: ClassVar[Mapping[str, "StrPromise"]] = {}

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._client = _new_client(base_url)

    def send(self, batch: Sequence[Message]) -> Iterator[Outcome]:
        """Hand over ``batch`` in requests of at most 500; see ``base`` for what is yielded and raised.

        After a request left in doubt TransportUnavailable follows its outcomes: the next would fare alike.
        """
        ready: dict[CommonT, list[Item[CommonT]]] = {}
        for message in batch:
            try:
                item = self._item(message)
            except NotAnSms as error:
                yield Outcome(message.delivery_id, DeliveryState.FAILED, code=error.code)
            else:
                ready.setdefault(item.common, []).append(item)
        for items in ready.values():
            for begin in range(0, len(items), settings.SMS_MESSAGES_PER_REQUEST):
                yield from self._hand_over(items[begin : begin + settings.SMS_MESSAGES_PER_REQUEST])

    def close(self) -> None:
        self._client.close()
        self._client = _new_client(self._base_url)

    @abstractmethod
    def _item(self, message: Message) -> Item[CommonT]:
        """Write one message; raise NotAnSms for one that cannot go out."""

    @abstractmethod
    def _request(self, items: Sequence[Item[CommonT]]) -> tuple[str, dict[str, Any]]:
        """Return the path and the JSON of one request for ``items``, which have all in common that they need."""

    @abstractmethod
    def _outcomes(self, body: bytes, messages: Sequence[Message]) -> list[Outcome]:
        """Read an answer of 2xx; raise RefusedWhole or InDoubt, or NotAnAnswer when it says nothing."""

    @abstractmethod
    def _headers(self) -> dict[str, str]:
        """Return what lets us in, for one request."""

    def _error_code(self, body: bytes) -> str:
        """Return the provider's code in a refusal by HTTP status, or nothing when there is none."""
        return ""

    def _hand_over(self, items: Sequence[Item[CommonT]]) -> Iterator[Outcome]:
        """Send one request. One refused as a whole is halved until the message at fault stands alone."""
        messages = [item.message for item in items]
        try:
            yield from self._answered(items, messages)
        except RefusedWhole as error:
            if len(items) == 1:
                yield Outcome(messages[0].delivery_id, DeliveryState.FAILED, code=str(error))
                return
            half = len(items) // 2
            yield from self._hand_over(items[:half])
            yield from self._hand_over(items[half:])
        except InDoubt as error:
            for message in messages:
                yield Outcome(message.delivery_id, DeliveryState.UNKNOWN, code="answer_lost")
            sentence = _("The SMS gateway {gateway} left a request without an answer ({reason}).")
            raise self._unavailable(sentence, str(error)) from error

    def _answered(self, items: Sequence[Item[CommonT]], messages: Sequence[Message]) -> list[Outcome]:
        path, payload = self._request(items)
        try:
            response = self._client.post(path, json=payload, headers=self._headers())
        except _UNSENT as error:
            sentence = _("The SMS gateway {gateway} cannot be reached ({reason}).")
            raise self._unavailable(sentence, type(error).__name__) from error
        except httpx.HTTPError as error:
            raise InDoubt(type(error).__name__) from error
        self._check(response)
        try:
            return self._outcomes(response.content, messages)
        except NotAnAnswer as error:
            raise InDoubt(str(error)) from error

    def _check(self, response: httpx.Response) -> None:
        """Return for 2xx. Any 5xx but 503 may come from a server that had already passed the request on."""
        status = response.status_code
        if response.is_success:
            return
        if status in _REFUSED_WHOLE:
            raise self._refusal(self._error_code(response.content) or f"http_{status}")
        if status >= 500 and status not in _NOT_NOW:
            raise InDoubt(f"HTTP {status}")
        raise self._unavailable(_REMEDIES.get(status, _BUSY), str(status))

    def _refusal(self, code: str) -> RefusedWhole | TransportUnavailable:
        """Return what to raise for a request refused with ``code``: some codes say that no message is to blame."""
        remedy = self.unavailable_codes.get(code)
        return RefusedWhole(code) if remedy is None else self._unavailable(remedy, code)

    def _read(self, path: str, parameters: Mapping[str, Any], read: Callable[[bytes], ReadT]) -> ReadT:
        """Ask for a page of the provider's list and ``read`` it; raise TransportUnavailable when that fails."""
        try:
            response = self._client.get(path, params=parameters, headers=self._headers())
            response.raise_for_status()
            return read(response.content)
        except (httpx.HTTPError, NotAnAnswer) as error:
            sentence = _("The SMS gateway {gateway} does not give its list of messages ({reason}).")
            raise self._unavailable(sentence, type(error).__name__) from error

    def _unavailable(self, sentence: "str | StrPromise", reason: str = "") -> TransportUnavailable:
        return TransportUnavailable(str(sentence).format(gateway=self._base_url, reason=reason))


def _new_client(base_url: str) -> httpx.Client:
    return httpx.Client(base_url=base_url, timeout=settings.SMS_TIMEOUT, trust_env=False)
