"""A birth date in one box."""

from datetime import date

import pytest
from django import forms

from crispy_krds.fields import BirthDateField


class Born(forms.Form):
    """Asks one thing."""

    born = BirthDateField()


@pytest.mark.parametrize(
    "text",
    ["19850312", " 19850312 ", "1985-03-12", "1985.3.12", "1985. 3. 12.", "1985/03/12", "1985년 3월 12일"],
)
def test_a_birth_date_is_read_as_people_write_it(text: str) -> None:
    form = Born(data={"born": text})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["born"] == date(1985, 3, 12)


@pytest.mark.parametrize("text", ["850312", "1985031", "19851332", "19850230", "0312", "born in May", "1985-03"])
def test_what_is_no_full_date_is_refused_with_an_example(text: str) -> None:
    form = Born(data={"born": text})
    assert not form.is_valid()
    assert "19850312" in form.errors["born"][0]


def test_nobody_is_born_tomorrow() -> None:
    assert Born(data={"born": "29990101"}).errors.as_data()["born"][0].code == "future"


def test_a_known_date_is_shown_as_eight_digits() -> None:
    assert 'value="19850312"' in str(Born(initial={"born": date(1985, 3, 12)})["born"])


def test_an_answer_that_was_refused_stays_as_it_was_written() -> None:
    assert 'value="85-3-12"' in str(Born(data={"born": "85-3-12"})["born"])
