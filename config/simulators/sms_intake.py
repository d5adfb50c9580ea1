"""What the gateway takes and what it refuses, message by message, with its codes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from config.simulators.sms_kakao import Kakao
from config.simulators.sms_message import ACCOUNT, TAKEN, ShortMessage, new_id, now, status_message

LARGEST_REQUEST = 10_000  # messages
SMS_BYTES, LMS_BYTES, SUBJECT_BYTES = 90, 2000, 40  # in cp949
FIELD_NAME, FIELD_VALUE = 30, 100  # characters
TEXT_TYPES = frozenset({"SMS", "LMS"})
TYPES = TEXT_TYPES | {"ATA"}  # what this simulator speaks; pictures and 친구톡 are not simulated
_DIGITS = re.compile(r"[0-9]+")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


class Refused(Exception):
    """One message is refused at intake; ``code`` is the gateway's."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class BadRequest(Exception):
    """The request as a whole is not what the gateway documents."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused message as ``failedMessageList`` shows it."""

    message: dict[str, Any]
    code: str

    def as_json(self) -> dict[str, Any]:
        return {
            "to": str(self.message.get("to", "")),
            "from": str(self.message.get("from", "")),
            "type": str(self.message.get("type") or "SMS"),
            "country": "82",
            "messageId": new_id("M"),
            "statusCode": self.code,
            "statusMessage": status_message(self.code),
            "accountId": ACCOUNT,
            "customFields": self.message.get("customFields") or {},
        }


@dataclass(frozen=True, slots=True)
class Intake:
    """What became of one request."""

    group_id: str
    taken: list[ShortMessage]
    refused: list[Refusal]
    allow_duplicates: bool
    show_list: bool

    def as_json(self) -> dict[str, Any]:
        """Return the answer to ``send-many/detail``."""
        answer: dict[str, Any] = {
            "failedMessageList": [refusal.as_json() for refusal in self.refused],
            "groupInfo": self._group(),
        }
        if self.show_list:
            answer["messageList"] = [_as_taken(message) for message in self.taken]
        return answer

    def _group(self) -> dict[str, Any]:
        none = {"requested": 0, "replacement": 0, "refund": 0, "sum": 0}
        kinds = {kind.lower(): sum(message.type == kind for message in self.taken) for kind in sorted(TYPES)}
        moment = now()
        return {
            "count": _counts(len(self.taken), len(self.refused)),
            "countForCharge": {kind: {"82": number} if number else {} for kind, number in kinds.items()},
            "balance": none,
            "point": none,
            "app": {"profit": {"sms": 0, "lms": 0}, "appId": None},
            "log": [{"createAt": moment, "message": "메시지를 발송했습니다."}],
            "status": "SENDING",
            "allowDuplicates": self.allow_duplicates,
            "isRefunded": False,
            "accountId": ACCOUNT,
            "masterAccountId": None,
            "apiVersion": "4",
            "groupId": self.group_id,
            "_id": self.group_id,
            "price": {"82": {}},
            "dateCreated": moment,
            "dateUpdated": moment,
            "scheduledDate": None,
            "dateSent": moment,
            "dateCompleted": None,
        }


def _counts(taken: int, refused: int) -> dict[str, int]:
    sent = dict.fromkeys(("sentTotal", "sentFailed", "sentSuccess", "sentPending", "sentReplacement", "refund"), 0)
    return {"total": taken + refused, **sent, "registeredFailed": refused, "registeredSuccess": taken}


def _as_taken(message: ShortMessage) -> dict[str, Any]:
    return {
        "messageId": message.id,
        "statusCode": TAKEN,
        "statusMessage": status_message(TAKEN),
        "customFields": message.custom_fields,
    }


def take(request: Any, senders: frozenset[str], *, refuse_every_second: str = "", kakao: Kakao | None = None) -> Intake:
    """Read the body of ``send-many/detail``. Raises BadRequest when it is not of its form.

    ``refuse_every_second`` is a code with which every second message is refused, for a test of partial intake.
    """
    messages = _messages(request)
    allow = request.get("allowDuplicates") is True
    intake = Intake(new_id("G"), [], [], allow, request.get("showMessageList") is True)
    seen: set[str] = set()
    for position, message in enumerate(messages):
        try:
            if refuse_every_second and position % 2:
                raise Refused(refuse_every_second)
            content = _content(message, kakao or Kakao())
            intake.taken.append(_checked(message, content, intake.group_id, senders, None if allow else seen))
        except Refused as refused:
            intake.refused.append(Refusal(message, refused.code))
    return intake


