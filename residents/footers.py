"""Rows that are no entries: totals, and notes below or between the entries of a table."""

import re
from typing import Any

from residents.tables import Cells
from residents.text import folded, is_blank

_UNIT = r"(?:건|명|원|세대|가구|매|부|통|인)?"
_TOTAL = re.compile(
    rf"(?:.{{0,25}}(?:합계|소계|총계|누계|총액)|계|합|total|subtotal|grandtotal|sum)(?:[\d,.]*{_UNIT})|총[\d,]+{_UNIT}"
)
_TOTAL_OF = re.compile(r".{1,25}\s계")  # '세무1과 계'
_DATE = re.compile(r"(19|20)\d\d\s*[-./년]\s*\d{1,2}\s*[-./월]\s*\d{1,2}\s*[.일]?|(19|20)\d\d(0[1-9]|1[0-2])[0-3]\d")
_NOTE = re.compile(
    r"[※*☞☎◎○●■□▶▷◆◇·ㅇ→☆★]|[-–=~_ ]*(끝|이하여백|이상|계속)|주\)|주:|비고|참고|출처|붙임|첨부|문의|"
    r"작성|확인자|담당|결재|단위|기준일|출력|page|-?\d+/\d+-?$|.{1,12}:"
)
_NAME = re.compile(r"[가-힣]{2,5}|[A-Za-z][A-Za-z .,'-]{1,39}")
_LOOKED_AT = 3  # filled cells: the label of a total stands in one of the first


def is_footer(cells: Cells) -> bool:
    """Tell whether a row is a total (합계, 소계, 계 …) or a note (※ …, 끝., 작성자: …)."""
    filled = [cell for cell in cells if not is_blank(cell)]
    return bool(filled) and (_is_total(filled, len(cells)) or all(is_note(cell) for cell in filled))


def is_note(cell: Any) -> bool:
    """Tell whether a cell reads as a note or a label with its value, not as an entry."""
    return isinstance(cell, str) and bool(_NOTE.match(_squeezed(cell)))


def is_lone_entry(cell: Any) -> bool:
    """Tell whether a cell that stands alone in its row may be the rest of an entry, such as a name."""
    return isinstance(cell, str) and bool(_NAME.fullmatch(folded(cell))) and not is_note(cell)


def _is_total(filled: list[Any], width: int) -> bool:
    """A person may be named 소계: a row with a date that is more than half full is an entry."""
    if not any(_is_total_label(cell) for cell in filled[:_LOOKED_AT]):
        return False
    return len(filled) * 2 <= width or not any(_is_date(cell) for cell in filled)


def _is_total_label(cell: Any) -> bool:
    if not isinstance(cell, str) or len(cell) > 60:
        return False
    text = folded(cell)
    bare = re.sub(r"[\s()\[\]<>{}〈〉《》【】「」:*=\-–_/|.]", "", text).casefold()
    return bool(_TOTAL.fullmatch(bare) or _TOTAL_OF.fullmatch(text))


def _is_date(cell: Any) -> bool:
    return hasattr(cell, "year") or (isinstance(cell, str) and bool(_DATE.match(folded(cell))))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s\[\]<>]", "", folded(text)).lstrip("(").casefold()
