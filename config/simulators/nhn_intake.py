"""What NHN Cloud takes and what it refuses, with its result codes: a request is taken whole or refused whole."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.simulators.nhn_message import NhnMessage, new_request_id
from config.simulators.sms_intake import Intake

MOST_RECIPIENTS = 1000
# Bytes in cp949. The real gateway keeps longer texts (255 and 4,000 characters) and phones cut them: refuse them here.
BODY_BYTES = {"SMS": 90, "LMS": 2000}
TITLE_BYTES = 40
LONGEST_KEY = 100  # characters of a grouping key
KINDS = {"sms": "SMS", "mms": "LMS"}
SEND_TYPES = {"SMS": "0", "LMS": "1"}
_DIGITS = re.compile(r"[0-9]{4,20}")
_PLACE = re.compile(r"##(.+?)##")

MESSAGES = {
    "4": "Parameter is not valid.",
    "-1000": "Invalid appKey.",
    "-1005": "Service parameter is invalid.",
    "-2000": "Date format error.",
    "-2001": "RecipientList can not be null.",
    "-2006": "Invalid template type.",
    "-2008": "Invalid requestId.",
    "-2011": "RequestId or start/endRequestDate or start/endCreateDate is required.",
    "-2014": "The title or body can not be empty.",
    "-2015": "Title or Body exceed maximum byte.",
    "-2016": "The max recipient size is 1000.",
    "-2018": "RecipientNo can not be empty.",
    "-2019": "RecipientNo is invalid.",
    "-2023": "Unacceptable characters in title and body.",
    "-2110": "Template is not exist.",
    "-2312": "Not regist sendno.",
    "-4000": "Search is possible within one month.",
    "-9996": "Only application/json Content-type is supported.",
    "-9997": "Invalid API parameters.",
    "-9998": "Not exist API.",
    "-9999": "System error.",
}


class Refused(Exception):
    """The request is refused as a whole; ``code`` is the gateway's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Template:
    """A registered template: its kind, and its texts with ``##places##``."""

    kind: str
    title: str
    body: str


def read_templates(path: str | None) -> dict[str, Template]:
    """Read templates from JSON, id → ``{"sendType": "0" or "1", "title": …, "body": …}``; raise ValueError, OSError."""
    found = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    kinds = {send_type: kind for kind, send_type in SEND_TYPES.items()}
    try:
        return {
            name: Template(kinds[str(one["sendType"])], str(one.get("title", "")), str(one["body"]))
            for name, one in found.items()
        }
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError("templates are a JSON object of id, sendType, title and body") from error


def header(code: str = "0") -> dict[str, Any]:
    """Return the head of every answer."""
    words = MESSAGES.get(code, "SUCCESS" if code == "0" else "Refused.")
    return {"isSuccessful": code == "0", "resultCode": int(code), "resultMessage": words}


@dataclass(frozen=True, slots=True)
class NhnIntake(Intake):
    """What became of one request; ``results`` name every recipient."""

    results: list[dict[str, Any]]
    sender_key: str

    def as_json(self) -> dict[str, Any]:
        """Return the answer to ``sender/sms`` and ``sender/mms``."""
        data = {
            "requestId": self.group_id,
            "statusCode": "2",
            "senderGroupingKey": self.sender_key or None,
            "sendResultList": self.results,
        }
        return {"header": header(), "body": {"data": data}}


@dataclass(frozen=True, slots=True)
class _Request:
    """What all recipients of a request have in common."""

    id: str
    kind: str
    sender: str
    sender_key: str
    title: str
    body: str
    fills: bool  # places are filled only in a template's text

    def text(self, template: str, values: Any) -> str:
        """Return a text for one recipient; a place without a value stays as it is."""
        if not self.fills or not isinstance(values, Mapping):
            return template
        return _PLACE.sub(lambda found: str(values.get(found[1], found[0])), template)


def take(
    body: Any, kind: str, senders: frozenset[str], templates: Mapping[str, Template], *, refuse_every_second: str = ""
) -> NhnIntake:
    """Read the body of a request to send. Raises Refused.

    ``refuse_every_second`` is a code with which every second recipient is refused, for a test of partial intake.
    """
    if not isinstance(body, dict):
        raise Refused("4")
    request, recipients = _request(body, kind, senders, templates), _recipients(body.get("recipientList"))
    taken, results = [], []
    for place, recipient in enumerate(recipients, start=1):
        message = _message(request, recipient, place)
        refused = refuse_every_second if place % 2 == 0 else ""
        results.append(_result(message, refused))
        if not refused:
            taken.append(message)
    return NhnIntake(request.id, list(taken), [], True, True, results, request.sender_key)


def _request(body: dict[str, Any], kind: str, senders: frozenset[str], templates: Mapping[str, Template]) -> _Request:
    template = _template(body.get("templateId"), kind, templates)
    own = _string(body, "body")
    fills = template is not None and not own
    if template is not None and fills:
        title, text = template.title, template.body
    else:
        title, text = _string(body, "title"), own
    if not text or (kind == "LMS" and not title):
        raise Refused("-2014")
    sender = _string(body, "sendNo").replace("-", "")
    if sender not in senders:
        raise Refused("-2312")
    return _Request(new_request_id(), kind, sender, _key(body, "senderGroupingKey"), title, text, fills)


def _template(template_id: Any, kind: str, templates: Mapping[str, Template]) -> Template | None:
    if not template_id:
        return None
    template = templates.get(str(template_id))
    if template is None:
        raise Refused("-2110")
    if template.kind != kind:
        raise Refused("-2006")
    return template


def _recipients(found: Any) -> list[dict[str, Any]]:
    if not found:
        raise Refused("-2001")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Refused("4")
    if len(found) > MOST_RECIPIENTS:
        raise Refused("-2016")
    return found


def _message(request: _Request, recipient: dict[str, Any], place: int) -> NhnMessage:
    to = _string(recipient, "recipientNo").replace("-", "")
    if not to:
        raise Refused("-2018")
    if not _DIGITS.fullmatch(to):
        raise Refused("-2019")
    values = recipient.get("templateParameter")
    text = request.text(request.body, values)
    title = request.text(request.title, values) if request.kind == "LMS" else ""
    if not text:
        raise Refused("-2014")
    size = _size(text)
    if size > BODY_BYTES[request.kind] or _size(title) > TITLE_BYTES:
        raise Refused("-2015")
    return NhnMessage(
        id=f"{request.id}:{place}",
        group_id=request.id,
        to=to,
        sender=request.sender,
        text=text,
        type=request.kind,
        subject=title,
        size=size,
        seq=place,
        sender_key=request.sender_key,
        recipient_key=_key(recipient, "recipientGroupingKey"),
    )


def _result(message: NhnMessage, refused: str) -> dict[str, Any]:
    code = refused or "0"
    return {
        "recipientNo": message.to,
        "resultCode": int(code),
        "resultMessage": header(code)["resultMessage"],
        "recipientSeq": message.seq,
        "recipientGroupingKey": message.recipient_key or None,
    }


def _string(values: dict[str, Any], name: str) -> str:
    value = values.get(name)
    if value is not None and not isinstance(value, str):
        raise Refused("4")
    return value or ""


def _key(values: dict[str, Any], name: str) -> str:
    key = _string(values, name)
    if len(key) > LONGEST_KEY:
        raise Refused("4")
    return key


def _size(text: str) -> int:
    try:
        return len(text.encode("cp949"))
    except UnicodeEncodeError as error:
        raise Refused("-2023") from error
