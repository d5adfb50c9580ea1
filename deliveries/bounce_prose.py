"""Bounces of no standard form: recognised by flufl.bounce, or by their sender, their words and the codes in them."""

import email
import html
import logging
import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message

from flufl.bounce import all_failures

from deliveries.delivery_status import Said, code_in, own_parts, shown_code
from deliveries.states import DeliveryState
from deliveries.transports.smtp_codes import verdict

# It logs what it looks at, and what it looks at holds addresses (promise 6).
logging.getLogger("flufl.bounce").disabled = True

# Its patterns go over all lines many times, and some are slow on long ones.
_MOST_BYTES, _MOST_LINES, _LINE = 64 * 1024, 1_500, 300
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_TAG = re.compile(r"<[^<>@]*>")
_DAEMON = re.compile(r"mailer-?daemon|postmaster|mail-?delivery|no-?reply", re.IGNORECASE)
# Where the returned message begins; its words and codes are its own.
_ORIGINAL = re.compile(
    r"^[^\w\n]{0,20}(?:Below this line is a copy|This is a copy of|Original message|Returned message"
    r"|원본 (?:메일|메시지)|Return-Path:|Received:|Message-ID:)",
    re.IGNORECASE | re.MULTILINE,
)
_FAILED = re.compile(
    r"undeliver|delivery (?:has )?failed|could ?n.t be delivered|could not be delivered|returned mail|delivery failure"
    r"|(?:발송|전송|전달|배달)\S{0,3}\s{0,2}(?:실패|불가|않|못)|반송|수신자를 찾을 수 없"
    r"|존재하지 않는 (?:메일|계정|주소|사용자)",
    re.IGNORECASE,
)
_WARNING = re.compile(r"delayed|still being (?:re)?tried|will be retried|지연", re.IGNORECASE)


def prose(message: Message, raw: bytes) -> list[Said]:
    """Return what a bounce in prose says, or nothing when it is none."""
    text = own_text(message)
    temporary, permanent = _recognised(message, raw, text)
    if permanent:
        return [_bounced(text, permanent)]
    if temporary:
        return [Said(DeliveryState.ACCEPTED, recipients=temporary)]
    if _from_daemon(message) and _FAILED.search(f"{subject_of(message)}\n{text}") and not _WARNING.search(text):
        return [_bounced(text, tuple(dict.fromkeys(_ADDRESS.findall(text)))[:20])]
    return []


def own_text(message: Message) -> str:
    """Return the words of the bounce itself, decoded, without mark-up and without the message that it returns."""
    text = "\n".join(_texts(message))[:_MOST_BYTES]
    original = _ORIGINAL.search(text)
    return text[: original.start()] if original else text


def subject_of(message: Message) -> str:
    value = str(message.get("Subject", ""))[:1_000]
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, HeaderParseError):
        return value


def decoded(part: Message) -> str:
    """Return the text of one part in whatever charset it claims; what cannot be read is replaced."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    for charset in (part.get_content_charset(), "utf-8", "cp949"):
        try:
            return data.decode(charset or "utf-8")
        except (LookupError, ValueError):
            continue
    return data.decode("latin-1")


def _texts(message: Message) -> Iterator[str]:
    for part in own_parts(message):
        if part.get_content_maintype() == "text":
            text = decoded(part)
            yield html.unescape(_TAG.sub(" ", text)) if part.get_content_subtype() == "html" else text


def _bounced(text: str, recipients: tuple[str, ...]) -> Said:
    reply, enhanced = code_in(text)
    dead = bool(enhanced or reply) and verdict(reply, enhanced or None).dead_address
    return Said(DeliveryState.BOUNCED, shown_code(reply, enhanced) or "bounced", dead, recipients)


def _recognised(message: Message, raw: bytes, text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return who failed for now and who for good, as flufl.bounce finds them; it reads no encoded text itself."""
    for form in (raw, _head(message) + b"\n" + text.encode("ascii", "replace")):
        temporary, permanent = all_failures(_without_carried(email.message_from_bytes(_bounded(form))))
        if temporary or permanent:
            return _addresses(temporary), _addresses(permanent)
    return (), ()


def _without_carried(message: Message) -> Message:
    """Take out the messages that it carries: a bounce that a person forwards is about somebody else's."""
    for part in own_parts(message):
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            carried = [inner for inner in payload if isinstance(inner, Message)]
            part.set_payload([inner for inner in carried if inner.get_content_maintype() != "message"])
    return message


def _bounded(data: bytes) -> bytes:
    return b"\n".join(line[:_LINE] for line in data[:_MOST_BYTES].splitlines()[:_MOST_LINES])


def _head(message: Message) -> bytes:
    wanted = [(name, message.get(name)) for name in ("From", "Subject", "X-Failed-Recipients")]
    lines = [f"{name}: {' '.join(str(value).split())}" for name, value in wanted if value]
    return "".join(f"{line}\n" for line in lines).encode("ascii", "replace")


def _addresses(found: frozenset[bytes]) -> tuple[str, ...]:
    return tuple(sorted(address.decode("ascii", "replace") for address in found))[:20]


def _from_daemon(message: Message) -> bool:
    """Say whether a mail server wrote it: by its name, or by the empty return path (RFC 5321, 4.5.5)."""
    empty = str(message.get("Return-Path", "-")).strip() == "<>"
    return empty or bool(_DAEMON.search(str(message.get("From", ""))))
