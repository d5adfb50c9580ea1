"""Postal addresses: reading one, and what two spellings of the same one share."""

import re
from typing import Any

from django.utils.translation import gettext_lazy as _

from residents.text import folded
from residents.unreadable import UnreadableValue

LONGEST = 200
_UNKNOWN = frozenset(("없음", "미상", "불명", "주소미상", "주소불명", "미정", "확인불가"))

_GLOSS = re.compile(r"\([^)]*\)|\[[^\]]*\]")  # (행당동, 대림아파트)
_POST_CODE = re.compile(r"^\s*우?\)?\s*\d{5}\s+")
_CITY = re.compile(r"^\s*(서울특별시|서울시|서울)?\s*(성동구)?(?=\W|[^구]|$)")
_BUILDING = re.compile(
    r"((?:로|길)\s*\d+(?:-\d+)?)[\s,]+[가-힣a-z·\s]*(?:아파트|apt|빌라|맨션|오피스텔|주택|연립)(?=[\s,\d]|$)"
)
_UNIT = re.compile(r"(?<!\w)제?(\d+)\s*동[\s,]*(?:\d+층\s*)?제?(\d+)(?=\s*호|\s|,|$)")


def read_address(cell: Any) -> str:
    """Read an address into one line; refuses formulas, bare numbers, 미상, and more than 200 characters."""
    text = " ".join(folded(cell).split())
    is_words = re.search(r"[^\W\d_]{2}", text) and text.replace(" ", "") not in _UNKNOWN
    if not is_words or len(text) > LONGEST or text[0] in "=+-@":
        raise UnreadableValue(
            "bad_address",
            _("The address cannot be read: write street and number, such as 왕십리로 263, 109동 804호."),
        )
    return text


def address_key(text: str) -> str:
    """Return what spellings of one address share.

    The names of the city and the district, a building's name, spaces, punctuation and a note in brackets do
    not count; 109동 804호 is 109-804.
    """
    bare = _CITY.sub("", _POST_CODE.sub("", _GLOSS.sub("", folded(text).casefold())))
    bare = _UNIT.sub(r"\1-\2", _BUILDING.sub(r"\1, ", bare))
    bare = re.sub(r"번지|(?<=\d)호(?!\w)", " ", bare)
    joined = re.sub(r"(?<=\d)[\s,·-]+(?=\d)", "-", bare)
    return re.sub(r"[\s,.·]|(?<!\d)-|-(?!\d)", "", joined)
