import pytest

from residents.addresses import address_key, read_address
from residents.unreadable import UnreadableValue

HOME = "서울특별시 성동구 독서당로 263, 116동 2102호"


@pytest.mark.parametrize(
    "spelling",
    ["서울시 성동구 독서당로 263, 116동 2102호", "서울 성동구 독서당로 263 116동 2102호",
     "성동구 독서당로 263, 116-2102", "독서당로263,116동2102호",
     "서울특별시  성동구 독서당로 263, 116동 2102호 (행당동, 대림아파트)",
     "독서당로 263, 제116동 제2102호", "독서당로 263, 대림아파트 116동 2102호",
     "04700 서울특별시 성동구 독서당로 263, 116동 2102호", "(04700) 독서당로 263, 116동 21층 2102호",
     "독서당로 ２６３， １１６동 ２１０２호",
     "독서당로 263, 116동 2102", "서울특별시성동구독서당로263,116-2102호"],
)  # fmt: skip
def test_spellings_of_one_address_share_a_key(spelling: str) -> None:
    assert address_key(spelling) == address_key(HOME)


def test_jibun_addresses_share_a_key() -> None:
    spellings = (
        "행당동 128번지 3호",
        "성동구 행당동 128-3",
        "서울시 성동구 행당동 128 - 3번지",
        "행당동 128-3호",
    )
    assert len(set(map(address_key, spellings))) == 1


@pytest.mark.parametrize(
    "other",
    ["독서당로 263, 116동 2103호", "독서당로 26, 3116동 2102호", "독서당로 263, 117동 2102호",
     "독서당로 264, 116동 2102호",
     "금호로 263, 116동 2102호", "독서당로 263", "독서당로 263, 2102호", "독서당로 26-3, 116동 2102호"],
)  # fmt: skip
def test_other_addresses_have_other_keys(other: str) -> None:
    assert address_key(other) != address_key(HOME)


def test_an_address_comes_on_one_line_with_everything_in_it() -> None:
    assert read_address(" 서울특별시 성동구\n독서당로 263,  116동 2102호 (행당동) ") == f"{HOME} (행당동)"


@pytest.mark.parametrize("cell", [None, "", "123", "-", "=독서당로", "+독서당로 3", "미상", "가" * 201])
def test_what_is_no_address_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_address(cell)
    assert refusal.value.code == "bad_address"
