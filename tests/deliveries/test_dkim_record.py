"""``manage.py dkim_record``: the DNS record, ready for a zone file."""

import io
import re

import dkim
import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from deliveries.signing import sign
from tests.deliveries.signing_keys import pem

MESSAGE = b"From: <notice@sotong.example>\r\nSubject: x\r\n\r\nx\r\n"


@pytest.fixture(autouse=True)
def sender(settings: Settings) -> None:
    settings.MAIL_FROM, settings.DKIM_DOMAIN, settings.DKIM_SELECTOR = "notice@sotong.example", "sotong.example", "s1"


@pytest.mark.parametrize("kind", ["rsa", "ed25519"])
def test_the_printed_record_is_the_one_that_receivers_need(settings: Settings, kind: str) -> None:
    settings.DKIM_KEY = pem(kind)
    out = io.StringIO()
    call_command("dkim_record", stdout=out)
    strings = re.findall(r'"([^"]*)"', out.getvalue())
    assert out.getvalue().startswith("s1._domainkey.sotong.example. IN TXT ")
    assert max(map(len, strings)) <= 255
    text = "".join(strings).encode()
    assert dkim.verify(sign(MESSAGE) + MESSAGE, dnsfunc=lambda name, timeout=5: text)


@pytest.mark.parametrize(("key", "said"), [("", "DKIM_KEY"), ("/nowhere.pem", "DKIM_KEY names a file")])
def test_without_a_usable_key_it_says_so(settings: Settings, key: str, said: str) -> None:
    settings.DKIM_KEY = key
    with pytest.raises(CommandError, match=said):
        call_command("dkim_record")
