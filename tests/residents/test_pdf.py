"""Papers as PDF: accessible, and closed to whatever a value holds."""

import pytest
from django.utils.translation import gettext_lazy

from residents import pdf

LETTER = "components/letter.typ"
HOSTILE = [
    '#panic("x")',
    "#pagebreak() #pagebreak()",
    '#read("/etc/passwd") #import "x"',
    "*굵게* _기울게_ $x^2$ <a> @b [c] // d /* e",
    '"} } ] \\u{41} \\\\ \\" #',
    "두 줄\r\n#set page(width: 1mm)\x00\x1b",
    "\u202e뒤집힌\u200b이름\ufeff",
    "이모지 😀 님",
    "긴이름" * 20,
]


def values(**more: object) -> dict[str, object]:
    return {"title": "2026년 7월 재산세", "to": "홍길동 님", "facts": [], "language": "ko"} | more


def test_a_paper_is_accessible_and_says_its_title_and_language() -> None:
    made = pdf.make(LETTER, values(facts=[{"label": "납부기한", "value": "7월 31일", "strong": True}]))
    assert made.startswith(b"%PDF-")
    for mark in (b"pdfuaid", b"/StructTreeRoot", b"/Lang(ko)", b"/DisplayDocTitle true"):
        assert mark in made, mark
    assert "2026년 7월 재산세".encode() in made  # in its metadata, which are not compressed


@pytest.mark.parametrize("hostile", HOSTILE)
def test_no_value_becomes_markup(hostile: str) -> None:
    made = values(title=hostile, to=hostile, facts=[{"label": hostile, "value": hostile}], sender=hostile)
    assert pdf.make(LETTER, made).startswith(b"%PDF-")
    assert len(pdf.pictures(LETTER, made, dots=20)) == 1


@pytest.mark.parametrize("word", ["긴", "안내문을 "])
def test_a_long_text_runs_over_several_pages(word: str) -> None:
    made = values(paragraphs=[word * 10_000])
    assert b"pdfuaid" in pdf.make(LETTER, made)
    assert len(pdf.pictures(LETTER, made, dots=20)) > 3


def test_a_letter_that_no_font_has_costs_nobody_their_paper() -> None:
    assert b"/StructTreeRoot" in pdf.make(LETTER, values(to="이모지 😀 님"))


def test_words_may_be_lazy_translations_and_the_language_is_the_active_one() -> None:
    from django.utils.translation import override

    with override("en"):
        made = pdf.make(LETTER, {"title": gettext_lazy("Notice")})
    assert b"/Lang(en)" in made
    assert b"Notice" in made


def test_nothing_is_read_from_outside_the_templates() -> None:
    with pytest.raises(RuntimeError, match="root"):
        pdf.pictures("../manage.py", values())
