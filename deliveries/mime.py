"""Email on the wire: one message as the bytes that SMTP carries.

A content is compiled once into a skeleton, one bytes format for headers and bodies; a message is then a single
``%``. Values reach a header only through the functions below, which leave no line break standing (RFC 5322, 2.2):
a hostile name or subject cannot add a header.

Where the server takes 8 bits (RFC 6152) the bodies are UTF-8 as they are; otherwise, and for whatever would not fit
a line of 998 bytes or holds control characters, both are base64 and a server needs no extension to carry them.
"""

import re
import secrets
from base64 import b64encode
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple
from urllib.parse import quote

from django.conf import settings

from deliveries.content import Compiled, CompiledContent, Values, header_text
from deliveries.transports.base import Message
from deliveries.verp import reply_path

# Nobody outside can guess it, so no value can end a part by spelling it.
_BOUNDARY = b"=_" + secrets.token_hex(12).encode()
_LINE = 76  # characters of a base64 line (RFC 2045, 6.8)
_LONGEST_LINE = 998  # bytes, without CRLF (RFC 5322, 2.1.1)
# Of a line of 76 characters (RFC 2047, 2), "Subject: " and the frame of an encoded word leave 52: 39 bytes.
_WORD_BYTES = 39
_PLAIN_HEADER = re.compile(r"[\x20-\x7e]{0,66}")
_ADDRESS = re.compile(r"[^\s<>,;:\"()\\\x00-\x1f\x7f]+@[^\s<>,;:\"()\\@\x00-\x1f\x7f]+")
_PLAIN_URL = re.compile(r"[A-Za-z0-9:/?&=~._-]*")
_REFERENCE = re.compile(r"[0-9a-f]+\.[0-9]+").fullmatch
_MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{3,240}>").fullmatch
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9._-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Nothing that HTML would escape; most values are so, and need no look at each character.
_SIMPLE = re.compile(r"[^&<>\"']*").fullmatch
_LINE_END = re.compile(r"\r\n|\r|\n")
_BYTES_LINE_END = re.compile(rb"\r\n|\r|\n")


class Sender(NamedTuple):
    """Who sends, as the settings say."""

    name: str
    address: str
    reply_to: str
    replies: str = ""  # REPLY_ADDRESS: answers come to an address of their own for each message


class Stationery(NamedTuple):
    """What all emails of one batch have in common: the sender and the date."""

    sender: Sender
    date: bytes


class _NotForEightBits(Exception):
    """A value is too long for its line, or holds what only base64 carries unharmed."""


def stationery(now: datetime) -> Stationery:
    """Return what to write emails on now."""
    sender = Sender(settings.MAIL_FROM_NAME, settings.MAIL_FROM, settings.MAIL_REPLY_TO, settings.REPLY_ADDRESS)
    return Stationery(sender, format_datetime(now).encode())


def build_email(message: Message, *, on: Stationery, eight_bit: bool = False) -> bytes:
    """Return ``message`` with all its headers as SMTP's DATA carries it: lines end with CRLF, none begins with one dot.

    Base64 has no dots; in a body of 8 bits those that begin a line are doubled (RFC 5321, 4.5.2). ``eight_bit``: the
    server takes UTF-8 bodies as they are. Raise ValueError for an address that is none, or text
    that is no Unicode (a lone surrogate).
    """
    skeleton = _skeleton(message.content, on.sender, message.list_id)
    head = skeleton.head % (
        (message.reference if _REFERENCE(message.reference) else _token(message.reference)).encode(),
        on.date,
        _reply_to(message.reference, on.sender.replies) if on.sender.replies else skeleton.reply_to,
        checked_address(message.address).encode(),
        _subject(message) if skeleton.subject is None else skeleton.subject,
        _way_out(message.unsubscribe_url) if message.unsubscribe_url else b"",
        _thread(message.in_reply_to) if message.in_reply_to else b"",
    )
    if eight_bit and skeleton.body is not None:
        try:
            return head + skeleton.body.render(message.values)
        except _NotForEightBits:
            pass
    return head + _base64_body(message)


