"""Which notice over which channel: a table of check boxes."""

from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from crispy_krds.choice_table import ChoiceTableField
from tests.crispy_krds.every_field import drawn
from tests.crispy_krds.html_check import Page

ROWS = [("tax", "Local tax", "Bills"), ("school", "School entry")]
COLUMNS = [("sms", "SMS"), ("email", "Email")]


class Wanted(forms.Form):
    """One table, with one cell that is not offered."""

    wanted = ChoiceTableField(
        label="Which, and how?", help_text="As you like", rows=ROWS, columns=COLUMNS, missing=[("school", "sms")]
    )


def sent(*values: str) -> Wanted:
    data = QueryDict(mutable=True)
    data.setlist("wanted", values)
    return Wanted(data=data)


def test_ticked_boxes_are_pairs_of_row_and_column() -> None:
    form = sent("tax:sms", "school:email")
    assert form.is_valid(), form.errors
    assert form.cleaned_data["wanted"] == {("tax", "sms"), ("school", "email")}


def test_a_plain_dictionary_of_lists_serves_as_data_too() -> None:
    assert Wanted(data={"wanted": ["tax:sms"]}).is_valid()


@pytest.mark.parametrize("value", ["tax:fax", "rent:sms", "school:sms", "tax", "", "tax:sms:sms", "' OR 1=1", "\x00"])
def test_what_has_no_box_is_refused(value: str) -> None:
    form = sent("tax:sms", value)
    assert form.errors.as_data()["wanted"][0].code == "invalid_choice"


def test_a_required_table_wants_one_tick() -> None:
    assert sent().errors["wanted"] == ["Tick at least one box."]


def test_an_optional_table_may_stay_empty() -> None:
    class Optional(forms.Form):
        """A table that may be left alone."""

        wanted = ChoiceTableField(rows=ROWS, columns=COLUMNS, required=False)

    form = Optional(data={})
    assert form.is_valid()
    assert form.cleaned_data["wanted"] == set()


def ticked(page: Page) -> list[str]:
    return [e.attrs["value"] for e in page.all("input", type="checkbox") if "checked" in e.attrs]


def test_boxes_are_ticked_by_initial_pairs_and_stay_as_they_were_sent() -> None:
    assert ticked(drawn(Wanted(initial={"wanted": {("tax", "email")}}))) == ["tax:email"]
    assert ticked(drawn(sent("tax:sms", "school:fax"))) == ["tax:sms"]
    assert ticked(drawn(Wanted(data={"wanted": "tax:sms"}))) == ["tax:sms"]


@pytest.mark.parametrize("form", [Wanted(), sent(), sent("tax:sms")])
def test_the_table_has_no_fault(form: forms.Form) -> None:
    assert drawn(form).faults() == []


def test_each_box_bears_its_row_and_its_column() -> None:
    page = drawn(Wanted())
    names = [page.one("label", **{"for": e.attrs["id"]}).text for e in page.all("input", type="checkbox")]
    assert names == ["Local tax: SMS", "Local tax: Email", "School entry: Email"]


def test_the_table_is_a_group_with_its_question_hint_and_error() -> None:
    page = drawn(sent())
    group = page.by_id("id_wanted")
    assert group.tag == "fieldset"
    assert page.described(group) == "As you like Error: Tick at least one box."
    assert page.one("table").attrs["aria-labelledby"] == "id_wanted_legend"
    assert page.all("a")[0].attrs["href"] == "#id_wanted_0"


def test_a_cell_that_is_not_offered_says_so() -> None:
    assert "not offered" in drawn(Wanted()).one("table").text


def test_one_forms_rows_are_not_anothers() -> None:
    form = Wanted()
    form.fields["wanted"].rows = [("events", "Events")]
    assert [line.value for line in Wanted().fields["wanted"].rows] == ["tax", "school"]
    assert [line.value for line in form.fields["wanted"].rows] == ["events"]


@pytest.mark.parametrize(
    ("before", "after", "changed"),
    [([("tax", "sms")], ["tax:sms"], False), ([("tax", "sms")], [], True), (None, ["tax:sms"], True), ([], [], False)],
)
def test_a_change_is_noticed(before: Any, after: list[str], changed: bool) -> None:
    assert Wanted.base_fields["wanted"].has_changed(before, after) is changed


def test_a_value_that_could_be_misread_is_refused_at_the_start() -> None:
    with pytest.raises(ValueError, match="a:b"):
        ChoiceTableField(rows=[("a:b", "A")], columns=COLUMNS)


def test_a_disabled_table_keeps_its_ticks() -> None:
    class Fixed(forms.Form):
        """A table to look at."""

        wanted = ChoiceTableField(rows=ROWS, columns=COLUMNS, disabled=True, initial=[["tax", "sms"]])

    form = Fixed(data={"wanted": ["school:email"]})
    assert form.is_valid()
    assert form.cleaned_data["wanted"] == {("tax", "sms")}
    assert all("disabled" in e.attrs for e in drawn(form).all("input", type="checkbox"))
