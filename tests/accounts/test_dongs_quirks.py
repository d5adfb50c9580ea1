import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.dongs import SEONGDONG_DONGS, resolve_dong

DOTS = ["·", "ㆍ", "・", "･", "‧", ".", ",", "-", "–", "/", " ", " · ", ""]


@pytest.mark.parametrize(("code", "name"), SEONGDONG_DONGS)
def test_every_dong_is_found_by_its_name_and_its_code(code: str, name: str) -> None:
    assert [resolve_dong(text) for text in (name, code, code[:8], int(code), float(code))] == [code] * 5


@given(
    st.sampled_from(SEONGDONG_DONGS),
    st.sampled_from(DOTS),
    st.booleans(),
    st.sampled_from(["", " ", "\u3000"]),
)
def test_dots_blanks_and_je_do_not_matter(dong: tuple[str, str], dot: str, je: bool, blank: str) -> None:
    code, name = dong
    spelled = name.replace("·", dot).replace("제", "제" if je else "").replace("가", f"가{blank}")
    assert resolve_dong(f"{blank}{spelled}{blank}") == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("금호２，３가동", "1120061500"),
        ("금호 2·3가동", "1120061500"),
        ("서울특별시 성동구 마장동", "1120054000"),
        ("서울 성동구 마장동", "1120054000"),
        ("성동구마장동", "1120054000"),
        ("마장동주민센터", "1120054000"),
        ("성수1가제2동 주민센터", "1120066000"),
        ("마장동사무소", "1120054000"),
        ("왕십리 도선동", "1120053500"),
        ("\ufeff왕십리2동", "1120052000"),
    ],
)
def test_prefixes_and_offices_are_seen_through(text: str, code: str) -> None:
    assert resolve_dong(text) == code


@pytest.mark.parametrize(
    "text",
    ["", "없는동", "성수동", "성수동2가", "금호동2가", "금호2가동", "금호3가동", "성수2가2동", "도선동",
     "행당동", "행당3동",
     "왕십리동", "1120099000", "11200", "성동구", "서울특별시", "마장", "마장동 123", None],
)  # fmt: skip
def test_what_is_no_dong_of_the_district_is_none(text: str) -> None:
    assert resolve_dong(text) is None
