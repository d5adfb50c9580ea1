"""SMS and LMS through Solapi's REST interface, version 4 (docs.solapi.com).

The provider has no idempotency key: a request whose answer is lost must not be repeated. Our reference
travels in ``customFields``, so that the messages can be found again by asking (``poll``), and so that answers
are matched by what they name and never by their place in a list.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import new as hmac_new
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote, urlsplit

import httpx
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliveries.sms import NotAnSms, SmsKind, lms_subject, sms_kind
from deliveries.states import DeliveryState
from deliveries.transports.base import Message, Outcome, Report, TransportUnavailable
from deliveries.transports.solapi_answers import (
    NotAnAnswer,
    error_code,
    intake_outcomes,
    listed_reports,
    webhook_reports,
)

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

DEFAULT_HOST = "api.solapi.com"
# The provider takes 10,000 messages a request; what one lost answer leaves in doubt should stay small.
MESSAGES_PER_REQUEST = 500
PAGE = 500
IDS_PER_QUESTION = 100

_SEND = "/messages/v4/send-many/detail"
_LIST = "/messages/v4/list"
# Refused before anything was taken in: too many requests, not serving at present.
_NOT_NOW = frozenset({429, 503})
_REFUSED_WHOLE = frozenset({400, 413, 422})
_NOT_LET_IN = gettext_lazy(
    "The SMS gateway {gateway} does not let us in (HTTP {reason}): check the key and the secret in SMS_URL, the "
    "addresses allowed to use the key, and this machine's clock."
)
_NO_BALANCE = gettext_lazy("The SMS gateway {gateway} sends nothing more: charge the account's balance.")
_REMEDIES = {
    401: _NOT_LET_IN,
    402: _NO_BALANCE,
    403: _NOT_LET_IN,
    404: gettext_lazy("The SMS gateway {gateway} does not know the request: check the host in SMS_URL."),
}
_BUSY = gettext_lazy("The SMS gateway {gateway} does not take messages at present (HTTP {reason}).")
# Raised before a request was written completely; the provider cannot have taken a part of a JSON document.
_UNSENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.WriteError, httpx.WriteTimeout)


class _InDoubt(Exception):
    """The request was written and its answer does not say what was taken."""


class _RefusedWhole(Exception):
    """The provider read the request and took nothing of it; the text is its error code."""


@dataclass(frozen=True, slots=True, repr=False)
class SolapiAccount:
    """Where Solapi is, as whom to speak to it, and the registered number to send from."""

    base_url: str
    key: str
    secret: str
    sender: str

    @classmethod
    def from_url(cls, url: str) -> "SolapiAccount":
        """Read ``solapi://key:secret@host:port?from=0212345678&scheme=http``; raise ValueError otherwise."""
        parts = urlsplit(url)
        options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
        scheme, sender = options.get("scheme", "https"), options.get("from", "").replace("-", "")
        if parts.scheme != "solapi" or scheme not in ("http", "https"):
            raise ValueError("not a Solapi URL")
        if not (parts.username and parts.password and sender.isdecimal()):
            raise ValueError("key, secret or sender number missing")
        host = (parts.hostname or DEFAULT_HOST) + (f":{parts.port}" if parts.port else "")
        return cls(f"{scheme}://{host}", unquote(parts.username), unquote(parts.password), sender)

    def authorization(self) -> str:
        """Sign one request: HMAC-SHA256 of date and salt, good once and for 15 minutes."""
        date, salt = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), secrets.token_hex(16)
        signature = hmac_new(self.secret.encode(), (date + salt).encode(), sha256).hexdigest()
        return f"HMAC-SHA256 ApiKey={self.key}, Date={date}, salt={salt}, signature={signature}"


