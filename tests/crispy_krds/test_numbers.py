"""Telephone numbers in running text stay in one line."""

import pytest
from django.utils.html import format_html

from crispy_krds.templatetags.krds_numbers import unbroken

KEPT = '<span class="krds-unbroken">{}</span>'


@pytest.mark.parametrize("number", ["02-0000-5100", "010-1234-5678", "080-000-5000", "1588-1234", "0502-1234-5678"])
def test_a_number_is_kept_whole_wherever_it_stands(number: str) -> None:
    assert unbroken(f"도서관팀 {number}") == f"도서관팀 {KEPT.format(number)}"
    assert unbroken(f"({number}).") == f"({KEPT.format(number)})."


@pytest.mark.parametrize("words", ["2026-11-23", "123-45-67890", "1-1-02-0000-5100-1", "900101-1234567", ""])
def test_other_numbers_are_left_alone(words: str) -> None:
    assert unbroken(words) == words


def test_words_are_escaped_once_and_tags_of_safe_ones_stay() -> None:
    assert unbroken("<b>&") == "&lt;b&gt;&amp;"
    link = '<a href="tel:02-0000-5100">'
    assert unbroken(format_html(f"{link}{{}}</a>", "02-0000-5100")) == f"{link}{KEPT.format('02-0000-5100')}</a>"
