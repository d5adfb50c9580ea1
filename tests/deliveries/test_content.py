import pytest

from deliveries.content import CompiledContent, compile_content, place
from deliveries.models import Content


def compiled(**texts: str) -> CompiledContent:
    return compile_content(Content(**{"subject": "", "text": "", "html": "", **texts}))


def test_a_value_is_escaped_by_where_it_stands():
    content = compiled(subject=place("name"), text=place("name"), html=f"<p>{place('name')}</p>")
    values = {"name": "<b>A&B</b>\r\nBcc: x@example.com"}
    assert content.subject.render(values) == "<b>A&B</b> Bcc: x@example.com"
    assert content.text.render(values) == values["name"]
    assert content.html.render(values) == "<p>&lt;b&gt;A&amp;B&lt;/b&gt;\r\nBcc: x@example.com</p>"


def test_text_without_places_and_text_that_is_only_places_both_render():
    assert compiled(text="as it is: 100 % {curly}").text.render({}) == "as it is: 100 % {curly}"
    assert compiled(text=place("name") + place("link")).text.render({"name": "a", "link": "b"}) == "ab"


def test_a_missing_value_is_an_error_and_never_an_empty_place():
    with pytest.raises(KeyError, match="link"):
        compiled(text=place("link")).text.render({"name": "a"})
