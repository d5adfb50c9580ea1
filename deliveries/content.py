"""Content compiled once per dispatch: literal text with places for the recipient's values.

The room above renders its template with ``place("name")`` where a value will stand, and stores the result. A
worker splits that once and then only joins, escaping by where the text goes: HTML, plain text, or a header.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from deliveries.models import Content

# Private-use characters: they survive every template and appear in no text that people write.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACE = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")
_LINE_BREAKS = re.compile(r"[\r\n\x00-\x1f\u2028\u2029]+")

Values = Mapping[str, str]


def place(field: str) -> str:
    """Return the mark that stands for ``field`` in a content."""
    return f"{_OPEN}{field}{_CLOSE}"


def fields_in(text: str) -> frozenset[str]:
    return frozenset(_PLACE.findall(text))


class Compiled:
    """One text, split at its places; ``render`` joins it with values escaped by ``escape``."""

    __slots__ = ("_escape", "_fields", "_literals")

    def __init__(self, text: str, escape: Callable[[str], str]) -> None:
        parts = _PLACE.split(text)
        self._literals, self._fields, self._escape = parts[::2], parts[1::2], escape

    def render(self, values: Values) -> str:
        """Return the text for one recipient; raise KeyError for a value that is missing."""
        out = [self._literals[0]]
        for field, literal in zip(self._fields, self._literals[1:], strict=True):
            out += (self._escape(values[field]), literal)
        return "".join(out)


@dataclass(frozen=True, slots=True)
class CompiledContent:
    """A dispatch's content over one channel, ready to be rendered for many recipients."""

    subject: Compiled
    text: Compiled
    html: Compiled | None


def compile_content(content: Content) -> CompiledContent:
    return CompiledContent(
        subject=Compiled(content.subject, header_text),
        text=Compiled(content.text, plain_text),
        html=Compiled(content.html, html.escape) if content.html else None,
    )


@lru_cache(maxsize=64)
def compiled_content(dispatch_id: int, channel: str) -> CompiledContent:
    """Return the compiled content of a dispatch, read once per process: content is frozen at approval."""
    return compile_content(Content.objects.get(dispatch_id=dispatch_id, channel=channel))


def header_text(value: str) -> str:
    """Make a value safe for a header line: no CR, LF or other control characters (RFC 5322, 2.2)."""
    return _LINE_BREAKS.sub(" ", value).strip()


def plain_text(value: str) -> str:
    return value
