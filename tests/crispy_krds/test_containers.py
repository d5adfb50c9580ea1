"""Tabs, folds, dialogs, alerts, buttons and sets of forms."""

from typing import Any

import pytest
from crispy_forms import bootstrap
from crispy_forms import layout as crispy_layout
from crispy_forms.bootstrap import (
    Accordion,
    AccordionGroup,
    Alert,
    FieldWithButtons,
    Modal,
    StrictButton,
    Tab,
    TabHolder,
    UneditableField,
)
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Layout
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_errors
from crispy_forms.utils import render_crispy_form
from django import forms
from django.forms import formset_factory
from django.template import Context, Template

from crispy_krds import layout as krds_layout
from tests.architecture.sources import ROOT
from tests.crispy_krds.html_check import Page

ROW = "krds/table_inline_formset.html"


class Address(forms.Form):
    """Two fields to lay out."""

    street = forms.CharField(label="Street")
    number = forms.IntegerField(label="Number")


def laid_out(*objects: Any, data: Any = None, **options: Any) -> Page:
    helper = FormHelper()
    helper.layout = Layout(*objects)
    for name, value in options.items():
        setattr(helper, name, value)
    page = Page(render_crispy_form(Address(data=data), helper))
    assert page.faults() == []
    return page


def test_tabs_are_links_to_sections_until_a_script_makes_tabs_of_them() -> None:
    page = laid_out(TabHolder(Tab("Where", "street"), Tab("Which", "number")))
    assert [a.attrs["href"] for a in page.all("a")] == ["#where", "#which"]
    assert [s.attrs["id"] for s in page.all("section")] == ["where", "which"]
    assert not [e for e in page.elements if e.attrs.get("role") in ("tab", "tabpanel") or "hidden" in e.attrs]


def test_the_first_tab_with_an_error_is_the_one_that_opens() -> None:
    page = laid_out(TabHolder(Tab("Where", "street"), Tab("Which", "number")), data={"street": "A"})
    assert [a.attrs["href"] for a in page.all("a") if "data-krds-first" in a.attrs] == ["#which"]


def test_every_fold_with_an_error_is_open() -> None:
    folds = Accordion(AccordionGroup("Other"), AccordionGroup("Where", "street"), AccordionGroup("Which", "number"))
    assert ["open" in e.attrs for e in laid_out(folds, data={}).all("details")] == [False, True, True]
    assert ["open" in e.attrs for e in laid_out(folds).all("details")][1:] == [True, False]


def test_a_dialog_lies_open_and_has_its_title() -> None:
    page = laid_out(StrictButton("More", data_krds_open="more"), Modal("street", css_id="more", title="More"))
    dialog = page.one("dialog")
    assert "open" in dialog.attrs
    assert page.by_id(dialog.attrs["aria-labelledby"]).text == "More"


@pytest.mark.parametrize(
    ("classes", "word"),
    [("", "Information"), ("alert-danger", "Error"), ("alert-warning", "Note well"), ("alert-success", "Done")],
)
def test_the_tone_of_an_alert_is_a_word(classes: str, word: str) -> None:
    assert laid_out(Alert("Text", css_class=classes)).one("strong").text == word


def test_an_alert_may_stay() -> None:
    assert laid_out(Alert("Text", dismiss=False)).all("button") == []


@pytest.mark.parametrize(
    ("button", "classes"),
    [
        (StrictButton("Find"), {"krds-btn", "secondary", "large"}),
        (StrictButton("Find", type="submit"), {"krds-btn", "primary", "large"}),
        (StrictButton("Find", css_class="btn-danger text small mine"), {"krds-btn", "text", "small", "mine"}),
    ],
)
def test_a_strict_button_is_one_of_krds(button: StrictButton, classes: set[str]) -> None:
    assert laid_out(button).one("button").classes() == classes


def test_attributes_of_a_strict_button_stay_and_stay_escaped() -> None:
    page = laid_out(StrictButton("Find", css_id="find", aria_label='"><script>', css_class='a"b'))
    assert page.one("button", id="find").attrs["aria-label"] == '"><script>'
    assert page.all("script") == []


