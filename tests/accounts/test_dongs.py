import pytest

from accounts.dongs import SEONGDONG_DONGS, resolve_dong
from accounts.models import Dong


@pytest.mark.parametrize(("code", "name"), SEONGDONG_DONGS)
def test_every_dong_is_found_by_its_name_and_by_its_code(code, name):
    assert resolve_dong(name) == code
    assert resolve_dong(f"서울특별시 성동구 {name}") == code
    assert resolve_dong(code) == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("금호2.3가동", "1120061500"), ("금호2,3가동", "1120061500"), ("금호2·3가동", "1120061500"),
        ("금호2ㆍ3가동", "1120061500"),
        ("금호2-3가동", "1120061500"), ("금호2‧3가동", "1120061500"), ("금호 2 3 가동", "1120061500"),
        ("금호2∙3가동", "1120061500"),
        ("성수1가1동", "1120065000"), ("성수1가제1동", "1120065000"), ("성수 1가 제1동", "1120065000"),
        ("성수１가１동", "1120065000"),
        ("성수2가3동", "1120069000"), ("왕십리2동", "1120052000"), ("왕십리제2동", "1120052000"),
        ("행당1동", "1120056000"),
        ("서울특별시 성동구 마장동", "1120054000"), ("서울시 성동구 마장동", "1120054000"),
        ("서울 성동구 마장동", "1120054000"),
        ("성동구 마장동", "1120054000"), ("마장동주민센터", "1120054000"), ("마장동 주민센터", "1120054000"),
        (" 마장동 ", "1120054000"),
        ("마장동 행정복지센터", "1120054000"), ("마장동(행정동)", None), ("1120054000.0", "1120054000"),
        ("11200540", "1120054000"),
    ],
)  # fmt: skip
def test_a_dong_is_found_in_every_usual_spelling(text, code):
    assert resolve_dong(text) == code


@pytest.mark.parametrize("number", [1120054000, 1120054000.0])
def test_a_code_in_a_number_cell_is_found(number):
    assert resolve_dong(str(number)) == "1120054000"


@pytest.mark.parametrize(
    "text",
    ["성수동", "성수동2가", "금호동2가", "행당동", "왕십리동", "", " ", "동", "성동구", "서울특별시", "역삼동",
     "마장", "마장동송정동", "1120099999", "112005400", "None", "성수3가1동", "금호2가동", "금호3가동"],
)  # fmt: skip
def test_a_legal_dong_that_spans_several_or_a_stranger_is_none(text):
    assert resolve_dong(text) is None


@pytest.mark.django_db
def test_the_database_holds_the_same_dongs():
    assert list(Dong.objects.values_list("code", "name")) == sorted(SEONGDONG_DONGS)
