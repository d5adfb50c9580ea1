"""The summary at the top of a form that was refused."""

from crispy_forms.helper import FormHelper
from crispy_forms.utils import render_crispy_form
from django import forms

from tests.crispy_krds.every_field import EveryField, drawn
from tests.crispy_krds.html_check import Element, Page


class Pair(forms.Form):
    """Two fields, and a rule over both."""

    first = forms.CharField(label="First")
    second = forms.CharField(label="Second", widget=forms.RadioSelect(choices=[("a", "A")]))
    ticket = forms.CharField(widget=forms.HiddenInput)

    def clean(self) -> None:
        raise forms.ValidationError("The two do not fit together.")


def summary_of(page: Page) -> Element:
    return page.one("div", **{"data-error-summary": ""})


def test_a_fresh_form_has_no_summary() -> None:
    assert drawn(EveryField()).all("div", **{"data-error-summary": ""}) == []


def test_the_summary_is_read_out_and_takes_the_focus() -> None:
    attrs = summary_of(drawn(Pair(data={}))).attrs
    assert (attrs["role"], attrs["tabindex"]) == ("alert", "-1")
    assert "autofocus" in attrs


def test_each_line_names_its_field_and_leads_to_it() -> None:
    links = {a.attrs["href"]: a.text for a in drawn(Pair(data={})).all("a")}
    assert links == {
        "#id_first": "First: This field is required.",
        "#id_second_0": "Second: This field is required.",
    }


def test_errors_of_the_form_and_of_hidden_fields_are_said_without_a_link() -> None:
    lines = [li.text.strip() for li in drawn(Pair(data={})).all("li")]
    assert lines[0] == "The two do not fit together."
    assert any("Ticket" in line for line in lines)


def test_the_summary_counts() -> None:
    assert "Please check 4 items." in summary_of(drawn(Pair(data={}))).text


def test_errors_a_helper_hides_are_still_said_to_screen_readers() -> None:
    helper = FormHelper()
    helper.form_show_errors = False
    page = Page(render_crispy_form(Pair(data={}), helper))
    assert page.all("div", **{"data-error-summary": ""}) == []
    assert page.faults() == []
    assert "sr-only" in page.by_id("id_first_error").classes()
