"""SMS, LMS and 알림톡 through Solapi's REST interface, version 4 (docs.solapi.com).

The provider has no idempotency key. Our reference travels in ``customFields``, so that the messages can be found
again by asking (``poll``), and so that answers are matched by what they name and never by their place in a list.
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from hmac import new as hmac_new
from typing import Any, ClassVar

from deliveries.sms import SmsKind, lms_subject, sms_kind
from deliveries.transports.base import Message, Outcome, Report
from deliveries.transports.gateway import NO_BALANCE, GatewayAccount, Item, SmsGateway
from deliveries.transports.solapi_answers import error_code, intake_outcomes, listed_reports, webhook_reports

PAGE = 500
IDS_PER_QUESTION = 100

_SEND = "/messages/v4/send-many/detail"
_LIST = "/messages/v4/list"


@dataclass(frozen=True, slots=True, repr=False)
class SolapiAccount(GatewayAccount):
    """An API key; ``&pf_id=KA01PF…`` names the Kakao channel from which it may send 알림톡."""

    SCHEME: ClassVar[str] = "solapi"
    HOST: ClassVar[str] = "api.solapi.com"

    @property
    def pf_id(self) -> str:
        return self.options.get("pf_id", "")

    def authorization(self) -> str:
        """Sign one request: HMAC-SHA256 of date and salt, good once and for 15 minutes."""
        date, salt = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"), secrets.token_hex(16)
        signature = hmac_new(self.secret.encode(), (date + salt).encode(), sha256).hexdigest()
        return f"HMAC-SHA256 ApiKey={self.key}, Date={date}, salt={salt}, signature={signature}"


class SolapiTransport(SmsGateway[None]):
    """The transport of SMS and 알림톡; it reports, by webhook and when asked."""

    name: ClassVar[str] = "solapi"
    unavailable_codes: ClassVar = {"NotEnoughBalance": NO_BALANCE}

    def __init__(self, account: SolapiAccount) -> None:
        super().__init__(account.base_url)
        self._account = account

    @property
    def carries_alimtalk(self) -> bool:
        """Whether a message with a template goes out as 알림톡; it goes out as SMS otherwise."""
        return bool(self._account.pf_id)

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

    def _item(self, message: Message) -> Item[None]:
        text = self._text(message)
        item: dict[str, Any] = {
            "to": message.address,
            "from": self._account.sender,
            "customFields": {"reference": message.reference},
        }
        if self.carries_alimtalk and message.content.template_id:
            item |= self._alimtalk(message, text)
        else:
            item |= {**text, "autoTypeDetect": False}
        return Item(message, item, None)

    def _alimtalk(self, message: Message, text: dict[str, Any]) -> dict[str, Any]:
        """Return an 알림톡, and the SMS that the provider sends in its place to a phone without KakaoTalk.

        The template's text is put together by the provider; a ``text`` beside it would have to equal it (1043). What is
        sent instead has a place of its own, ``replacements``.
        """
        options = {
            "pfId": self._account.pf_id,
            "templateId": message.content.template_id,
            "variables": dict(message.template_values),
            "disableSms": False,
        }
        fallback = {"to": message.address, "from": self._account.sender, **text}
        return {"type": "ATA", "kakaoOptions": options, "replacements": [fallback]}

    def _text(self, message: Message) -> dict[str, Any]:
        kind = sms_kind(message.text)
        text = {"text": message.text.replace("\r\n", "\n").replace("\r", "\n"), "type": kind.value}
        if kind == SmsKind.LMS and (subject := lms_subject(message.subject)):
            text["subject"] = subject
        return text

    def _request(self, items: Sequence[Item[None]]) -> tuple[str, dict[str, Any]]:
        # Members of one family may share a number, so the same number twice is no mistake.
        payload = {"messages": [item.fields for item in items], "allowDuplicates": True, "showMessageList": True}
        return _SEND, payload

    def _outcomes(self, body: bytes, messages: Sequence[Message]) -> list[Outcome]:
        return intake_outcomes(body, messages)

    def _error_code(self, body: bytes) -> str:
        return error_code(body)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": self._account.authorization()}

    def _listed(self, window: dict[str, Any]) -> Iterator[tuple[str, Report]]:
        """Yield (reference, report) for our messages in the provider's list, page after page."""
        start_key: str | None = None
        while True:
            parameters = {**window, "limit": PAGE, **({"startKey": start_key} if start_key else {})}
            reports, next_key = self._read(_LIST, parameters, listed_reports)
            yield from reports
            if not next_key or next_key == start_key:
                return
            start_key = next_key
