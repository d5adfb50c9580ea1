"""Every field and layout object, in every state, against what must hold for its HTML."""

from collections.abc import Callable
from typing import Any

import pytest
from crispy_forms import bootstrap
from crispy_forms import layout as crispy_layout
from crispy_forms.utils import render_crispy_form
from django import forms
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from crispy_krds.gallery import layouts, specimens, views
from crispy_krds.gallery.specimens import FIELDS, HIDDEN, WAYS, Specimen
from crispy_krds.gallery.states import FIELD, form_of
from tests.crispy_krds.html_check import Page

SEEN = (*FIELDS, *WAYS)
BY_NAME = {specimen.name: specimen for specimen in (*SEEN, *HIDDEN)}


def seen(specimen: Specimen, state: str) -> Page:
    return Page(render_crispy_form(form_of(specimen, state)))


def each(*, without: str = "") -> Any:
    chosen = [specimen for specimen in SEEN if specimen.name not in without.split()]
    return pytest.mark.parametrize("specimen", chosen, ids=[one.name for one in chosen])


CASES = [(name, state) for name, specimen in BY_NAME.items() for state in specimen.states]


@pytest.mark.parametrize(("name", "state"), CASES)
def test_a_field_has_no_fault_in_any_state(name: str, state: str) -> None:
    page = seen(BY_NAME[name], state)
    assert page.faults() == []
    assert bool(page.controls()) == (name not in ["hidden", "hiddenlist", "hiddensplit", "uneditable"])


@each(without="uneditable")
def test_the_question_stands_at_the_control_or_over_the_group(specimen: Specimen) -> None:
    page = seen(specimen, "plain")
    asked = "I consent" if specimen.name == "consent" else "Question"
    assert any(asked in e.text for e in page.elements if e.tag in ("label", "legend"))


@each()
def test_a_hint_describes_the_control_or_its_group(specimen: Specimen) -> None:
    page = seen(specimen, "hint")
    for control in page.controls():
        assert "A hint says what is meant." in page.described_with_groups(control)


@each(without="uneditable nullboolean")
def test_an_error_describes_what_is_wrong_and_is_said_in_words(specimen: Specimen) -> None:
    page = seen(specimen, "error")
    for control in page.controls():
        assert "Error:" in page.described_with_groups(control)
        assert control.attrs["aria-invalid"] == "true"
    assert len([e for e in page.elements if "is-error" in e.classes()]) == 1


@each()
def test_what_is_disabled_cannot_be_changed(specimen: Specimen) -> None:
    assert all("disabled" in control.attrs for control in seen(specimen, "disabled").controls())


@each(without="uneditable")
def test_required_and_optional_are_said(specimen: Specimen) -> None:
    assert "(required)" in seen(specimen, "required").elements[0].text
    assert "(optional)" in seen(specimen, "optional").elements[0].text


@each(without="password barefile file uneditable")
def test_what_is_known_is_filled_in(specimen: Specimen) -> None:
    """A password is never sent back; a file is named; what is not editable is text."""
    page = seen(specimen, "filled")
    filled = [e for e in page.controls() if e.attrs.get("value") and e.attrs.get("type") not in ("checkbox", "radio")]
    chosen = [e for e in page.elements if {"checked", "selected"} & e.attrs.keys()]
    written = [e for e in page.all("textarea") if e.text.strip()]
    assert filled or chosen or written


def test_the_file_that_is_there_describes_the_control_and_can_be_taken_away() -> None:
    form = form_of(BY_NAME["file"], "filled")
    form.fields[FIELD].required = False
    page = Page(render_crispy_form(form))
    assert "2026-11.xlsx" in page.described(page.one("input", type="file"))
    assert page.one("input", type="checkbox").attrs["name"] == "file-filled-field-clear"
    assert page.faults() == []


def test_a_value_that_is_not_editable_is_shown_by_its_label_and_sent() -> None:
    page = seen(BY_NAME["uneditable"], "filled")
    assert "First choice" in page.elements[0].text
    assert page.one("input", type="hidden").attrs["value"] == "one"


@pytest.mark.parametrize(("way", "said"), [("prepended", "₩"), ("appended", "people"), ("both", "about people")])
def test_a_unit_describes_its_control(way: str, said: str) -> None:
    page = seen(BY_NAME[way], "plain")
    assert page.described(page.controls()[0]) == said


def test_parts_of_a_value_have_words_of_their_own() -> None:
    assert [e.text for e in seen(BY_NAME["split"], "plain").all("label")] == ["Date", "Time"]
    assert [e.text for e in seen(BY_NAME["dateparts"], "plain").all("label")] == ["Month", "Day", "Year"]


@pytest.mark.parametrize("name", ["groupedradios", "groupedboxes"])
def test_choices_keep_their_headings(name: str) -> None:
    page = seen(BY_NAME[name], "plain")
    groups = [e for e in page.elements if e.attrs.get("role") == "group"]
    assert [page.by_id(e.attrs["aria-labelledby"]).text for e in groups] == ["First group", "Second group"]
    assert [e.attrs["value"] for e in page.controls()] == ["one", "two", "three"]


def test_a_switch_says_that_it_is_one() -> None:
    assert seen(BY_NAME["switch"], "plain").controls()[0].attrs["role"] == "switch"


@pytest.mark.parametrize("title", layouts.SAMPLES)
def test_a_layout_object_has_no_fault(title: str) -> None:
    form = layouts.SAMPLES[title]()
    assert Page(render_crispy_form(form, form.helper)).faults() == []


@pytest.fixture
def gallery(settings: Any) -> Callable[[Callable[[HttpRequest], HttpResponse]], Page]:
    settings.ROOT_URLCONF = "tests.crispy_krds.gallery_site"
    settings.KRDS_GALLERY_BASE = "krds/gallery/base.html"

    def open_page(view: Callable[[HttpRequest], HttpResponse]) -> Page:
        return Page(view(RequestFactory().get("/krds/")).content.decode())

    return open_page


@pytest.mark.parametrize("view", [views.fields, views.layout])
def test_a_page_of_the_gallery_has_no_fault(gallery: Any, view: Any) -> None:
    page = gallery(view)
    assert page.faults() == []
    assert page.one("html").attrs["lang"] == "en"


def test_every_widget_of_django_is_in_the_gallery() -> None:
    known = {
        name
        for name in forms.widgets.__all__
        if isinstance(kind := getattr(forms, name), type) and issubclass(kind, forms.Widget)
    }
    typed = {"SearchInput", "ColorInput", "TelInput", "NumberInput"}  # a text box of a type
    apart = {"Widget", "Input", "ChoiceWidget", "MultiWidget", "Textarea"}  # bases of the others, or seen below
    missing = {name for name in known - apart - typed if name not in _kinds_of_widgets()}
    assert missing == set()


def _kinds_of_widgets() -> set[str]:
    widgets = [specimen.make().widget for specimen in (*FIELDS, *HIDDEN)]
    return {kind.__name__ for widget in widgets for kind in type(widget).mro()}


def test_every_layout_object_of_crispy_forms_is_in_the_gallery() -> None:
    objects = {
        name
        for module in (crispy_layout, bootstrap)
        for name, kind in vars(module).items()
        if isinstance(kind, type) and hasattr(kind, "render") and kind.__module__ == module.__name__
    }
    bases = {"BaseInput", "LayoutObject", "ContainerHolder"}
    shown = set(vars(specimens)) | set(vars(layouts))
    assert objects - bases - shown == set()
