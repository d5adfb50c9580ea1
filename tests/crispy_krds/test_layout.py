"""Layout objects and buttons."""

from typing import Any

from crispy_forms.bootstrap import FormActions
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Button, ButtonHolder, Column, Div, Field, Fieldset, Layout, Reset, Row, Submit
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_field, as_crispy_form
from crispy_forms.utils import render_crispy_form
from django import forms
from django.forms import formset_factory

from tests.crispy_krds.html_check import Element, Page


class Address(forms.Form):
    """Two fields to lay out."""

    street = forms.CharField(label="Street")
    number = forms.CharField(label="Number")


def laid_out(*objects: Any, **attributes: Any) -> Page:
    helper = FormHelper()
    helper.layout = Layout(*objects)
    for name, value in attributes.items():
        setattr(helper, name, value)
    return Page(render_crispy_form(Address(), helper))


def button(page: Page, text: str) -> Element:
    return next(e for e in page.all("button") if e.text.strip() == text)


def test_a_fieldset_has_its_legend_first() -> None:
    page = laid_out(Fieldset("Where", "street", "number", css_id="where"))
    fieldset = page.by_id("where")
    following = page.elements[page.elements.index(fieldset) + 1]
    assert (following.tag, following.text) == ("legend", "Where")
    assert page.faults() == []


def test_rows_columns_and_divisions_nest() -> None:
    page = laid_out(Row(Column("street"), Column("number")), Div(HTML("<p>Note</p>"), css_class="aside"))
    assert len([e for e in page.elements if "form-col" in e.classes()]) == 2
    assert page.one("p").text == "Note"
    assert page.faults() == []


def test_attributes_of_a_layout_field_reach_the_control() -> None:
    page = laid_out(Field("street", css_class="krds-short", autocomplete="street-address", wrapper_class="wide"))
    assert {"krds-input", "krds-short"} <= page.by_id("id_street").classes()
    assert page.by_id("id_street").attrs["autocomplete"] == "street-address"
    assert any("wide" in e.classes() for e in page.elements)


def test_a_submit_button_is_the_primary_one() -> None:
    page = laid_out(ButtonHolder(Submit("save", "Save")))
    assert button(page, "Save").classes() == {"krds-btn", "primary", "large"}
    assert button(page, "Save").attrs["type"] == "submit"


def test_a_buttons_own_variant_and_size_win() -> None:
    page = laid_out(FormActions(Submit("later", "Later", css_class="tertiary small"), Button("help", "Help")))
    assert button(page, "Later").classes() == {"krds-btn", "tertiary", "small"}
    assert "secondary" in button(page, "Help").classes()


def test_buttons_have_an_id_only_when_asked_for_one() -> None:
    page = laid_out(ButtonHolder(Submit("save", "Save"), Reset("undo", "Undo", css_id="undo-all")))
    assert "id" not in button(page, "Save").attrs
    assert button(page, "Undo").attrs["id"] == "undo-all"


def test_inputs_added_to_the_helper_stand_after_the_fields() -> None:
    helper = FormHelper()
    helper.add_input(Submit("save", "Save"))
    page = Page(render_crispy_form(Address(), helper))
    assert page.elements.index(button(page, "Save")) > page.elements.index(page.by_id("id_number"))


def test_the_browsers_own_messages_are_off() -> None:
    assert "novalidate" in laid_out("street").one("form").attrs


def test_the_form_element_can_be_left_out() -> None:
    assert laid_out("street", form_tag=False).all("form") == []


def test_marks_can_be_asked_for_and_waived() -> None:
    assert laid_out("street", mark_required=True).one("label").text.strip() != "Street"
    assert laid_out("street", mark_required=False).one("label").text.strip() == "Street"


def test_labels_can_be_hidden_but_stay_for_screen_readers() -> None:
    page = laid_out("street", form_show_labels=False)
    assert any("sr-only" in e.classes() and "Street" in e.text for e in page.elements)
    assert page.faults() == []


def test_the_filters_draw_the_same_fields() -> None:
    assert Page(as_crispy_form(Address())).faults() == []
    assert Page(as_crispy_field(Address()["street"])).one("label").text.strip() == "Street"


def test_a_formset_is_drawn_form_by_form() -> None:
    formset = formset_factory(Address, extra=2)()
    page = Page(as_crispy_form(formset))
    assert [e.attrs["id"] for e in page.all("input", type="text")] == [
        f"id_form-{row}-{name}" for row in (0, 1) for name in ("street", "number")
    ]
    assert page.faults() == []
