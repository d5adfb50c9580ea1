import unicodedata

import pytest

from residents.names import name_key, read_name
from residents.unreadable import UnreadableValue


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        (" 박영환  ", "박영환"),
        ("박 영 환", "박영환"),
        ("\u200b박영환\ufeff", "박영환"),
        ("박\u3000영환\n", "박영환"),
        (unicodedata.normalize("NFD", "박영환"), "박영환"),
        ("ＫＩＭ  Ｃｈｕｌ", "KIM Chul"),
        ("Nguyễn  Thị Hoa", "Nguyễn Thị Hoa"),
        ("O'Brien Mary-Jane", "O'Brien Mary-Jane"),
        ("김철수(金哲洙)", "김철수(金哲洙)"),
        ("金 哲洙", "金哲洙"),
        ("마리ㆍ루이즈", "마리·루이즈"),
        ("계영희", "계영희"),
        ("소계", "소계"),
    ],
)
def test_names_come_in_one_form(cell: str, name: str) -> None:
    assert read_name(cell) == name


@pytest.mark.parametrize(
    "cell",
    [None, "", "  ", "김", "김철수1", "880101-1234567", 17.0, "=1+1", "+김철수", "-김철수", "@김철수",
     "=HYPERLINK(A1)", "김철수😀",
     "김★수", "ㅋㅋ", "홍ㄱㄷ", "(金哲洙)", "가" * 61, "김철수<b>", "없음", "미상", "김_철수",
     "박윤서 외 1명"],
)  # fmt: skip
def test_what_is_no_name_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_name(cell)
    assert refusal.value.code == "bad_name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("김철수", "김 철수"),
        ("김철수", "김철수(金哲洙)"),
        ("KIM CHUL", "Kim Chul"),
        ("마리·루이즈", "마리루이즈"),
        ("NGUYEN, VAN AN", "Nguyen Van An"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_other_names_have_other_keys() -> None:
    assert len({name_key(name) for name in ("김철수", "김철순", "김철수A", "김철수B")}) == 4
