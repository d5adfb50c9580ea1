"""SMS and LMS through NHN Cloud's Notification service, API version 3.0 (docs.nhncloud.com, Notification > SMS).

A request has one text for all its recipients. The manual promises that ``##places##`` are filled per recipient only
in the text of a registered template, so personal texts go one a request unless the account has two templates that
consist of nothing but places, ``##text##`` for SMS, ``##title##`` and ``##text##`` for LMS: ``sms_template`` and
``lms_template`` of the URL name them, and then one request carries 500 different texts.

Our reference is each recipient's grouping key, and the dispatch's token the sender's, by which the list is searched.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext_lazy

from deliveries.sms import SmsKind, lms_subject, sms_kind
from deliveries.transports.base import Message, Outcome, Report
from deliveries.transports.gateway import NOT_KNOWN, GatewayAccount, InDoubt, Item, SmsGateway
from deliveries.transports.nhn_answers import Refused, intake_outcomes, listed_reports, webhook_reports
from deliveries.transports.nhn_codes import API_CODES, blames

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PAGE = 1000
SPAN = timedelta(days=28)  # a search spans a month at most (-4000)
CLOCK_MARGIN = timedelta(hours=1)  # the provider dates messages by its own clock

_KST = ZoneInfo("Asia/Seoul")
_PATHS = {SmsKind.SMS: "sender/sms", SmsKind.LMS: "sender/mms"}
_NOT_LET_IN = gettext_lazy(
    "The SMS gateway {gateway} does not let us in (result code {reason}): check the app key and the secret key in "
    "SMS_URL, and the addresses allowed to use them."
)
_QUOTA = gettext_lazy("The SMS gateway {gateway} sends nothing more this month: have the quota raised there.")
_SENDER = gettext_lazy(
    "The SMS gateway {gateway} refuses the sender number ({reason}): register the number of from= in SMS_URL there."
)
_TEMPLATE = gettext_lazy(
    "The SMS gateway {gateway} refuses the template ({reason}): check sms_template= and lms_template= in SMS_URL."
)
_REMEDIES: Mapping[str, "StrPromise"] = {
    "account": _NOT_LET_IN,
    "sender": _SENDER,
    "quota": _QUOTA,
    "template": _TEMPLATE,
    "form": NOT_KNOWN,
}


@dataclass(frozen=True, slots=True, repr=False)
class NhnAccount(GatewayAccount):
    """An app key with its secret key; ``&sms_template=…&lms_template=…`` name templates made of places alone."""

    SCHEME: ClassVar[str] = "nhn"
    HOST: ClassVar[str] = "sms.api.nhncloudservice.com"

    def template(self, kind: SmsKind) -> str:
        return self.options.get(f"{kind.value.lower()}_template", "")


class Common(NamedTuple):
    """What the recipients of one request have in common; title and text are the template's where there is one."""

    kind: SmsKind
    token: str
    template: str = ""
    title: str = ""
    text: str = ""


class NhnTransport(SmsGateway[Common]):
    """The transport of SMS by NHN Cloud; it reports, by webhook and when asked."""

    name: ClassVar[str] = "nhn"
    unavailable_codes: ClassVar = {
        code: _REMEDIES[line.blames] for code, line in API_CODES.items() if line.blames in _REMEDIES
    }

    def __init__(self, account: NhnAccount) -> None:
        super().__init__(account.base_url)
        self._account = account

    def poll(self, references: Sequence[str], *, since: datetime | None = None) -> Iterator[Report]:
        """Look for messages by our references among those of their dispatches that were sent from ``since`` on.

        When this ends without an error, a reference that was not yielded is not in the list. Raise
        TransportUnavailable when the list could not be read to its end.
        """
        wanted = set(references)
        spans = list(_spans(since or timezone.now() - SPAN))
        for token in sorted({_token(reference) for reference in references}):
            for begin, end in spans:
                window = {"senderGroupingKey": token, "startCreateDate": begin, "endCreateDate": end}
                for path in _PATHS.values():
                    for reference, report in self._listed(path, window):
                        if reference in wanted:
                            wanted.discard(reference)
                            yield report
                        if not wanted:
                            return

    def ask(self, provider_ids: Sequence[str]) -> Iterator[Report]:
        """Ask after messages by the provider's own ids, request by request; raise TransportUnavailable.

        Ids without a place among the recipients are another provider's, and are passed over.
        """
        wanted = {provider_id for provider_id in provider_ids if ":" in provider_id[1:]}
        for request_id in sorted({provider_id.partition(":")[0] for provider_id in wanted}):
            for path in _PATHS.values():
                found = [report for _reference, report in self._listed(path, {"requestId": request_id})]
                yield from (report for report in found if report.provider_id in wanted)
                if found:
                    break

    def parse_webhook(self, body: bytes) -> list[Report]:
        """Read a call of the provider; raise ValueError when it is none. Its signature is checked by who takes it."""
        return webhook_reports(body)

    def _item(self, message: Message) -> Item[Common]:
        text = message.text.replace("\r\n", "\n").replace("\r", "\n")
        kind = sms_kind(text)
        title = (lms_subject(message.subject) or lms_subject(text)) if kind == SmsKind.LMS else ""
        token, template = _token(message.reference), self._account.template(kind)
        recipient: dict[str, Any] = {
            "recipientNo": message.address,
            "recipientGroupingKey": message.reference,
        }
        if not template:
            return Item(message, recipient, Common(kind, token, title=title, text=text))
        recipient["templateParameter"] = {"text": text, **({"title": title} if title else {})}
        return Item(message, recipient, Common(kind, token, template))

    def _request(self, items: Sequence[Item[Common]]) -> tuple[str, dict[str, Any]]:
        common = items[0].common
        payload: dict[str, Any] = {
            "sendNo": self._account.sender,
            "senderGroupingKey": common.token,
            "recipientList": [item.fields for item in items],
        }
        if common.template:
            payload["templateId"] = common.template
        else:
            payload["body"] = common.text
        if common.title:
            payload["title"] = common.title
        return self._path(_PATHS[common.kind]), payload

    def _outcomes(self, body: bytes, messages: Sequence[Message]) -> list[Outcome]:
        try:
            return intake_outcomes(body, messages)
        except Refused as error:
            code = str(error)
            if blames(code) == "nobody":
                raise InDoubt(f"result code {code}") from error
            raise self._refusal(code) from error

    def _headers(self) -> dict[str, str]:
        return {"X-Secret-Key": self._account.secret}

    def _listed(self, path: str, window: Mapping[str, str]) -> Iterator[tuple[str, Report]]:
        """Yield (reference, report) for our messages that a search finds, page after page."""
        for page in count(1):
            parameters = {**window, "pageNum": page, "pageSize": PAGE}
            reports, total = self._read(self._path(path), parameters, listed_reports)
            yield from reports
            if page * PAGE >= total:
                return

    def _path(self, path: str) -> str:
        return f"/sms/v3.0/appKeys/{quote(self._account.key, safe='')}/{path}"


def _token(reference: str) -> str:
    return reference.partition(".")[0]


def _spans(since: datetime) -> Iterator[tuple[str, str]]:
    """Cut the time from ``since`` until now into spans that one search may cover, as the provider writes times."""
    begin, until = since, timezone.now() + CLOCK_MARGIN
    while begin < until:
        end = min(begin + SPAN, until)
        yield _written(begin), _written(end)
        begin = end


def _written(moment: datetime) -> str:
    return moment.astimezone(_KST).strftime("%Y-%m-%d %H:%M:%S")
