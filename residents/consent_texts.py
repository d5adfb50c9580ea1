"""A consent text as a page shows it: its lines apart, and what the law wants to stand out, standing out.

개인정보 보호법 시행령 제17조 제2항과 개인정보 처리 방법에 관한 고시 제4조: promoting something, who receives the data
and how long they are kept have to be clearly visible.
"""

import re
from dataclasses import dataclass

from residents.models import ConsentKind, ConsentText

_MARK = re.compile(r"\s*\((필수|선택|required|optional)\)$")  # the form says it itself
_ALWAYS = ("보유 기간", "Kept")
_OF_KIND: dict[str, tuple[str, ...]] = {
    ConsentKind.PROMOTIONAL: ("목적", "Purpose"),
    ConsentKind.THIRD_PARTY: ("목적", "Purpose", "제공받는 자", "Recipients"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``label`` (may be empty) and ``value``; ``strong`` where the law wants it emphasised."""

    label: str
    value: str
    strong: bool


@dataclass(frozen=True, slots=True)
class ShownText:
    """A consent text with its title and lines."""

    kind: ConsentKind
    title: str
    lines: tuple[Line, ...]


def shown(text: ConsentText) -> ShownText:
    """Take a text's body apart: a title, then lines such as “목적: …”."""
    title, *rest = text.body.splitlines()
    return ShownText(
        ConsentKind(text.kind), _MARK.sub("", title), tuple(_line(text.kind, line) for line in rest if line.strip())
    )


def _line(kind: str, line: str) -> Line:
    label, colon, value = line.partition(": ")
    if not colon:
        return Line("", line, False)
    return Line(label, value, label in (*_ALWAYS, *_OF_KIND.get(kind, ())))
