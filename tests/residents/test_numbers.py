import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents.numbers import read_opaque_number, read_whole_number, read_won
from tests.residents.refusals import refused


@pytest.mark.parametrize(
    "cell",
    [929520, 929520.0, "929520", "929,520", "929,520원", "929,520 원", "₩929,520", "￦929,520", "\\929,520",
     "금929,520원", "929520.00", "９２９,５２０", " 929,520원정 "],
)  # fmt: skip
def test_an_amount_is_read_in_every_usual_spelling(cell):
    assert read_won(cell) == 929520


@given(st.integers(0, 10**12))
def test_an_amount_with_separators_reads_back_exactly(amount):
    assert read_won(f"{amount:,}원") == amount


@pytest.mark.parametrize(
    "cell", [None, "", "-1,000", -1000, 929520.5, "약 90만원", "만원", "1e5", "=1+1", True, "#REF!"]
)
def test_what_is_no_whole_positive_amount_is_refused(cell):
    assert refused(read_won, cell) == "bad_amount"


@pytest.mark.parametrize(("cell", "number"), [("3통", 3), ("제3통", 3), (2.0, 2), ("2026년", 2026), ("2026년도", 2026),
                                              ("4년차", 4), (" 12 반", 12), ("05", 5)])  # fmt: skip
def test_a_small_number_is_read_with_its_counter(cell, number):
    assert read_whole_number(cell) == number


@pytest.mark.parametrize("cell", [None, "", "3.5", "삼", "-3", "1234567", "3-2"])
def test_what_is_no_small_whole_number_is_refused(cell):
    assert refused(read_whole_number, cell) == "bad_number"


def test_a_payment_number_stays_the_text_it_was():
    assert read_opaque_number("0261126082900012345") == "0261126082900012345"


@pytest.mark.parametrize("cell", ["02611-2608-29-0001-2345", " 02611 2608 29 0001 2345 ", "02611–2608–29–0001–2345"])
def test_a_payment_number_loses_its_spaces_and_hyphens(cell):
    assert read_opaque_number(cell) == "02611260829" + "00012345"


@pytest.mark.parametrize("cell", [1126082900012345678, 1.1260829000123457e18, "1.12608E+18", "1E18", 2**60])
def test_a_payment_number_that_a_spreadsheet_rounded_is_refused_and_says_so(cell):
    assert refused(read_opaque_number, cell) == "rounded_number"


def test_a_short_number_in_a_number_cell_is_whole():
    assert read_opaque_number(123456789012345.0) == "123456789012345"


@pytest.mark.parametrize("cell", ["12,34", "=A1", "번호없음", "", "1" * 41])
def test_what_is_no_number_of_letters_and_digits_is_refused(cell):
    assert refused(read_opaque_number, cell) == "bad_number"
