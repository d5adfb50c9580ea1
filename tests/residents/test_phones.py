import pytest
from hypothesis import given
from hypothesis import strategies as st

from residents.phones import format_mobile, read_mobile
from tests.residents.refusals import refused


@pytest.mark.parametrize(
    "cell",
    ["010-1234-5678", "01012345678", "010 1234 5678", "010.1234.5678", "010)1234-5678", "(010) 1234-5678",
     "+82-10-1234-5678", "+82 10 1234 5678", "+82(0)10-1234-5678", "82-10-1234-5678", "0082 10-1234-5678",
     1012345678, 1012345678.0, "1012345678", "10-1234-5678", "０１０－１２３４－５６７８", "010–1234–5678",
     "010‐1234‐5678"],
)  # fmt: skip
def test_a_mobile_number_is_read_in_every_usual_spelling(cell):
    assert read_mobile(cell) == "01012345678"


@pytest.mark.parametrize(("cell", "digits"), [("011-234-5678", "0112345678"), ("016-1234-5678", "01612345678")])
def test_old_prefixes_still_work(cell, digits):
    assert read_mobile(cell) == digits


@pytest.mark.parametrize(
    "cell",
    ["010-12-34", "010-1234-567", "010-1234-56789", "02-1234-5678", "031-123-4567", "12345", "", None, "없음", "-",
     "010-1234-5678, 010-2222-3333", "010-1234-567a", "+1 415 555 2671", "013-1234-5678"],
)  # fmt: skip
def test_what_is_no_mobile_number_is_refused(cell):
    assert refused(read_mobile, cell) == "bad_phone"


@given(st.from_regex(r"010[2-46-9][0-9]{7}", fullmatch=True))  # 010-597 to 599 are nobody's
def test_a_number_as_people_write_it_reads_back_as_itself(digits):
    assert read_mobile(format_mobile(digits)) == digits
