"""Content compiled once per dispatch: literal text with places for the recipient's values.

The room above renders its template with ``place("name")`` where a value will stand, and stores the result. A
worker splits that once and then only joins, escaping by where the text goes: HTML, plain text, or a header.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from deliveries.models import Content

# Private-use characters: they survive every template and appear in no text that people write.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACE = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")
_LINE_BREAKS = re.compile(r"[\r\n\x00-\x1f\u2028\u2029]+")

# The one place that no room above fills: each message's own address behind List-Unsubscribe, for its reader to press.
WAY_OUT = "unsubscribe_url"

Values = Mapping[str, str]


def place(field: str) -> str:
    """Return the mark that stands for ``field`` in a content."""
    return f"{_OPEN}{field}{_CLOSE}"


def fields_in(text: str) -> frozenset[str]:
    return frozenset(_PLACE.findall(text))


def header_text(value: str) -> str:
    """Make a value safe for a header line: no CR, LF or other control characters (RFC 5322, 2.2)."""
    return _LINE_BREAKS.sub(" ", value).strip()


def plain_text(value: str) -> str:
    return value


class Compiled:
    """One text, split at its places; ``render`` joins it with values escaped by ``escape``.

    ``literals`` has one member more than ``fields``: literal, value, literal, …, literal.
    """

    __slots__ = ("escape", "fields", "literals")

    def __init__(self, text: str, escape: Callable[[str], str]) -> None:
        parts = _PLACE.split(text)
        self.literals, self.fields, self.escape = tuple(parts[::2]), tuple(parts[1::2]), escape

    def render(self, values: Values) -> str:
        """Return the text for one recipient; raise KeyError for a value that is missing."""
        out = [self.literals[0]]
        for name, literal in zip(self.fields, self.literals[1:], strict=True):
            out += (self.escape(values[name]), literal)
        return "".join(out)


@dataclass(frozen=True, slots=True, eq=False)
class CompiledContent:
    """A dispatch's content over one channel, ready to be rendered for many recipients; compared by identity.

    ``needed`` are the values without which it cannot be rendered. ``template_id`` and ``template_values`` are those
    of an approved 알림톡 template.
    """

    subject: Compiled
    text: Compiled
    html: Compiled | None
    needed: frozenset[str] = frozenset()
    template_id: str = ""
    template_values: Mapping[str, Compiled] = field(default_factory=dict)


def compile_content(content: Content) -> CompiledContent:
    texts = (content.subject, content.text, content.html, *content.template_values.values())
    return CompiledContent(
        subject=Compiled(content.subject, header_text),
        text=Compiled(content.text, plain_text),
        html=Compiled(content.html, html.escape) if content.html else None,
        needed=frozenset().union(*map(fields_in, texts)),
        template_id=content.template_id,
        template_values={name: Compiled(text, plain_text) for name, text in content.template_values.items()},
    )


@lru_cache(maxsize=64)
def compiled_content(dispatch_id: int, channel: str) -> CompiledContent:
    """Return the compiled content of a dispatch, read once per process: content is frozen at approval."""
    return compile_content(Content.objects.get(dispatch_id=dispatch_id, channel=channel))
