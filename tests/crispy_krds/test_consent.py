"""One consent, one box that nobody ticked beforehand."""

import pytest
from django import forms
from django.utils.safestring import mark_safe

from crispy_krds.consent import ConsentField
from tests.crispy_krds.every_field import drawn
from tests.crispy_krds.html_check import Page

TEXT = "We keep <your> data.\n\nUntil you withdraw & no longer."


class Consents(forms.Form):
    """A required and an optional consent."""

    collection = ConsentField(
        title="Collection and use",
        text=TEXT,
        facts=[("Purpose", "Notices"), ("Kept", "Three years", True)],
        emphasised=["Until you withdraw & no longer"],
    )
    promotion = ConsentField(title="News", text=TEXT, required=False, help_text="You may refuse", unfolded=True)


def test_consents_have_no_fault() -> None:
    for form in (Consents(), Consents(data={}), Consents(data={"collection": "on"})):
        assert drawn(form).faults() == []


def test_no_box_is_ticked_beforehand() -> None:
    assert not [e for e in drawn(Consents()).all("input", type="checkbox") if "checked" in e.attrs]
    with pytest.raises(ValueError, match="never ticked"):
        ConsentField(title="News", initial=True)


def test_what_the_person_chose_before_is_kept() -> None:
    page = drawn(Consents(initial={"promotion": True}))
    assert "checked" in page.by_id("id_promotion").attrs
    assert "checked" not in page.by_id("id_collection").attrs


def test_refusing_an_optional_consent_blocks_nothing() -> None:
    form = Consents(data={"collection": "on"})
    assert form.is_valid()
    assert form.cleaned_data == {"collection": True, "promotion": False}


def test_a_required_consent_that_is_missing_is_named_by_its_title() -> None:
    page = drawn(Consents(data={}))
    assert [a.text for a in page.all("a")] == [
        "Collection and use: Tick the box to go on: without this consent it cannot be done."
    ]
    assert page.all("a")[0].attrs["href"] == "#id_collection"
    assert "Tick the box" in page.described(page.by_id("id_collection"))


def test_required_and_optional_are_always_said() -> None:
    class Alone(forms.Form):
        """A form in which everything is required."""

        only = ConsentField(title="Collection and use")

    assert "(required)" in drawn(Alone()).one("legend").text
    page = drawn(Consents())
    assert "(optional)" in page.by_id("id_promotion_legend").text


def _strong(page: Page) -> list[str]:
    return [e.text for e in page.all("strong")]


def test_what_the_law_wants_emphasised_stands_out() -> None:
    assert _strong(drawn(Consents())) == ["Three years", "Until you withdraw & no longer"]


def test_the_whole_text_is_there_and_escaped() -> None:
    page = drawn(Consents())
    assert [("open" in e.attrs) for e in page.all("details")] == [False, True]
    assert "We keep <your> data." in page.all("details")[0].text
    assert len([e for e in page.all("p") if "Until you withdraw" in e.text]) == 2


def test_html_marked_safe_is_drawn_as_it_is() -> None:
    field = ConsentField(title="Safe", text=mark_safe("<ol><li>One</li></ol>"))
    assert field.text_html() == "<ol><li>One</li></ol>"
