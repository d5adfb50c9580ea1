"""The composer's markup becomes HTML that no words can break out of, and text that loses nothing."""

import pytest

from campaigns import writing


def test_words_become_paragraphs_lists_and_links() -> None:
    html = writing.to_html("# 강좌\n\n안녕하세요\n두 번째 줄\n\n- 하나\n- 둘\n\n[신청](https://example.kr/a?b=1&c=2)")

    assert "<h1>강좌</h1>" in html
    assert "안녕하세요<br />" in html
    assert html.count("<li>") == 2
    assert 'href="https://example.kr/a?b=1&amp;c=2"' in html


@pytest.mark.parametrize(
    "hostile",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "<img src=x onerror=alert(1)>", '[a](b "onclick=x)")'],
)
def test_nothing_hostile_becomes_code(hostile: str) -> None:
    html = writing.to_html(hostile)

    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_the_text_says_what_the_html_says() -> None:
    text = writing.to_text(
        "## 강좌\n\n**무료**입니다. [신청](https://example.kr/a)\n\n- 하나\n- 둘\n\n![포스터](https://x.kr/p.png)"
    )

    assert text == "강좌\n\n무료입니다. 신청 (https://example.kr/a)\n\n- 하나\n- 둘\n\n포스터"


def test_links_are_found_once_and_pictures_without_words_are_named() -> None:
    text = "[a](https://a.kr) [b](https://b.kr) [c](https://a.kr) [d](mailto:x@y.kr) ![](https://p.kr/1.png)"

    assert writing.links_in(text) == ["https://a.kr", "https://b.kr"]
    assert writing.pictures_without_words(text) == ["https://p.kr/1.png"]
