import pytest

from residents.emails import read_email
from residents.unreadable import UnreadableValue


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("u11-0@example.com", "u11-0@example.com"),
        (" u1@EXAMPLE.Org\n", "u1@example.org"),
        ("Kim.Chul+gov@example.net", "Kim.Chul+gov@example.net"),
        ("ｕ１＠ｅｘａｍｐｌｅ．ｃｏｍ", "u1@example.com"),
        ("u1@mail.test", "u1@mail.test"),
        ("mailto:u1@example.com", "u1@example.com"),
        ("u1@한국.kr", "u1@xn--3e0b707e.kr"),
    ],
)
def test_addresses_are_read(cell: str, address: str) -> None:
    assert read_email(cell) == address


@pytest.mark.parametrize(
    "cell",
    [None, "", "not an address@", "u1@", "@example.com", "u1@localhost", "u1@example", "u1 @example.com",
     "u1@example..com",
     "a@example.com, b@example.com", "김 <u1@example.com>", "u1@example.com\r\nBcc: all@example.com",
     "철수@example.com", 17.0,
     "u1@[127.0.0.1]", "a" * 65 + "@example.com"],
)  # fmt: skip
def test_what_is_no_address_is_refused(cell: object) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_email(cell)
    assert refusal.value.code == "bad_email"
