"""A one-time code and a telephone number, as people type and paste them."""

import pytest
from django import forms

from crispy_krds.codes import CodeField
from crispy_krds.phones import PhoneField
from tests.crispy_krds.every_field import drawn


class Proof(forms.Form):
    """What proves an address."""

    code = CodeField()
    phone = PhoneField(mobile=True)
    office = PhoneField(required=False)


def cleaned(**data: str) -> dict[str, str]:
    form = Proof(data={"code": "123456", "phone": "01012345678"} | data)
    assert form.is_valid(), form.errors
    return form.cleaned_data


@pytest.mark.parametrize(
    "text", ["123456", " 123 456\n", "123-456", "1 2 3 4 5 6", "１２３４５６", "\u200b123\u200d456", "\u202e123456"]
)
def test_a_code_is_read_as_it_was_pasted(text: str) -> None:
    assert cleaned(code=text)["code"] == "123456"


@pytest.mark.parametrize(
    "text", ["12345", "1234567", "12345a", "١٢٣٤٥٦", "१२३४५६", "😀" * 6, "1" * 10_000, "<b>123456"]
)
def test_what_is_no_code_is_refused_with_what_to_enter(text: str) -> None:
    form = Proof(data={"code": text})
    assert form.errors["code"] == ["Enter the 6 digits of the code from the message."]


def test_the_phone_offers_to_fill_in_the_code_and_a_paste_is_not_cut_short() -> None:
    attrs = drawn(Proof()).by_id("id_code").attrs
    assert (attrs["inputmode"], attrs["autocomplete"]) == ("numeric", "one-time-code")
    assert int(attrs["maxlength"]) >= len("1 2 3 - 4 5 6 ")


@pytest.mark.parametrize(
    "text",
    ["01012345678", "010-1234-5678", "010 1234 5678", "010.1234.5678", "+82 10-1234-5678", "+82 (0)10 1234 5678"],
)
def test_a_mobile_number_is_read_as_people_write_it(text: str) -> None:
    assert cleaned(phone=text)["phone"] == "01012345678"


@pytest.mark.parametrize(
    "text", ["02-1234-5678", "0101234", "01012345678901", "٠١٠١٢٣٤٥٦٧٨", "my number", "1" * 10_000]
)
def test_what_cannot_get_an_sms_is_refused_with_an_example(text: str) -> None:
    form = Proof(data={"phone": text})
    assert "010-1234-5678" in form.errors["phone"][0]


@pytest.mark.parametrize("text", ["02-123-4567", "031-123-4567", "1588-1234", "070-1234-5678", "010-1234-5678"])
def test_any_number_of_an_office_is_read_and_shown_with_its_hyphens(text: str) -> None:
    number = cleaned(office=text)["office"]
    assert number == text.replace("-", "")
    assert drawn(Proof(initial={"office": number})).by_id("id_office").attrs["value"] == text


def test_a_refused_answer_stays_as_it_was_typed() -> None:
    assert drawn(Proof(data={"phone": "0101234"})).by_id("id_phone").attrs["value"] == "0101234"
