from datetime import date, datetime

import pytest

from residents.text import folded, is_blank, plain, read_text
from residents.unreadable import UnreadableValue


@pytest.mark.parametrize(
    ("cell", "text"),
    [(None, ""), (17.0, "17"), (17, "17"), (0.5, "0.5"), (" 가\u200b나\u0007 ", "가나"),
     ("가\n나", "가 나"), ("\xa0가\u3000", "가"),
     (date(2026, 7, 31), "2026-07-31"), (datetime(2026, 7, 31), "2026-07-31"), ("가", "가"), ("Ａ", "Ａ")],
)  # fmt: skip
def test_cells_become_plain_text(cell: object, text: str) -> None:
    assert plain(cell) == text


def test_compatibility_forms_dots_and_dashes_are_folded() -> None:
    assert folded("Ａ１ㆍ・–—ㅡ①") == "A1··---1"


@pytest.mark.parametrize("cell", [None, "", " ", "\u3000\xa0", "\u200b\ufeff", "\n"])
def test_invisible_text_is_blank(cell: object) -> None:
    assert is_blank(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "0", "-"])
def test_a_nought_is_not_blank(cell: object) -> None:
    assert not is_blank(cell)


def test_free_text_comes_on_one_line_and_is_not_endless() -> None:
    assert read_text(" 성동구청\n3층  대강당 ") == "성동구청 3층 대강당"
    with pytest.raises(UnreadableValue):
        read_text("가" * 1001)