def checked_address(address: str) -> str:
    """Return ``address`` if it can stand in an envelope and a header; raise ValueError when it cannot."""
    if not _ADDRESS.fullmatch(address):
        raise ValueError("not an email address")
    return address


def encoded_header(value: str) -> str:
    """Return ``value`` for a header: as it is when short and plain, in encoded words otherwise (RFC 2047)."""
    text = header_text(value)
    if _PLAIN_HEADER.fullmatch(text) and "=?" not in text:
        return text
    return "\r\n ".join(f"=?utf-8?B?{b64encode(piece).decode()}?=" for piece in _pieces(text.encode()))


class _Skeleton:
    """What all messages of a content share: the head with its places, and the bodies where 8 bits are taken."""

    __slots__ = ("body", "head", "reply_to", "subject")

    def __init__(self, content: CompiledContent, sender: Sender, list_id: str) -> None:
        domain = _domain(sender.address)
        listed = f"List-Id: <{_token(list_id)}.sotong.{domain}>\r\n" if list_id else ""
        self.head = b"".join(
            (
                b"Message-ID: <%b@" + _literal(domain) + b">\r\nDate: %b\r\n",
                _literal(_from(sender)) + b"%bTo: <%b>\r\nSubject: %b\r\n",
                _literal(listed) + b"%b%b",
                b"Auto-Submitted: auto-generated\r\nX-Auto-Response-Suppress: All\r\nMIME-Version: 1.0\r\n",
            )
        )
        self.reply_to = f"Reply-To: <{checked_address(sender.reply_to)}>\r\n".encode() if sender.reply_to else b""
        self.subject = None if content.subject.fields else encoded_header(content.subject.render({})).encode()
        self.body = _EightBitBody.of(content)


class _EightBitBody:
    """Both bodies as one bytes format; each value is encoded once however often it stands there."""

    __slots__ = ("_arguments", "_format", "_places", "_room")

    def __init__(self, parts: list[tuple[bytes, Compiled]]) -> None:
        pieces: list[bytes] = []
        names: list[tuple[str, Compiled]] = []
        self._room = _LONGEST_LINE
        for head, text in parts:
            pieces.append(head)
            for position, literal in enumerate(text.literals):
                begins_line = "" if position else "\r\n"  # a body does, behind its head
                lines = (begins_line + _LINE_END.sub("\r\n", literal)).replace("\r\n.", "\r\n..")
                pieces.append(_literal(lines.removeprefix(begins_line)))
                if position < len(text.fields):
                    pieces.append(b"%b")
                    names.append((text.fields[position], text))
            self._room = min(self._room, _room_for_values(text))
        if len(parts) > 1:
            pieces.append(b"\r\n--" + _BOUNDARY + b"--\r\n")
        else:
            pieces.append(b"\r\n")
        kinds = {(name, text.escape): (name, text) for name, text in names}
        self._places = tuple(kinds.values())
        order = [list(kinds).index((name, text.escape)) for name, text in names]
        self._arguments = itemgetter(*order) if len(order) > 1 else (lambda values: tuple(values[i] for i in order))
        self._format = b"".join(pieces)

    @classmethod
    def of(cls, content: CompiledContent) -> "_EightBitBody | None":
        """Return the bodies of ``content``, or None where its own lines are not for 8 bits."""
        head = b"Content-Type: text/%b; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
        texts = [(b"plain", content.text), *([(b"html", content.html)] if content.html else [])]
        for _kind, text in texts:
            whole = _LINE_END.sub("", "".join(text.literals))
            if _CONTROL.search(whole) or _room_for_values(text) < 0:
                return None
            if any(literal.startswith(".") for literal in text.literals[1:]):  # its value may end with a line break
                return None
        if len(texts) == 1:
            return cls([(head % b"plain", content.text)])
        delimiter = b"--" + _BOUNDARY + b"\r\n"
        multipart = b'Content-Type: multipart/alternative; boundary="' + _BOUNDARY + b'"\r\n\r\n'
        openings = (multipart + delimiter, b"\r\n" + delimiter)
        return cls([(opening + head % kind, text) for opening, (kind, text) in zip(openings, texts, strict=True)])

    def render(self, values: Values) -> bytes:
        """Return the bodies with their MIME headers; raise _NotForEightBits, or ValueError for a lone surrogate."""
        encoded = []
        for name, text in self._places:
            value = values[name]
            data = (value if _SIMPLE(value) else text.escape(value)).encode()
            if len(data) > self._room:
                raise _NotForEightBits
            if not value.isprintable():
                data = _BYTES_LINE_END.sub(b"\r\n", data)
                if _CONTROL.search(value) or b"\n." in data:
                    raise _NotForEightBits
            if value.startswith("."):  # the place may begin a line
                raise _NotForEightBits
            encoded.append(data)
        return self._format % self._arguments(encoded)


