"""Email on the wire: one message as the bytes that SMTP carries.

The skeleton is fixed and both bodies are base64, so no line is too long, no body can look like a boundary,
and a server needs no extension to carry it. Values reach a header only through the functions below, which
leave no line break standing (RFC 5322, 2.2): a hostile name or subject cannot add a header.
"""

import re
from base64 import b64encode
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from urllib.parse import quote

from django.conf import settings

from deliveries.content import header_text
from deliveries.transports.base import Message

# Base64 knows no "-", so that the delimiter made of this cannot occur in a body.
_BOUNDARY = "=_sotong_alternative"
_LINE = 76  # characters of a base64 line (RFC 2045, 6.8)
# Of a line of 76 characters (RFC 2047, 2), "Subject: " and the frame of an encoded word leave 52: 39 bytes.
_WORD_BYTES = 39
_PLAIN_HEADER = re.compile(r"[\x20-\x7e]{0,66}")
_ADDRESS = re.compile(r"[^\s<>,;:\"()\\\x00-\x1f\x7f]+@[^\s<>,;:\"()\\@\x00-\x1f\x7f]+")
_NOT_IN_ID = re.compile(r"[^A-Za-z0-9._-]+")


def build_email(message: Message, *, now: datetime) -> bytes:
    """Return ``message`` with all its headers, lines ended by CRLF, not yet dot-stuffed.

    Raise ValueError for an address that is none, or text that is no Unicode (a lone surrogate).
    """
    head = (
        f"Message-ID: <{_token(message.reference)}@{_sender_domain(settings.MAIL_FROM)}>\r\n"
        f"Date: {format_datetime(now)}\r\n"
        f"{_sender(settings.MAIL_FROM_NAME, settings.MAIL_FROM, settings.MAIL_REPLY_TO)}"
        f"To: <{checked_address(message.address)}>\r\n"
        f"Subject: {encoded_header(message.subject)}\r\n"
        f"{_list_headers(message)}"
        "Auto-Submitted: auto-generated\r\n"
        "X-Auto-Response-Suppress: All\r\n"
        "MIME-Version: 1.0\r\n"
    )
    return head.encode() + _body(message)


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


def _body(message: Message) -> bytes:
    if not message.html:
        return _part("plain", message.text)
    delimiter = b"--" + _BOUNDARY.encode()
    return b"".join(
        (
            f'Content-Type: multipart/alternative; boundary="{_BOUNDARY}"\r\n\r\n'.encode(),
            delimiter + b"\r\n" + _part("plain", message.text),
            delimiter + b"\r\n" + _part("html", message.html),
            delimiter + b"--\r\n",
        )
    )


def _part(kind: str, text: str) -> bytes:
    head = f"Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    canonical = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")  # RFC 2046, 4.1.1
    data = b64encode(canonical.encode())
    lines = [data[begin : begin + _LINE] for begin in range(0, len(data), _LINE)]
    return head.encode() + b"\r\n".join(lines) + b"\r\n"


def _list_headers(message: Message) -> str:
    """Name the list (RFC 2919), and how to leave it in one step where one can (RFC 2369, RFC 8058)."""
    lines = ""
    if message.list_id:
        lines = f"List-Id: <{_token(message.list_id)}.sotong.{_sender_domain(settings.MAIL_FROM)}>\r\n"
    if message.unsubscribe_url:
        url = quote(header_text(message.unsubscribe_url), safe="%:/?#[]@!$&'()*+,;=~-._")
        lines += f"List-Unsubscribe: <{url}>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    return lines


def _token(value: str) -> str:
    return _NOT_IN_ID.sub("-", value)


@lru_cache(maxsize=8)
def _sender_domain(mail_from: str) -> str:
    return checked_address(mail_from).rpartition("@")[2]


@lru_cache(maxsize=8)
def _sender(name: str, mail_from: str, reply_to: str) -> str:
    """Return the headers From and Reply-To, the same for every message of a process."""
    shown = encoded_header(name)
    if shown and not shown.startswith("=?"):
        shown = '"' + shown.replace("\\", "\\\\").replace('"', '\\"') + '"'
    lines = f"From: {shown} <{checked_address(mail_from)}>\r\n".replace("From:  ", "From: ")
    return lines + (f"Reply-To: <{checked_address(reply_to)}>\r\n" if reply_to else "")
