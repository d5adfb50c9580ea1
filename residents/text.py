"""Text as people and spreadsheets hand it in: blanks, invisible characters, numbers meant as text."""

import unicodedata
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from residents.unreadable import UnreadableValue

LONGEST = 1_000

# What people type for a hyphen, for use in a character class.
DASHES = r"\-‐‑‒–—―−"
# The dots and dashes that Korean keyboards put for · and -, after NFKC (it makes ㆍ U+119E and ㅡ U+1173).
_LOOKALIKES = str.maketrans({**dict.fromkeys("\u119e•‧∙⋅・･", "·"), **dict.fromkeys("\u1173‐‑‒–—―−─━", "-")})


def plain(cell: Any) -> str:
    """Return a cell as trimmed NFC text without invisible characters; whole floats without their .0."""
    text = cell if isinstance(cell, str) else _as_text(cell)
    if not text.isprintable():
        text = "".join(" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c)[0] != "C")
    return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()


def folded(cell: Any) -> str:
    """Return a cell as ``plain`` with full-width and compatibility forms, dots and dashes made ordinary."""
    text = plain(cell)
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_LOOKALIKES).strip()


def is_blank(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not plain(cell))


def read_text(cell: Any) -> str:
    """Read free text on one line, at most a thousand characters."""
    text = " ".join(plain(cell).split())
    if len(text) > LONGEST:
        raise UnreadableValue("too_long", _("This text is longer than 1,000 characters."))
    return text


def _as_text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime) and (cell.hour, cell.minute) == (0, 0):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)