def _messages(request: Any) -> list[dict[str, Any]]:
    messages = request.get("messages") if isinstance(request, dict) else None
    if not isinstance(messages, list) or not messages or not all(isinstance(item, dict) for item in messages):
        raise BadRequest("'messages' must be an array of objects")
    each = list(_one_recipient_each(messages))
    if len(each) > LARGEST_REQUEST:
        raise BadRequest(f"'messages' must not have more than {LARGEST_REQUEST} items")
    return each


def _one_recipient_each(messages: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for message in messages:
        if isinstance(message.get("to"), list):
            yield from ({**message, "to": number} for number in message["to"])
        else:
            yield message


def _checked(
    message: dict[str, Any],
    content: dict[str, Any],
    group_id: str,
    senders: frozenset[str],
    seen: set[str] | None,
) -> ShortMessage:
    to, sender = _number(message.get("to")), _number(message.get("from"))
    if sender not in senders:
        raise Refused("1062")
    if seen is not None and to in seen:
        raise Refused("1026")
    fields = _custom_fields(message.get("customFields"))
    if seen is not None:
        seen.add(to)
    return ShortMessage(id=new_id("M"), group_id=group_id, to=to, sender=sender, custom_fields=fields, **content)


def _content(message: dict[str, Any], kakao: Kakao) -> dict[str, Any]:
    """Return what the message says and as what it goes: the fields of a ShortMessage."""
    options, given = message.get("kakaoOptions"), str(message.get("type") or "").upper()
    if given == "ATA" or (options is not None and not given):
        return _alimtalk(message, options, kakao)
    if options is not None:
        raise Refused("1033")
    return _text(message)


def _text(message: dict[str, Any]) -> dict[str, Any]:
    text, subject = message.get("text"), message.get("subject") or ""
    if not isinstance(text, str) or not text or not isinstance(subject, str):
        raise Refused("1010")
    size = _size(text)
    return {"text": text, "subject": subject, "size": size, "type": _kind(message, size, subject)}


def _alimtalk(message: dict[str, Any], options: Any, kakao: Kakao) -> dict[str, Any]:
    if code := kakao.fault(options, str(message.get("text") or "")):
        raise Refused(code)
    text = kakao.text(options)
    replacements = message.get("replacements") or [{"text": text}]
    if not isinstance(replacements, list) or not isinstance(replacements[0], dict):
        raise Refused("1011")
    fallback = None if options.get("disableSms") is True else _text(replacements[0])
    return {"text": text, "type": "ATA", "size": len(text.encode("cp949", "replace")), "fallback": fallback}


def _number(value: Any) -> str:
    if not isinstance(value, str) or not value:
        raise Refused("1010")
    if not _DIGITS.fullmatch(value) or len(value) > 15:
        raise Refused("1011")
    return value


def _size(text: str) -> int:
    """Count bytes in cp949, which has every syllable; what it has not cannot be sent."""
    if _UNPRINTABLE.search(text):
        raise Refused("1028")
    try:
        return len(text.encode("cp949"))
    except UnicodeEncodeError as error:
        raise Refused("1029") from error


def _kind(message: dict[str, Any], size: int, subject: str) -> str:
    given = message.get("type")
    if given is None and message.get("autoTypeDetect", True):
        given = "SMS" if size <= SMS_BYTES and not subject else "LMS"
    kind = str(given or "SMS").upper()
    if kind not in TEXT_TYPES:
        raise Refused("1025")
    if kind == "SMS" and subject:
        raise Refused("1013")
    if _size(subject) > SUBJECT_BYTES:
        raise Refused("1014")
    if size > (SMS_BYTES if kind == "SMS" else LMS_BYTES):
        raise Refused("1031")
    return kind


def _custom_fields(fields: Any) -> dict[str, str]:
    if fields is None:
        return {}
    if not isinstance(fields, dict) or not all(_is_custom_field(*pair) for pair in fields.items()):
        raise Refused("1032")
    return fields


def _is_custom_field(name: str, value: Any) -> bool:
    return len(name) <= FIELD_NAME and isinstance(value, str) and len(value) <= FIELD_VALUE
