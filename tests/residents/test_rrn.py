import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents.rrn import looks_like_rrn, mask_rrn

DASHES = ["", "-", "‐", "‑", "‒", "–", "—", "―", "−", "ㅡ", "_", " - ", " ", "－", "- "]


@pytest.mark.parametrize("dash", DASHES)
def test_an_rrn_is_seen_whatever_stands_between_its_halves(dash):
    assert looks_like_rrn(f"800131{dash}1234567")


@pytest.mark.parametrize(
    "cell", ["비고: 800131-1234567 확인", "８００１３１－１２３４５６７", "주민800131-1234567번", 8001311234567,
    8001311234567.0, "800131\u200b-1234567", "홍길동800131-2234567", "800131-1234567,900131-2234567"]
)  # fmt: skip
def test_an_rrn_is_seen_inside_text_in_full_width_and_in_number_cells(cell):
    assert looks_like_rrn(cell)


@pytest.mark.parametrize("digit", "12345678")
def test_every_century_and_foreigners_numbers_are_seen(digit):
    assert looks_like_rrn(f"800131-{digit}234567")


@pytest.mark.parametrize(
    "cell",
    ["", None, "19800131", "800131", "010-1234-5678", "800131-9234567", "2026-07-31", "110-123-456789", 800131,
     "1234567-1234567", "800131-12345678"],
)  # fmt: skip
def test_what_is_no_rrn_is_left_alone(cell):
    assert not looks_like_rrn(cell)


@given(st.from_regex(r"[0-9]{19}", fullmatch=True))
def test_a_payment_number_of_nineteen_digits_never_looks_like_an_rrn(number):
    assert not looks_like_rrn(number)


@given(
    before=st.text(st.characters(blacklist_categories=["N"]), max_size=5),
    front=st.from_regex(r"[0-9]{6}", fullmatch=True),
    back=st.from_regex(r"[1-8][0-9]{6}", fullmatch=True),
)
def test_a_masked_text_holds_no_latter_half(before, front, back):
    masked = mask_rrn(f"{before} {front}-{back} 끝")
    assert back not in masked
    assert not looks_like_rrn(masked)
    assert f"{front}-*******" in masked
