import pytest

from residents.emails import read_email
from tests.residents.refusals import refused


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("hong@example.com", "hong@example.com"),
        (" Hong.GD@EXAMPLE.com ", "Hong.GD@example.com"),
        ("ｈｏｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "hong@example.com"),
        ("hong+tax@mail.example.co.kr", "hong+tax@mail.example.co.kr"),
        ("hong\u200b@example.com", "hong@example.com"),
    ],
)
def test_an_address_is_read_with_its_domain_in_lower_case(cell, address):
    assert read_email(cell) == address


@pytest.mark.parametrize(
    "cell",
    ["", None, "hong", "hong@", "@example.com", "hong@example", "hong@exam ple.com", "hong@@example.com",
     "hong@example..com", "a@b.com, c@d.com", "hong@example.com\nBcc: x@example.com", "=hong@", 1234,
     "hong @example.com"],
)  # fmt: skip
def test_what_no_message_can_be_sent_to_is_refused(cell):
    assert refused(read_email, cell) == "bad_email"
