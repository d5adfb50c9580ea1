"""DKIM signatures, judged as a receiver judges them."""

import base64
import json
import smtplib
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from pytest_django import Settings

from deliveries import mime
from deliveries.mime import build_email, stationery
from deliveries.signing import BadSigningKey, sign, signer
from tests.deliveries.messages import literal_message
from tests.deliveries.signing_keys import believed, pem
from tests.deliveries.simulator_process import Simulator

KINDS = ("rsa", "ed25519")
TYPE = b'Content-Type: multipart/alternative; boundary="other"\r\n'


@pytest.fixture(autouse=True)
def key(settings: Settings) -> None:
    settings.MAIL_FROM = "notice@mail.sotong.example"
    settings.DKIM_KEY, settings.DKIM_SELECTOR, settings.DKIM_DOMAIN = pem("ed25519"), "s2026", "sotong.example"


def mail(text: str = "납부기한 안내", unsubscribe_url: str = "") -> bytes:
    sent = literal_message(
        7, "00ff00ff00ff.7", "kim@example.com", "재산세 안내", text, f"<p>{text}</p>", "local_tax", unsubscribe_url
    )
    return build_email(sent, on=stationery(datetime.now(UTC)))


@pytest.mark.parametrize("kind", KINDS)
def test_a_signed_mail_is_believed(settings: Settings, kind: str) -> None:
    settings.DKIM_KEY = pem(kind)
    message = mail()
    assert believed(sign(message) + message)


def test_the_signature_names_our_domain_and_key_and_when_it_was_made() -> None:
    header = sign(mail()).decode()
    tags = dict(tag.strip().split("=", 1) for tag in header.partition(":")[2].split(";"))
    assert header.endswith("\r\n")
    assert (tags["d"], tags["s"], tags["a"], tags["c"]) == (
        "sotong.example", "s2026", "ed25519-sha256", "relaxed/relaxed",
    )  # fmt: skip
    assert abs(int(tags["t"]) - time.time()) < 60


def test_what_a_reader_sees_or_acts_on_is_signed() -> None:
    header = sign(mail()).decode().replace("\r\n ", "")
    names = header.partition("h=")[2].partition(";")[0].split(":")
    assert set(names) >= {
        "from", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post", "mime-version",
        "content-type",
    }  # fmt: skip
    assert names.count("from") == 2


def test_without_a_key_nothing_is_signed(settings: Settings) -> None:
    settings.DKIM_KEY = ""
    assert sign(mail()) == b""
    assert signer() is None


@pytest.mark.parametrize("kind", KINDS)
def test_no_line_of_a_signature_is_long(settings: Settings, kind: str) -> None:
    settings.DKIM_KEY = pem(kind)
    assert max(map(len, sign(mail()).split(b"\r\n"))) <= 78


BOUNDARY = mime._BOUNDARY + b"--"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"To: <kim@example.com>", b"To: <lee@example.com>"),
        (b"Subject: ", b"Subject: x "),
        (b"Message-ID: <00", b"Message-ID: <01"),
        (b"MIME-Version: 1.0", b"MIME-Version: 1.1"),
        pytest.param(BOUNDARY, b"x" + BOUNDARY, id="boundary"),
        (b"Date: ", b"Date: Mon, "),
    ],
)
def test_a_changed_mail_is_not_believed(old: bytes, new: bytes) -> None:
    message = mail()
    header = sign(message)
    assert old in message
    assert not believed(header + message.replace(old, new))


