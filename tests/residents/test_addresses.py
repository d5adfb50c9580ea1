import pytest

from residents.addresses import address_key, read_address
from tests.residents.refusals import refused

MAJANG = "서울특별시 성동구 마장로 209, 118동 303호"


def test_an_address_comes_on_one_line():
    assert read_address(" 서울특별시 성동구\n마장로 209,  118동 303호 ") == MAJANG


@pytest.mark.parametrize("cell", ["", None, "-", "?", "209", "=마장로 209", "@SUM(A1)", "+마장로", "가" * 201, "12-3"])
def test_what_is_no_address_is_refused(cell):
    assert refused(read_address, cell) == "bad_address"


@pytest.mark.parametrize(
    "other",
    [
        "성동구 마장로 209, 118동 303호",
        "마장로 209, 118동 303호",
        "서울시 성동구 마장로 209 118동 303호",
        "서울특별시 성동구 마장로209,118-303",
        "서울 성동구 마장로 209, 118동 제303호",
        "마장로 209, 118동 303호 (마장동, 현대아파트)",
        "서울특별시  성동구　마장로　２０９，　１１８동　３０３호",
    ],
)
def test_two_spellings_of_one_address_share_a_key(other):
    assert address_key(other) == address_key(MAJANG)


@pytest.mark.parametrize(
    "other",
    [
        "마장로 209, 118동 304호",
        "마장로 209, 119동 303호",
        "마장로 2091, 18동 303호",
        "마장로 20, 9118동 303호",
        "왕십리로 209, 118동 303호",
        "마장로 209",
    ],
)
def test_two_addresses_do_not_share_a_key(other):
    assert address_key(other) != address_key(MAJANG)
