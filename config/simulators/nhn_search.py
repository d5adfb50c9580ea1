"""NHN Cloud's search among the messages it took: by request, or over a span of time of at most a month."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from config.simulators.nhn_intake import Refused, header
from config.simulators.nhn_message import NhnMessage
from config.simulators.page import KST
from config.simulators.sms_message import ShortMessage
from config.simulators.web import Request

PAGE, LARGEST_PAGE = 15, 1000
LONGEST_SPAN = timedelta(days=31)
_FIELDS = {
    "requestId": "group_id",
    "sendNo": "sender",
    "recipientNo": "to",
    "senderGroupingKey": "sender_key",
    "recipientGroupingKey": "recipient_key",
}


def search(request: Request, messages: Iterable[ShortMessage], kind: str) -> dict[str, Any]:
    """Answer ``GET …/sender/sms`` or ``…/sender/mms``; raise Refused for a search it does not do."""
    span = _span(request)
    if span is None and not request.one("requestId"):
        raise Refused("-2011")
    number, size = _page(request)
    found = [message for message in _fitting(request, messages, kind) if span is None or _within(message, span)]
    return {
        "header": header(),
        "body": {
            "pageNum": number,
            "pageSize": size,
            "totalCount": len(found),
            "data": [message.as_listed() for message in found[(number - 1) * size : number * size]],
        },
    }


def single(messages: Iterable[ShortMessage], request_id: str, seq: str) -> dict[str, Any]:
    """Answer ``GET …/sender/sms/{requestId}?recipientSeq=``."""
    for message in messages:
        if isinstance(message, NhnMessage) and (message.group_id, str(message.seq)) == (request_id, seq):
            return {"header": header(), "body": {"data": message.as_listed()}}
    raise Refused("-2008")


def _fitting(request: Request, messages: Iterable[ShortMessage], kind: str) -> Iterator[NhnMessage]:
    wanted = {field: value for name, field in _FIELDS.items() if (value := request.one(name))}
    status = request.one("msgStatus")
    for message in messages:
        if not isinstance(message, NhnMessage) or message.type != kind:
            continue
        if status and message.as_listed()["msgStatus"] != status:
            continue
        if all(getattr(message, field) == value for field, value in wanted.items()):
            yield message


def _span(request: Request) -> tuple[datetime, datetime] | None:
    for name in ("CreateDate", "RequestDate"):
        begin, end = request.one(f"start{name}"), request.one(f"end{name}")
        if begin and end:
            span = _moment(begin), _moment(end)
            if span[1] - span[0] > LONGEST_SPAN:
                raise Refused("-4000")
            return span
    return None


def _moment(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%d %H:%M:%S").replace(tzinfo=KST)
    except ValueError as error:
        raise Refused("-2000") from error


def _within(message: NhnMessage, span: tuple[datetime, datetime]) -> bool:
    created = datetime.fromisoformat(message.date_created).replace(microsecond=0)
    return span[0] <= created <= span[1]


def _page(request: Request) -> tuple[int, int]:
    try:
        number, size = int(request.one("pageNum", "1")), int(request.one("pageSize", str(PAGE)))
    except ValueError as error:
        raise Refused("4") from error
    if number < 1 or not 1 <= size <= LARGEST_PAGE:
        raise Refused("4")
    return number, size