@pytest.mark.parametrize(
    "added",
    [
        b"From: Somebody <somebody@example.com>\r\n",
        b"To: <lee@example.com>\r\n",
        b"Subject: pay here\r\n",
        b"Reply-To: <somebody@example.com>\r\n",
        b"List-Unsubscribe: <https://example.com/>\r\n",
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n",
        TYPE,
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_nobody_can_add_a_header_that_readers_would_believe(settings: Settings, added: bytes, above: bool) -> None:
    settings.MAIL_REPLY_TO = ""
    message = mail()
    forged = added + message if above else message.replace(b"MIME-Version", added + b"MIME-Version")
    assert believed(sign(message) + message)
    assert not believed(sign(message) + forged)


def test_the_way_out_of_a_list_is_signed_too() -> None:
    message = mail(unsubscribe_url="https://sotong.example/u/abc")
    header = sign(message)
    assert believed(header + message)
    assert not believed(header + message.replace(b"/u/abc", b"/u/abd"))
    assert not believed(header + message.replace(b"List-Unsubscribe=One-Click", b"List-Unsubscribe=No"))


def test_what_relays_do_on_the_way_does_no_harm() -> None:
    message = mail(text="긴 글 " * 200)
    received = b"Received: from a by b;\r\n\tTue, 24 Nov 2026 10:00:00 +0900\r\nX-Scanned: yes\r\n"
    folded = message.replace(b"To: <", b"To:\r\n\t <").replace(b"MIME-Version: ", b"mime-version:   ")
    assert folded != message
    assert believed(received + sign(message) + folded + b"\r\n\r\n")


@examples(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.sampled_from([b" ", b"\t", b"\r\n", b".", b"a", "안".encode(), b"--x--"]), max_size=30))
def test_whatever_white_space_a_body_has_it_is_hashed_as_the_standard_says(pieces: list[bytes]) -> None:
    message = b"From: <notice@mail.sotong.example>\r\nSubject:  a \t b\r\n\r\n" + b"".join(pieces) + b"\r\n"
    assert believed(sign(message) + message)


@pytest.fixture
def catcher(tmp_path: Path) -> Iterator[Simulator]:
    simulator = Simulator("mail_catcher", "--store", str(tmp_path))
    yield simulator
    simulator.stop()


def test_a_signature_holds_after_the_way_through_a_mail_server(catcher: Simulator, tmp_path: Path) -> None:
    """Dots at the begin of a line are doubled on the way and taken back by the server (RFC 5321, 4.5.2)."""
    plain = (
        b"From: <notice@mail.sotong.example>\r\nTo: <kim@example.com>\r\nSubject: dots\r\n\r\n"
        b".\r\n..\r\n.hidden\r\n  two  spaces \r\n\r\n.\r\n"
    )
    messages = [mail(), mail(unsubscribe_url="https://sotong.example/u/abc"), plain]
    with smtplib.SMTP("127.0.0.1", catcher.ports["smtp"]) as client:
        for message in messages:
            client.sendmail("notice@mail.sotong.example", ["kim@example.com"], sign(message) + message)
    lines = (tmp_path / "messages.jsonl").read_text().splitlines()
    caught = [base64.b64decode(json.loads(line)["raw"]) for line in lines]
    assert [b".hidden" in raw for raw in caught] == [False, False, True]
    assert [believed(raw) for raw in caught] == [True, True, True]


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("rsa1024", "1024 bits"),
        ("p256", "neither an RSA nor an Ed25519 key"),
        ("locked", "no private key in PEM form without a password"),
        ("-----BEGIN PRIVATE KEY-----\nbm8=\n-----END PRIVATE KEY-----", "no private key in PEM form"),
        ("/nowhere/dkim.pem", "a file that cannot be read"),
        (".", "a file that cannot be read"),
        ("a\0b", "no private key"),
    ],
)
def test_a_key_that_cannot_sign_is_refused_and_not_repeated(settings: Settings, key: str, said: str) -> None:
    settings.DKIM_KEY = pem(key) if key in ("rsa1024", "p256", "locked") else key
    with pytest.raises(BadSigningKey, match=said) as refused:
        sign(mail())
    assert "BEGIN" not in str(refused.value)
    assert "nowhere" not in str(refused.value)


def test_a_key_may_stand_in_a_file_or_on_one_line(settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "dkim.pem"
    file.write_text(pem("ed25519"))
    ways = [pem("ed25519"), pem("ed25519").replace("\n", "\\n"), str(file)]
    records = []
    for settings.DKIM_KEY in ways:
        ours = signer()
        assert ours is not None
        records.append(ours.record())
    assert records[0] == records[1] == records[2]


@pytest.mark.parametrize("domain", ["mail.sotong.example", "sotong.example", "Sotong.Example"])
def test_the_senders_domain_and_its_parents_may_sign(settings: Settings, domain: str) -> None:
    settings.DKIM_DOMAIN = domain
    message = mail()
    assert believed(sign(message) + message)


@pytest.mark.parametrize(
    ("sender", "domain"),
    [
        ("notice@sotong.example", "other.example"),
        ("notice@sotong.example", "mail.sotong.example"),
        ("notice@notsotong.example", "sotong.example"),
        ("notice@sotong.example", "example"),
        ("notice@district.go.kr", "go.kr"),
        ("notice@district.go.kr", ""),
        ("notice@district.go.kr", "district.go.kr; x=1"),
        ("notice@district.go.kr", "district.go.kr\r\nBcc: a@b.kr"),
    ],
)
def test_a_domain_that_would_not_count_for_the_sender_is_refused(settings: Settings, sender: str, domain: str) -> None:
    settings.MAIL_FROM, settings.DKIM_DOMAIN = sender, domain
    with pytest.raises(BadSigningKey, match="DKIM_DOMAIN"):
        signer()


@pytest.mark.parametrize("selector", ["", "a b", "a;b", "-a", "a..b", "a\r\nb"])
def test_a_selector_that_is_no_name_is_refused(settings: Settings, selector: str) -> None:
    settings.DKIM_SELECTOR = selector
    with pytest.raises(BadSigningKey, match="DKIM_SELECTOR"):
        signer()
