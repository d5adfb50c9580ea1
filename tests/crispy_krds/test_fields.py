"""Every kind of field, drawn by the pack."""

import pytest
from django import forms

from tests.crispy_krds.every_field import REQUIRED, EveryField, drawn
from tests.crispy_krds.html_check import Page


@pytest.fixture
def fresh() -> Page:
    return drawn(EveryField())


@pytest.fixture
def refused() -> Page:
    return drawn(EveryField(data={"email": "nobody", "day": "tomorrow", "moment_0": "never"}))


def test_a_fresh_form_has_no_fault(fresh: Page) -> None:
    assert fresh.faults() == []


def test_a_refused_form_has_no_fault(refused: Page) -> None:
    assert refused.faults() == []


def test_two_forms_with_a_prefix_share_a_page() -> None:
    forms_on_page = [EveryField(data={}, prefix=prefix) for prefix in ("one", "two")]
    page = Page("".join(drawn(form).html for form in forms_on_page))
    assert page.faults() == []


@pytest.mark.parametrize("name", ["name", "email", "password", "phone", "born", "day", "dong", "note", "register"])
def test_the_label_names_its_control(fresh: Page, name: str) -> None:
    label = fresh.one("label", **{"for": f"id_{name}"})
    assert str(EveryField.base_fields[name].label) in label.text


@pytest.mark.parametrize(
    ("name", "hint"), [("name", "As in the register"), ("register", "xlsx or csv"), ("consent", "You may refuse")]
)
def test_the_hint_describes_its_control(fresh: Page, name: str, hint: str) -> None:
    assert fresh.described(fresh.by_id(f"id_{name}")) == hint


@pytest.mark.parametrize("name", ["name", "password", "born", "dong", "register", "consent"])
def test_a_wrong_control_is_invalid_and_described_by_hint_and_error(refused: Page, name: str) -> None:
    control = refused.by_id(f"id_{name}")
    hint = EveryField.base_fields[name].help_text
    assert control.attrs["aria-invalid"] == "true"
    assert refused.described(control) == f"{hint} Error: This field is required.".strip()


@pytest.mark.parametrize("name", ["kind", "channels"])
def test_a_group_is_a_fieldset_described_by_hint_and_error(refused: Page, name: str) -> None:
    group = refused.by_id(f"id_{name}")
    assert group.tag == "fieldset"
    assert refused.described(group).endswith("Error: This field is required.")
    assert str(EveryField.base_fields[name].label) in refused.by_id(f"id_{name}_legend").text


def test_a_right_control_is_not_invalid(refused: Page) -> None:
    assert "aria-invalid" not in refused.by_id("id_note").attrs


def test_only_what_is_wrong_is_framed_as_an_error(refused: Page, fresh: Page) -> None:
    wrong = len(REQUIRED) + len(["email", "day", "moment"])
    assert len([e for e in refused.elements if "is-error" in e.classes()]) == wrong
    assert not [e for e in fresh.elements if "is-error" in e.classes()]


def test_controls_have_the_classes_of_krds(fresh: Page) -> None:
    assert "krds-input" in fresh.by_id("id_name").classes()
    assert "krds-form-select" in fresh.by_id("id_dong").classes()
    assert "krds-input" in fresh.by_id("id_note").classes()
    assert "krds-input" not in fresh.by_id("id_consent").classes()


def test_no_date_is_asked_as_a_number(fresh: Page) -> None:
    born = fresh.by_id("id_born")
    assert (born.attrs["type"], born.attrs["inputmode"], born.attrs["autocomplete"]) == ("text", "numeric", "bday")
    assert fresh.all("input", type="number") == []


def test_a_file_is_asked_by_the_browsers_own_control(fresh: Page) -> None:
    file = fresh.by_id("id_register")
    assert (file.attrs["type"], "hidden" in file.attrs) == ("file", False)
    assert fresh.one("form").attrs["enctype"] == "multipart/form-data"


def test_a_hidden_field_has_neither_label_nor_frame(fresh: Page) -> None:
    assert fresh.by_id("id_secret").attrs["type"] == "hidden"
    assert fresh.all("label", **{"for": "id_secret"}) == []


def test_required_and_optional_are_said_in_words_where_both_occur(fresh: Page) -> None:
    assert "(required)" in fresh.one("label", **{"for": "id_name"}).text
    assert "(optional)" in fresh.one("label", **{"for": "id_email"}).text


def test_no_mark_is_needed_where_every_field_is_required() -> None:
    class Short(forms.Form):
        """One required field."""

        name = forms.CharField()

    page = drawn(Short())
    assert "required" not in page.one("label").text
    assert "required" in page.by_id("id_name").attrs


def test_drawing_twice_gives_the_same_html() -> None:
    form = EveryField(data={})
    assert drawn(form).html == drawn(form).html


def test_text_from_outside_is_escaped() -> None:
    page = drawn(EveryField(data={"name": '"><script>alert(1)</script>', "email": "<b>"}))
    assert page.all("script") == []
    assert page.by_id("id_name").attrs["value"] == '"><script>alert(1)</script>'
