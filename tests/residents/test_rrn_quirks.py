import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents.rrn import looks_like_rrn, mask_rrn

DIGITS = st.text("0123456789", min_size=1, max_size=8)


@pytest.mark.parametrize(
    "cell",
    ["880101-1234567", "8801011234567", "880101 - 1234567", "880101–1234567",
     "８８０１０１－１２３４５６７",
     "900101-2345678 소유",
     "주민:880101-1234567)", "880101 1234567", "880\u200b101-1234567", "880101ㅡ8234567",
     8801011234567.0, 8801011234567],
)  # fmt: skip
def test_what_looks_like_an_rrn_is_seen(cell: object) -> None:
    assert looks_like_rrn(cell)


@pytest.mark.parametrize(
    "cell",
    ["010-1234-5678", "01012345678", "02-0000-5301", "우리 7846-417-584126", "110-123-456789",
     "880101-0234567",
     "880101-9234567", "880101-1******", "0045124076036169203", "5747948938639863796",
     5747948938639863796.0,
     "123456 1234567", 20000714.0, 929520.0, None, True, "", "2026-12-15 14:00", 0.8801011234567],
)  # fmt: skip
def test_phones_accounts_payment_numbers_and_masked_numbers_are_none(cell: object) -> None:
    assert not looks_like_rrn(cell)


@given(DIGITS, DIGITS)
def test_an_rrn_inside_a_longer_number_is_not_one(before: str, after: str) -> None:
    assert looks_like_rrn("8801011234567")
    assert not looks_like_rrn(f"{before}8801011234567")
    assert not looks_like_rrn(f"8801011234567{after}")


@given(st.text("가a ,-()0123456789", max_size=30))
def test_nothing_masked_still_looks_like_an_rrn(text: str) -> None:
    assert not looks_like_rrn(mask_rrn(text + " 880101-1234567 " + text))


def test_masking_leaves_the_rest_of_the_text() -> None:
    assert mask_rrn("900101-2345678 소유") == "900101-******* 소유"
    assert mask_rrn("왕십리로 263") == "왕십리로 263"
