import pytest

from residents.numbers import read_opaque_number, read_whole_number, read_won
from residents.unreadable import UnreadableValue


@pytest.mark.parametrize(
    "cell",
    [929520.0, 929520, "929520", "929,520", "929,520원", "929,520 원", "₩929,520", "￦929,520",
     "\\929,520", "929520.0", "929,520.00",
     "금929,520원정", "일금 929,520원", "９２９，５２０원", "'929520", "KRW 929,520"],
)  # fmt: skip
def test_amounts_are_read_in_won(cell: object) -> None:
    assert read_won(cell) == 929_520


@pytest.mark.parametrize(
    "cell",
    [None, "", "모름", "-929,520", -1.0, "(929,520)", "△929,520", "929.520", "929,52", "9,29520",
     "92만원", "929,520.5", 929520.5, "1e6",
     True, "929,520원 (2건)", 1e20, float("nan")],
)  # fmt: skip
def test_unclear_negative_and_broken_amounts_are_refused(cell: object) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_won(cell)
    assert refusal.value.code == "bad_amount"


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (2026.0, 2026),
        ("2026년", 2026),
        ("2026년도", 2026),
        ("제3통", 3),
        ("17통", 17),
        ("3년차", 3),
        ("4.0", 4),
    ],
)
def test_small_numbers_are_read_with_or_without_their_counters(cell: object, number: int) -> None:
    assert read_whole_number(cell) == number


def test_a_payment_number_keeps_its_digits_and_its_leading_zeros() -> None:
    spellings = (
        "0045124076036169203",
        " 0045124-0760-36169203 ",
        "'0045124076036169203",
        "００４５１２４０７６０３６１６９２０３",
    )
    assert {read_opaque_number(cell) for cell in spellings} == {"0045124076036169203"}


def test_a_short_numeric_cell_was_kept_exactly() -> None:
    assert read_opaque_number(904988.0) == "904988"


@pytest.mark.parametrize(
    "cell", [5747948938639863796.0, 5747948938639863796, 5.74795e18, "5.74795E+18", "5.74795e+18", "6E+18", "6E18"]
)
def test_a_number_that_the_spreadsheet_rounded_is_refused_saying_how_to_mend_it(cell: object) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_opaque_number(cell)
    assert refusal.value.code == "rounded_number"
    assert "text" in str(refusal.value.reason)


@pytest.mark.parametrize("cell", [None, "", "없음", "12.5", "=1+1", True, "1" * 41])
def test_what_is_no_number_at_all_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableValue, match="digits"):
        read_opaque_number(cell)


def test_a_known_length_is_demanded() -> None:
    assert read_opaque_number("123", digits=range(3, 4)) == "123"
    with pytest.raises(UnreadableValue):
        read_opaque_number("12", digits=range(3, 4))
