"""An email as it leaves the house, read back as a mail program reads it."""

import email.policy
import re
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from deliveries.content import compile_content, place
from deliveries.mime import build_email, encoded_header, stationery
from deliveries.models import Content
from deliveries.transports.base import Message
from tests.deliveries.messages import literal_message

NOW = datetime(2026, 7, 1, 0, 30, tzinfo=UTC)
SKELETON = [
    "Message-ID", "Date", "From", "Reply-To", "To", "Subject", "List-Id", "Auto-Submitted",
    "X-Auto-Response-Suppress", "MIME-Version", "Content-Type",
]  # fmt: skip


@pytest.fixture(autouse=True)
def sender(settings: Settings) -> None:
    settings.MAIL_FROM = "notice@sotong.example"
    settings.MAIL_FROM_NAME = "성동구청"
    settings.MAIL_REPLY_TO = "tax@sotong.example"


def message(**values: str) -> Message:
    given_values = {
        "address": "kim@example.com",
        "subject": "재산세 안내",
        "text": "안내",
        "html": "<p>안내</p>",
    }
    return literal_message(7, "00ff00ff00ff.7", **(given_values | {"list_id": "local_tax"} | values))  # type: ignore[arg-type]


def parsed(sent: Message) -> EmailMessage:
    return BytesParser(policy=email.policy.SMTP).parsebytes(build_email(sent, on=stationery(NOW)))  # type: ignore[return-value]


def test_the_headers_name_us_the_message_and_the_list() -> None:
    mail = parsed(message())
    assert mail["Message-ID"] == "<00ff00ff00ff.7@sotong.example>"
    assert mail["Date"].datetime == NOW
    assert mail["From"] == "성동구청 <notice@sotong.example>"
    assert mail["Reply-To"] == "tax@sotong.example"
    assert mail["To"] == "kim@example.com"
    assert mail["Subject"] == "재산세 안내"
    assert mail["List-Id"] == "<local_tax.sotong.sotong.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"


def test_text_and_html_are_alternatives_and_come_back_whole() -> None:
    mail = parsed(message(text="첫 줄\n둘째 줄\r\n셋째", html="<p>" + "긴 글 " * 2000 + "</p>"))
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None and html is not None
    assert plain.get_payload(decode=True) == "첫 줄\r\n둘째 줄\r\n셋째".encode()
    assert html.get_content() == "<p>" + "긴 글 " * 2000 + "</p>"
    assert mail.defects == plain.defects == html.defects == []


def test_without_html_the_text_stands_alone() -> None:
    mail = parsed(message(html=""))
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content() == "안내"


def test_no_line_is_longer_than_a_server_takes_and_all_is_ascii() -> None:
    raw = build_email(message(subject="아주 긴 제목 " * 40, text="가" * 5000), on=stationery(NOW))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 78
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_the_way_out_of_a_list_is_given_only_where_there_is_one() -> None:
    assert parsed(message())["List-Unsubscribe"] is None
    mail = parsed(message(unsubscribe_url="https://sotong.example/out?t=abc&x=1"))
    assert mail["List-Unsubscribe"] == "<https://sotong.example/out?t=abc&x=1>"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


HOSTILE = [
    "x\r\nBcc: everyone@example.com",
    "x\nBcc: everyone@example.com",
    "x\rBcc: everyone@example.com",
    "x\r\n\r\n<script>",
    "x\u2028Bcc: everyone@example.com",
    "=?utf-8?Q?=0D=0ABcc:_everyone@example.com?=",
    '"><x@y.kr>, "',
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("field", ["subject", "list_id", "unsubscribe_url", "text", "html"])
def test_no_value_adds_a_header_or_a_part(field: str, value: str) -> None:
    mail = parsed(message(**{field: value}))
    assert [name for name in mail if not name.startswith("List-Unsub")] == SKELETON
    assert len(list(mail.iter_parts())) == 2


@pytest.mark.parametrize("value", HOSTILE)
def test_no_sender_name_adds_a_header_or_a_sender(settings: Settings, value: str) -> None:
    settings.MAIL_FROM_NAME = value
    mail = parsed(message())
    assert list(mail) == SKELETON
    assert [address.addr_spec for address in mail["From"].addresses] == ["notice@sotong.example"]


@pytest.mark.parametrize("address", [*HOSTILE, "", "kim", "a@b.kr\r\nBcc: c@d.kr", "a@b.kr, c@d.kr", "a <c@d.kr>"])
def test_what_is_no_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError):
        build_email(message(address=address), on=stationery(NOW))


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(ValueError):
        build_email(message(text="\ud800"), on=stationery(NOW))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=120))
def test_every_subject_comes_back_and_never_in_a_long_line(subject: str) -> None:
    header = encoded_header(subject)
    assert header.isascii()
    assert all(len(line) <= 76 for line in f"Subject: {header}".split("\r\n"))
    mail = BytesParser(policy=email.policy.SMTP).parsebytes(f"Subject: {header}\r\n\r\n".encode())
    # a reader folds white space at the ends and between words of a plain header
    assert " ".join(str(mail["Subject"]).split()) == " ".join(subject.split())