def _room_for_values(text: Compiled) -> int:
    """Return how many bytes each value of ``text`` may have for no line to be too long; negative for none at all."""
    line, places, room = 0, 0, _LONGEST_LINE
    for position, literal in enumerate(text.literals):
        for number, stretch in enumerate(_LINE_END.split(literal)):
            if number:
                line, places = 0, 0
            line += len(stretch.encode("utf-8", "surrogatepass"))
            room = min(room, (_LONGEST_LINE - line) // max(places, 1) if line <= _LONGEST_LINE else -1)
        if position < len(text.fields):
            places += 1
            room = min(room, (_LONGEST_LINE - line) // places)
    return room


@lru_cache(maxsize=64)
def _skeleton(content: CompiledContent, sender: Sender, list_id: str) -> _Skeleton:
    return _Skeleton(content, sender, list_id)


def _literal(text: str) -> bytes:
    """Return ``text`` for a bytes format, in which a percent sign stands doubled."""
    return text.encode().replace(b"%", b"%%")


def _subject(message: Message) -> bytes:
    return encoded_header(message.subject).encode()


def _pieces(data: bytes) -> list[bytes]:
    """Cut UTF-8 into pieces for encoded words, never within a character (RFC 2047, 5)."""
    pieces, begin = [], 0
    while begin < len(data):
        end = min(begin + _WORD_BYTES, len(data))
        while end < len(data) and data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[begin:end])
        begin = end
    return pieces


def _base64_body(message: Message) -> bytes:
    html = message.html
    if not html:
        return _base64_part("plain", message.text)
    delimiter = b"--" + _BOUNDARY
    return b"".join(
        (
            b'Content-Type: multipart/alternative; boundary="' + _BOUNDARY + b'"\r\n\r\n',
            delimiter + b"\r\n" + _base64_part("plain", message.text),
            delimiter + b"\r\n" + _base64_part("html", html),
            delimiter + b"--\r\n",
        )
    )


def _base64_part(kind: str, text: str) -> bytes:
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    data = b64encode(_LINE_END.sub("\r\n", text).encode())  # RFC 2046, 4.1.1
    lines = [data[begin : begin + _LINE] for begin in range(0, len(data), _LINE)]
    return head.encode() + b"\r\n".join(lines) + b"\r\n"


def _way_out(unsubscribe_url: str) -> bytes:
    """Say how to leave the list in one step (RFC 2369, RFC 8058)."""
    url = unsubscribe_url
    if not _PLAIN_URL.fullmatch(url):
        url = quote(header_text(url), safe="%:/?#[]@!$&'()*+,;=~-._")
    return f"List-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n".encode()


def _reply_to(reference: str, address: str) -> bytes:
    return f"Reply-To: <{reply_path(reference, address)}>\r\n".encode()


def _thread(message_id: str) -> bytes:
    """Say which message this one answers (RFC 5322, 3.6.4), so that mail programs show both together."""
    if not _MESSAGE_ID(message_id):
        return b""
    return f"In-Reply-To: {message_id}\r\nReferences: {message_id}\r\n".encode()


def _token(value: str) -> str:
    return _NOT_IN_ID.sub("-", value)


def _domain(mail_from: str) -> str:
    return checked_address(mail_from).rpartition("@")[2]


def _from(sender: Sender) -> str:
    """Return the header From."""
    shown = encoded_header(sender.name)
    if shown and not shown.startswith("=?"):
        shown = '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return f"From: {shown} <{checked_address(sender.address)}>\r\n".replace("From:  ", "From: ")