def test_buttons_beside_a_field_keep_the_fields_own_attributes() -> None:
    page = laid_out(FieldWithButtons(crispy_layout.Field("street", css_class="krds-short"), StrictButton("Find")))
    assert {"krds-short", "krds-input"} <= page.by_id("id_street").classes()
    assert page.one("button").text == "Find"


def test_what_is_disabled_and_not_editable_is_not_sent() -> None:
    form = Address(initial={"street": "<b>A</b>"})
    form.fields["street"].disabled = True
    form.helper = FormHelper()
    form.helper.form_tag = False
    form.helper.layout = Layout(UneditableField("street"))
    page = Page(render_crispy_form(form))
    assert page.all("input", name="street") == []
    assert "<b>A</b>" in page.elements[0].text


def _formset(**helper_options: Any) -> Page:
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-street": "A", "form-1-number": "x"}
    formset = formset_factory(Address, extra=2, can_delete=True, can_order=True)(data=data)
    helper = FormHelper()
    for name, value in helper_options.items():
        setattr(helper, name, value)
    page = Page(render_crispy_form(formset, helper))
    assert page.faults() == []
    return page


@pytest.mark.parametrize("options", [{}, {"template": ROW}, {"template": ROW, "layout": Layout("street", "number")}])
def test_a_set_of_forms_has_one_summary_that_names_the_form(options: dict[str, Any]) -> None:
    page = _formset(**options)
    assert len(page.all("div", **{"data-error-summary": ""})) == 1
    assert [line.text for line in page.all("li")] == [
        "1. Number: This field is required.",
        "2. Street: This field is required.",
        "2. Number: Enter a whole number.",
    ]


def test_the_forms_of_a_set_are_numbered() -> None:
    assert [e.text for e in _formset(formset_item_title="House").all("legend")] == ["House 1", "House 2"]


def test_a_table_of_forms_has_heads_labels_and_an_empty_row() -> None:
    page = _formset(template=ROW)
    assert [" ".join(th.text.split()) for th in page.all("th", scope="col")][:2] == ["No.", "Street (required)"]
    assert page.one("label", **{"for": "id_form-1-street"}).text.strip() == "Street"
    assert "template" in page.by_id("id_form-__prefix__-street").inside


def test_errors_alone_can_be_drawn_for_a_form_and_for_a_set() -> None:
    assert "Street: This field is required." in as_crispy_errors(Address(data={}))
    data = {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-street": "A"}
    assert "1. Number" in as_crispy_errors(formset_factory(Address)(data=data))


def test_the_tag_for_a_unit_draws_it_beside_the_control() -> None:
    source = "{% load crispy_forms_field %}{% crispy_addon form.number append='people' %}"
    page = Page(Template(source).render(Context({"form": Address()})))
    assert page.described(page.by_id("id_number")) == "people"
    assert page.faults() == []


def test_a_unit_is_escaped() -> None:
    assert laid_out(bootstrap.PrependedText("number", "<script>")).all("script") == []


@pytest.mark.parametrize(("way", "where"), [("form-horizontal", "form"), ("form-inline", "form")])
def test_the_ways_to_lay_out_a_form_are_classes_of_it(way: str, where: str) -> None:
    assert way in laid_out("street", form_class=way).one(where).classes()


def test_the_hint_may_stand_beside_the_control() -> None:
    form = Address()
    form.fields["street"].help_text = "A hint"
    form.helper = FormHelper()
    form.helper.help_text_inline = True
    page = Page(render_crispy_form(form))
    assert len([e for e in page.elements if "krds-hint-inline" in e.classes()]) == 1


def test_the_readme_names_every_layout_object() -> None:
    text = (ROOT / "crispy_krds/README.md").read_text()
    objects = [
        name
        for module in (crispy_layout, bootstrap, krds_layout)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and hasattr(kind, "render") and kind.__module__ == module.__name__
    ]
    bases = {"BaseInput", "LayoutObject", "ContainerHolder"}
    assert [name for name in objects if name not in bases and f"{name}`" not in text] == []
