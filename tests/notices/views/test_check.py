"""“Is this really from the district?”: yes with what it was about, never to whom; or no, and what to do."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.utils import translation

from deliveries.check_codes import coder
from deliveries.models import Delivery, TransactionalMessage
from notices.models import Notice, ReadingTry
from residents.models import Channel
from residents.outgoing import tell
from tests.notices.taking import approved, only_notice
from tests.people import KST, resident

pytestmark = pytest.mark.django_db
PERSONAL = ("홍길동", "1980", "마장로", "01012345678", "hong@example.com", "929,520")


@pytest.fixture
def notice() -> Notice:
    """A notice whose SMS was accepted on 23 November 2026."""
    resident()
    found = only_notice(approved())
    at = datetime(2026, 11, 23, 0, 5, tzinfo=KST)
    Delivery.objects.filter(channel="sms").update(state="accepted", accepted_at=at)
    return found


def ask(code: str, client: Client | None = None, **extra) -> tuple[int, str]:
    answer = (client or Client()).post("/check", {"code": code}, headers={"accept-language": "en"}, **extra)
    return answer.status_code, answer.content.decode()


def test_the_page_is_open_to_everybody_and_asks_for_the_code_alone(client) -> None:
    page = client.get("/check", {"code": "4F7K-2M9P"})
    assert page.status_code == 200
    assert 'value="4F7K-2M9P"' not in page.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_a_code_of_ours_says_who_sent_what_when_and_never_to_whom(notice) -> None:
    code = coder()(notice.pk)
    for written in (code, code.lower().replace("-", " ")):
        status, page = ask(written)
        assert status == 200
        assert "We sent a message with this code." in page
        assert "세무1과" in page
        assert "Local tax" in page
        assert "2026-11-23" in page
        assert not any(secret in page for secret in PERSONAL)
        assert notice.token not in page
    assert ReadingTry.objects.count() == 0


def test_another_code_and_one_of_a_notice_that_never_went_out_get_the_same_no(notice, settings) -> None:
    Delivery.objects.update(state="queued", accepted_at=None)
    unsent, made_up = ask(coder()(notice.pk)), ask("4F7K-2M9P")
    assert "We sent no message with this code." in unsent[1]
    assert settings.OFFICE_CONTACT in unsent[1]
    assert unsent[0] == made_up[0] == 200
    code = coder()(notice.pk)

    def plain(page: str) -> str:
        return "".join(
            line for line in page.replace(code, "").replace("4F7K-2M9P", "").split("\n") if "csrf" not in line
        )

    assert plain(unsent[1]) == plain(made_up[1])


def test_who_guesses_has_to_wait_and_others_do_not(notice, settings) -> None:
    settings.READING_TRIES_PER_CLIENT = 3
    code = coder()(notice.pk)
    for number in range(3):
        assert ask(f"2222-222{number}")[0] == 200
    status, page = ask(code)
    assert status == 429
    assert "Too many wrong codes" in page
    assert "We sent a message" not in page
    assert ask(code, REMOTE_ADDR="198.51.100.7")[0] == 200
    from notices import reading

    assert reading.open_door(notice.token, "19800131", client="127.0.0.1") == notice  # the door counts for itself


@pytest.mark.parametrize(
    "code", ["", "800131-1234567", "가" * 61, "<script>alert(1)</script>", "' OR 1=1 --", "\x00\r\n"]
)
def test_hostile_words_are_answered_calmly(code) -> None:
    status, page = ask(code)
    assert status == 200
    assert "<script>alert" not in page
    assert "We sent a message" not in page


def test_the_page_speaks_korean_first(client) -> None:
    with translation.override("ko"):
        assert 'lang="ko"' in client.get("/check").content.decode()


@pytest.mark.parametrize("channel", ["sms", "email"])
def test_a_receipt_carries_a_code_too(channel) -> None:
    address = "01012345678" if channel == "sms" else "hong@example.com"
    tell("enrolled", Channel(channel), address, values={"receipt_number": "K7QM3-XP9TR"})
    sent = TransactionalMessage.objects.get()
    (code,) = set(re.findall(r"확인번호 (\w{4}-\w{4})", f"{sent.text} {sent.html}"))
    assert "We sent no message" in ask(code)[1]  # it has not gone out yet

    TransactionalMessage.objects.update(state="accepted", accepted_at=datetime(2026, 11, 23, 9, tzinfo=KST))
    page = ask(code)[1]
    assert "We sent a message with this code." in page
    assert "2026-11-23" in page
    assert not any(secret in page for secret in PERSONAL)


@pytest.mark.parametrize("code", ["123456", "123 456"])
def test_six_digits_are_no_code_of_a_message(code) -> None:
    page = ask(code)[1]
    assert "a code that somebody just asked for" in page
    assert "We sent no message" not in page


def test_an_empty_answer_is_told_what_to_type(client) -> None:
    assert "for example 4F7K-2M9P" in ask("")[1]


def test_the_address_is_found_with_and_without_a_slash(client) -> None:
    assert client.get("/check/").status_code == 200