def personal(text: str, html: str = "", **values: str) -> Message:
    """A message whose content has places for ``values``."""
    content = compile_content(Content(subject="안내", text=text, html=html))
    return Message(7, "00ff00ff00ff.7", "kim@example.com", content, values)


def eight_bit(sent: Message) -> tuple[bytes, EmailMessage]:
    """Return the message on the wire, and as a server hands it on: doubled dots undone."""
    raw = build_email(sent, on=stationery(NOW), eight_bit=True)
    assert not re.search(rb"(?m)^\.(?!\.)", raw), "a lone dot would end the message"
    undone = re.sub(rb"(?m)^\.\.", b".", raw)
    return raw, BytesParser(policy=email.policy.SMTP).parsebytes(undone)  # type: ignore[return-value]


def bodies(mail: EmailMessage) -> list[tuple[str, str]]:
    parts = list(mail.iter_parts()) if mail.is_multipart() else [mail]
    return [(part["Content-Transfer-Encoding"], part.get_payload(decode=True).decode()) for part in parts]


def test_where_the_server_takes_8_bits_the_bodies_go_as_they_are() -> None:
    name, percent = place("name"), "100 % 이내\n"
    raw, mail = eight_bit(personal(f"{name} 님\n{percent}{name}", f"<p>{name}</p>\n<p>%b %s</p>", name="<김&이>"))
    assert bodies(mail) == [
        ("8bit", "<김&이> 님\r\n100 % 이내\r\n<김&이>"),
        ("8bit", "<p>&lt;김&amp;이&gt;</p>\r\n<p>%b %s</p>"),
    ]
    assert b"\n" not in raw.replace(b"\r\n", b"")


def test_8_bits_and_base64_say_the_same() -> None:
    sent = personal(f"첫 줄\n{place('name')}", f"<b>{place('name')}</b>", name="홍길동")
    plain = BytesParser(policy=email.policy.SMTP).parsebytes(build_email(sent, on=stationery(NOW)))
    assert [text for _, text in bodies(plain)] == [text for _, text in bodies(eight_bit(sent)[1])]  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["가" * 400, "a\x00b", "\x1b[31m", "a\x0cb"])
def test_a_value_that_8_bits_would_spoil_goes_in_base64(value: str) -> None:
    raw, mail = eight_bit(personal(f"{place('name')} 님", name=value))
    (body,) = bodies(mail)
    assert body[0] == "base64"
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("value", ["a\r\nb", "a\nb", "a\rb", "x\n.\n", "납부기한: 7월 31일\n"])
def test_the_lines_of_a_value_end_as_mail_wants_them(value: str) -> None:
    raw, mail = eight_bit(personal(f"{place('due_line')}끝", due_line=value))
    assert bodies(mail)[0][1].rstrip("\r\n") == re.sub(r"\r\n|\r|\n", "\r\n", value) + "끝"
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize("text", [".", ".\n..\n.a", "a\n.{}", "{}.", "{}\n.", "a\n{}", ".{}", "\n.\n{}\n"])
@pytest.mark.parametrize("value", ["x", ".", "..", "x\n", "x\n.", "x\r\n.\r\n", "\n."])
def test_no_line_ends_a_message_before_its_end(text: str, value: str) -> None:
    _, mail = eight_bit(personal(text.format(place("name")), name=value))
    expected = re.sub(r"\r\n|\r|\n", "\r\n", text.format(value))
    assert bodies(mail)[0][1].rstrip("\r\n") == expected.rstrip("\r\n")


def test_a_content_with_a_line_too_long_goes_in_base64() -> None:
    assert bodies(eight_bit(personal("가" * 333))[1])[0][0] == "base64"
    assert bodies(eight_bit(personal("가" * 332))[1])[0][0] == "8bit"


@given(
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=400), min_size=2, max_size=4),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=900),
)
def test_whatever_is_said_comes_back_and_no_line_is_too_long(literals: list[str], value: str) -> None:
    literals = [literal.translate({0xE000: None, 0xE001: None}) for literal in literals]
    sent = personal(place("name").join(literals), f"<p>{place('name')}</p>", name=value)
    raw, mail = eight_bit(sent)
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))
    expected = re.sub(r"\r\n|\r|\n", "\r\n", value.join(literals))
    assert bodies(mail)[0][1].rstrip("\r\n") == expected.rstrip("\r\n")


def test_a_subject_with_a_place_is_encoded_for_each_message() -> None:
    content = compile_content(Content(subject=f"{place('name')} 님께", text="안내"))
    sent = Message(7, "00ff00ff00ff.7", "kim@example.com", content, {"name": "홍\r\nBcc: x@y.kr"})
    mail = eight_bit(sent)[1]
    assert mail["Subject"] == "홍 Bcc: x@y.kr 님께"
    assert mail["Bcc"] is None
