import unicodedata
from datetime import date, datetime

import pytest

from residents.text import folded, is_blank, plain, read_text
from tests.residents.refusals import refused


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        ("  홍길동\t", "홍길동"),
        ("홍\u200b길\ufeff동", "홍길동"),
        ("홍\u00a0길동", "홍 길동"),
        ("line\r\nbreak", "line  break"),
        (17.0, "17"),
        (17.5, "17.5"),
        (date(2026, 7, 31), "2026-07-31"),
        (datetime(2026, 7, 31), "2026-07-31"),
        (datetime(2026, 7, 31, 14, 30), "2026-07-31T14:30:00"),
        ("a\x00b\x07", "ab"),
    ],
)
def test_a_cell_becomes_the_text_that_a_person_meant(cell, text):
    assert plain(cell) == text


def test_text_from_a_mac_in_decomposed_hangul_is_the_same_text():
    assert plain(unicodedata.normalize("NFD", "성동구 홍길동")) == "성동구 홍길동"


@pytest.mark.parametrize(("cell", "text"), [("１２３－４", "123-4"), ("Ａ동", "A동"), ("㈜성동", "(주)성동")])
def test_full_width_forms_are_folded_to_ordinary_ones(cell, text):
    assert folded(cell) == text


@pytest.mark.parametrize("cell", [None, "", "  ", "\u200b", "\ufeff", "\u3000", "\n"])
def test_a_cell_without_anything_to_see_is_blank(cell):
    assert is_blank(cell)


@pytest.mark.parametrize("cell", [0, 0.0, False, "-", "0"])
def test_a_zero_is_not_blank(cell):
    assert not is_blank(cell)


def test_free_text_comes_on_one_line():
    assert read_text(" 첫째 줄\r\n  둘째 줄 ") == "첫째 줄 둘째 줄"


def test_free_text_longer_than_a_thousand_characters_is_refused():
    assert read_text("가" * 1000) == "가" * 1000
    assert refused(read_text, "가" * 1001) == "too_long"