class SolapiTransport:
    """The transport of the SMS channel; it reports, by webhook and when asked."""

    name = "solapi"

    def __init__(self, account: SolapiAccount) -> None:
        self._account = account
        self._client = _new_client(account)

    def send(self, batch: Sequence[Message]) -> Iterator[Outcome]:
        """Hand over ``batch`` in requests of at most 500; see ``base`` for what is yielded and raised.

        After a request left in doubt TransportUnavailable follows its outcomes: the next would fare alike.
        """
        ready: list[tuple[Message, dict[str, Any]]] = []
        for message in batch:
            try:
                ready.append((message, self._item(message)))
            except NotAnSms as error:
                yield Outcome(message.delivery_id, DeliveryState.FAILED, code=error.code)
        for begin in range(0, len(ready), MESSAGES_PER_REQUEST):
            yield from self._hand_over(ready[begin : begin + MESSAGES_PER_REQUEST])

    def poll(self, references: Sequence[str], *, since: datetime | None = None) -> Iterator[Report]:
        """Look for messages by our references among all that were sent from ``since`` on.

        The provider cannot search by custom field, so its list is read page by page until all are found. When
        this ends without an error, a reference that was not yielded is not in the list. Raise
        TransportUnavailable when the list could not be read to its end.
        """
        wanted = set(references)
        window = {"dateType": "CREATED", "startDate": since.astimezone(UTC).isoformat()} if since else {}
        for reference, report in self._listed(window):
            if reference in wanted:
                wanted.discard(reference)
                yield report
            if not wanted:
                return

    def ask(self, provider_ids: Sequence[str]) -> Iterator[Report]:
        """Ask after messages by the provider's own ids, known from outcomes; raise TransportUnavailable."""
        for begin in range(0, len(provider_ids), IDS_PER_QUESTION):
            ids = list(provider_ids[begin : begin + IDS_PER_QUESTION])
            for _reference, report in self._listed({"messageIds": ids}):
                if report.provider_id in ids:
                    yield report

    def parse_webhook(self, body: bytes) -> list[Report]:
        """Read a call of the provider, a JSON array of events; raise ValueError when it is not one."""
        return webhook_reports(body)

    def close(self) -> None:
        self._client.close()
        self._client = _new_client(self._account)

    def _item(self, message: Message) -> dict[str, Any]:
        kind = sms_kind(message.text)
        item: dict[str, Any] = {
            "to": message.address,
            "from": self._account.sender,
            "text": message.text.replace("\r\n", "\n").replace("\r", "\n"),
            "type": kind.value,
            "autoTypeDetect": False,
            "customFields": {"reference": message.reference},
        }
        if kind == SmsKind.LMS and (subject := lms_subject(message.subject)):
            item["subject"] = subject
        return item

    def _hand_over(self, ready: Sequence[tuple[Message, dict[str, Any]]]) -> Iterator[Outcome]:
        """Send one request. One refused as a whole is halved until the message at fault stands alone."""
        messages = [message for message, _item in ready]
        try:
            yield from self._request([item for _message, item in ready], messages)
        except _RefusedWhole as error:
            if len(ready) == 1:
                yield Outcome(messages[0].delivery_id, DeliveryState.FAILED, code=str(error))
                return
            half = len(ready) // 2
            yield from self._hand_over(ready[:half])
            yield from self._hand_over(ready[half:])
        except _InDoubt as error:
            for message in messages:
                yield Outcome(message.delivery_id, DeliveryState.UNKNOWN, code="answer_lost")
            sentence = _("The SMS gateway {gateway} left a request without an answer ({reason}).")
            raise self._unavailable(sentence, str(error)) from error

    def _request(self, items: list[dict[str, Any]], messages: list[Message]) -> list[Outcome]:
        # Members of one family may share a number, so the same number twice is no mistake.
        payload = {"messages": items, "allowDuplicates": True, "showMessageList": True}
        try:
            response = self._client.post(_SEND, json=payload, headers=self._headers())
        except _UNSENT as error:
            sentence = _("The SMS gateway {gateway} cannot be reached ({reason}).")
            raise self._unavailable(sentence, type(error).__name__) from error
        except httpx.HTTPError as error:
            raise _InDoubt(type(error).__name__) from error
        self._check(response)
        try:
            return intake_outcomes(response.content, messages)
        except NotAnAnswer as error:
            raise _InDoubt(str(error)) from error

    def _check(self, response: httpx.Response) -> None:
        """Return for 2xx. Any 5xx but 503 may come from a server that had already passed the request on."""
        status = response.status_code
        if response.is_success:
            return
        if status in _REFUSED_WHOLE:
            code = error_code(response.content) or f"http_{status}"
            if code == "NotEnoughBalance":
                raise self._unavailable(_NO_BALANCE)
            raise _RefusedWhole(code)
        if status >= 500 and status not in _NOT_NOW:
            raise _InDoubt(f"HTTP {status}")
        raise self._unavailable(_REMEDIES.get(status, _BUSY), str(status))

    def _listed(self, window: dict[str, Any]) -> Iterator[tuple[str, Report]]:
        """Yield (reference, report) for our messages in the provider's list, page after page."""
        start_key: str | None = None
        while True:
            parameters = {**window, "limit": PAGE, **({"startKey": start_key} if start_key else {})}
            try:
                response = self._client.get(_LIST, params=parameters, headers=self._headers())
                response.raise_for_status()
                reports, next_key = listed_reports(response.content)
            except (httpx.HTTPError, NotAnAnswer) as error:
                sentence = _("The SMS gateway {gateway} does not give its list of messages ({reason}).")
                raise self._unavailable(sentence, type(error).__name__) from error
            yield from reports
            if not next_key or next_key == start_key:
                return
            start_key = next_key

    def _headers(self) -> dict[str, str]:
        return {"Authorization": self._account.authorization()}

    def _unavailable(self, sentence: "str | StrPromise", reason: str = "") -> TransportUnavailable:
        return TransportUnavailable(str(sentence).format(gateway=self._account.base_url, reason=reason))


def _new_client(account: SolapiAccount) -> httpx.Client:
    return httpx.Client(base_url=account.base_url, timeout=settings.SMS_TIMEOUT, trust_env=False)
