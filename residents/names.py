"""Names of people as forms and registers give them."""

import re
import unicodedata
from typing import Any

from django.utils.translation import gettext_lazy as _

from residents.text import folded
from residents.unreadable import UnreadableValue

LONGEST = 60
_FORMULA = ("=", "+", "-", "@")
_LETTERS = frozenset(("Lo", "Ll", "Lu", "Lt", "Mn", "Mc"))
_MARKS = frozenset(" .,'’·-()")
_JAMO = re.compile(r"[\u1100-\u11ff\u3131-\u318e]")  # letters that make no syllable: ㅋㅋ, 홍ㄱㄷ
_NOBODY = frozenset(("없음", "해당없음", "미상", "미정", "불명", "성명미상"))
_INNER_SPACE = re.compile(r"(?<=[가-힣\u4e00-\u9fff])\s+(?=[가-힣\u4e00-\u9fff])")


def read_name(cell: Any) -> str:
    """Read a name: Hangul and Hanja without inner spaces, Latin with single ones, a gloss in brackets kept.

    Refuses digits, formulas, symbols, single letters and more than sixty characters.
    """
    name = normalise_name(cell)
    if name.startswith(_FORMULA) or len(name) > LONGEST or name in _NOBODY or not _is_name(name):
        raise UnreadableValue("bad_name", _("The name cannot be read: letters only, no formula."))
    return name


def normalise_name(cell: Any) -> str:
    """Return a name in the form in which it is stored, whatever it holds."""
    return _INNER_SPACE.sub("", " ".join(folded(cell).split()))


def name_key(name: str) -> str:
    """Return what two spellings of one name share: no spaces, no gloss in brackets, case folded."""
    bare = re.sub(r"\([^)]*\)", "", folded(name))
    return re.sub(r"[\s·.,\-'’]", "", bare).casefold()


def _is_name(name: str) -> bool:
    letters = [c for c in name if c not in _MARKS]
    outside = [c for c in re.sub(r"\([^)]*\)", "", name) if c not in _MARKS]
    return len(outside) > 1 and all(unicodedata.category(c) in _LETTERS for c in letters) and not _JAMO.search(name)
