import pytest

from residents.names import name_key, read_name
from tests.residents.refusals import refused


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("홍길동", "홍길동"),
        (" 홍 길 동 ", "홍길동"),
        ("홍\u3000길동", "홍길동"),
        ("남궁 민수", "남궁민수"),
        ("홍길동(洪吉童)", "홍길동(洪吉童)"),
        ("NGUYEN  THI LAN", "NGUYEN THI LAN"),
        ("O'Brien-Smith", "O'Brien-Smith"),
        ("ＫＩＭ", "KIM"),
        ("쀍똠", "쀍똠"),
        ("Zoë", "Zoë"),
    ],
)
def test_a_name_is_read_as_it_is_written_on_documents(cell, name):
    assert read_name(cell) == name


@pytest.mark.parametrize(
    "cell",
    [
        None, "", "  ", "-", "()", "홍길동2", "=홍길동", "=cmd|'/c calc'!A0", "+홍길동", "-홍길동", "@홍길동",
        "＝홍길동", 12345, "홍길동;", "홍<b>길동", "hong@example.com", "가" * 61, "홍길동😀",
    ],
)  # fmt: skip
def test_what_is_no_name_is_refused(cell):
    assert refused(read_name, cell) == "bad_name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("홍길동", "홍 길동"),
        ("홍길동", "홍길동(洪吉童)"),
        ("Nguyen Thi Lan", "NGUYEN THI-LAN"),
        ("O’Brien", "O'BRIEN"),
        ("마리아·김", "마리아 김"),
    ],
)
def test_two_spellings_of_one_name_share_a_key(one, other):
    assert name_key(one) == name_key(other)


def test_two_names_do_not_share_a_key():
    assert name_key("홍길동") != name_key("홍길순")
