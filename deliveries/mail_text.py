"""The words of an email that a person wrote: its text, or its HTML made text; then without what it quotes.

Nothing here raises for whatever people send, and nothing is slow on it: what is long is not looked through for quotes.
"""

import re
from email.header import decode_header
from email.message import Message
from html.parser import HTMLParser

from mailparser_reply import EmailReplyParser

MOST_CHARACTERS = 20_000  # of a message that is kept
_MOST_PARSED = 6_000  # mailparser_reply goes over its text many times
_MOST_LINES = 200
# Korean mail programs write more than one charset under the name of another (KS X 1001 within cp949).
_CHARSETS = {"euc-kr": "cp949", "ks_c_5601-1987": "cp949", "ks_c_5601": "cp949", "korean": "cp949", "euckr": "cp949"}
_PARSER = EmailReplyParser(languages=["ko", "en"])
# How mail programs head what they quote, where mailparser_reply does not know it: Gmail, Apple Mail, Daum, Samsung.
_QUOTED = re.compile(
    r"^[ \t>]*(?:"
    r"[^\n]{0,200}(?:님이 작성|[ >]작성|에 작성):[ \t]*"
    r"|-{3,30}[ \t]*(?:원본 ?(?:메일|이메일|메시지)|Original (?:Message|email))[ \t]*-{3,30}[ \t]*"
    r"|(?:보낸 ?사람|From)[ \t]*:[^\n]{1,300}\n[ \t>]*(?:보낸 ?날짜|날짜|받는 ?사람|Sent|Date|To)[ \t]*:[^\n]{1,300}"
    r")$",
    re.MULTILINE | re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"\n(?:-- ?\n[^\n]{0,200}(?:\n[^\n]{0,200}){0,8}"
    r"|(?:나의 |내 )?(?:iPhone|iPad|Galaxy|갤럭시|아이폰)[^\n]{0,20}에서 (?:보냄|전송[^\n]{0,10}|보냈습니다\.?))\s*$"
)
_BLANK_LINES = re.compile(r"\n[ \t]*(?:\n[ \t]*){2,}")
_WRAPPED = re.compile(r"(작성|wrote)[ \t]*\n[ \t]*:[ \t]*$", re.MULTILINE)
_BLOCKS = frozenset({"p", "div", "br", "li", "tr", "table", "ul", "ol", "h1", "h2", "h3", "h4", "hr", "blockquote"})
_SILENT = frozenset({"script", "style", "head", "title", "template"})


def words_of(message: Message) -> str:
    """Return all that the message says, quotes and all: its first text part, or its first HTML part made text."""
    html = ""
    for part in message.walk():
        if part.is_multipart() or _is_attached(part):
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            return tidy(_decoded(part))
        if kind == "text/html" and not html:
            html = _decoded(part)
    return tidy(html_words(html)) if html else ""


def attachments_of(message: Message) -> int:
    """Return how many files came with the message; they are not kept."""
    return sum(1 for part in message.walk() if not part.is_multipart() and _is_attached(part))


def own_words(whole: str) -> str:
    """Return what is new in a reply: without what it quotes, and without a signature. ``whole`` where nothing is."""
    text = _WRAPPED.sub(r"\1:", whole)
    quoted = _QUOTED.search(text)
    if quoted:
        text = text[: quoted.start()]
    if len(text) <= _MOST_PARSED and text.count("\n") <= _MOST_LINES:
        text = _PARSER.parse_reply(text=text) or ""
    lines = text.strip().split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith(">")):
        lines.pop()
    text = _SIGNATURE.sub("", "\n".join(["", *lines])).strip()
    return text or whole


def subject_of(message: Message) -> str:
    """Return the subject in one line, decoded."""
    raw = str(message.get("Subject", ""))[:2_000]
    try:
        pieces = [
            data.decode(_known(charset), "replace") if isinstance(data, bytes) else data
            for data, charset in decode_header(raw)
        ]
    except (LookupError, ValueError):
        pieces = [raw]
    return " ".join(_printable("".join(pieces)).split())[:200]


def tidy(text: str) -> str:
    """Return ``text`` with one kind of line break, few empty lines, and no more of it than is kept."""
    lines = _printable(text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " "))
    return _BLANK_LINES.sub("\n\n", lines[:MOST_CHARACTERS]).strip()


def html_words(html: str) -> str:
    """Return the words of HTML, line by line; what a block quote holds is marked as mail marks quotes."""
    reader = _Words()
    try:
        reader.feed(html[: 10 * MOST_CHARACTERS])
        reader.close()
    except (AssertionError, ValueError):  # what is no HTML in the end
        pass
    return reader.text()


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = [""]
        self._quotes = self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _SILENT:
            self._silent += 1
        if tag in _BLOCKS:
            self._lines.append("")
        if tag == "blockquote":
            self._quotes += 1

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self._silent = max(0, self._silent - 1)
        if tag == "blockquote":
            self._quotes = max(0, self._quotes - 1)
        if tag in _BLOCKS:
            self._lines.append("")

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        words = " ".join(data.split())
        if not words:
            return
        space = " " if self._lines[-1] and data[:1].isspace() else ""
        begin = "> " if self._quotes and not self._lines[-1] else ""
        self._lines[-1] += space + begin + words + (" " if data[-1:].isspace() else "")

    def text(self) -> str:
        return "\n".join(line.rstrip() for line in self._lines if line.strip())


def _is_attached(part: Message) -> bool:
    return part.get_content_disposition() == "attachment" or (
        part.get_content_maintype() not in ("text", "multipart", "message") or bool(part.get_filename())
    )


def _decoded(part: Message) -> str:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = _known(part.get_content_charset())
    for name in (charset, "utf-8", "cp949"):
        try:
            return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("utf-8", "replace")


def _known(charset: str | None) -> str:
    name = (charset or "utf-8").lower()
    return _CHARSETS.get(name, name if name != "unknown-8bit" else "utf-8")


def _printable(text: str) -> str:
    return "".join(
        c for c in text if c in "\n\t" or (c.isprintable() and not "\ue000" <= c <= "\uf8ff") or c == "\u3000"
    )
