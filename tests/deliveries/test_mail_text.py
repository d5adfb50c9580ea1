"""The new words of a reply, whatever mail program wrote it; and nothing slow, whatever is sent."""

import email

import pytest

from deliveries.mail_text import html_words, own_words, subject_of, tidy, words_of

WORDS = "네, 가겠습니다.\n감사합니다."
BEHIND = {
    "gmail": "2026년 11월 23일 (월) 오전 10:12, 구청 <reply+0123456789ab.12.0123456789abcdef@x.example>님이 작성:"
    "\n\n> 안녕하세요 홍길동님\n> 재산세 안내입니다\n",
    "gmail, its head wrapped": "2026년 11월 23일 (월) 오전 10:12, 성동구청 <r@sotong.example>님이 작성\n:\n\n> 안녕\n",
    "gmail, English": "On Mon, Nov 23, 2026 at 10:12 AM Seongdong <r@x.kr> wrote:\n\n> Hi\n",
    "naver": '-----Original Message-----\nFrom: "성동구청" <n@sotong.example>\nTo: <h@naver.com>;\nCc:\n'
    "Sent: 2026-11-23 (월) 10:12:00 (GMT+09:00)\nSubject: 재산세 안내\n\n안녕하세요\n",
    "daum": "--------- 원본 메일 ---------\n보낸사람: 성동구청 <n@sotong.example>\n받는사람 : <hong@hanmail.net>\n"
    "날짜: 2026년 11월 23일 월요일, 10시 12분\n제목: 재산세\n\n안녕하세요\n",
    "outlook": "________________________________\n보낸 사람: 성동구청 <n@sotong.example>\n"
    "보낸 날짜: 2026년 11월 23일 월요일 오전 10:12\n받는 사람: h@example.com\n제목: 재산세\n\n안녕하세요\n",
    "iphone": "나의 iPhone에서 보냄\n\n2026. 11. 23. 오전 10:12, 성동구청 <n@x.kr> 작성:\n\n> 안녕\n",
    "samsung": "내 Galaxy에서 전송했습니다.\n\n-------- 원본 이메일 --------\n발신: 성동구청\n\n안녕\n",
}


@pytest.mark.parametrize("program", BEHIND)
def test_what_is_quoted_and_signed_is_cut(program: str) -> None:
    assert own_words(tidy(f"{WORDS}\n\n{BEHIND[program]}")) == WORDS


def test_what_is_all_quoted_stays_whole() -> None:
    assert own_words("> 안녕하세요") == "> 안녕하세요"


@pytest.mark.parametrize("hostile", ["\n" * 20_000, "On " * 6_000, "> " * 9_000, "From: a\n" * 2_000, "-" * 19_000])
@pytest.mark.timeout(5)
def test_hostile_text_costs_little(hostile: str) -> None:
    own_words(tidy(hostile))


def test_html_is_made_text_and_its_quotes_are_cut() -> None:
    html = (
        "<style>p{}</style><p>네,&nbsp;<b>가겠습니다</b>.</p><div>감사합니다.</div><blockquote><p>안녕</p></blockquote>"
    )
    assert own_words(tidy(html_words(html))) == "네, 가겠습니다.\n감사합니다."


@pytest.mark.parametrize("declared", ["utf-8", "x-no-such", "us-ascii", "euc-kr"])
def test_a_wrong_charset_is_read_all_the_same(declared: str) -> None:
    raw = f"Content-Type: text/plain; charset={declared}\n\n".encode() + "똠방각하".encode("cp949")
    assert words_of(email.message_from_bytes(raw)) == "똠방각하"


def test_a_subject_is_decoded_onto_one_line() -> None:
    message = email.message_from_string("Subject: =?euc-kr?B?wOe76rypwNQ=?=\n =?utf-8?B?4oCL?= x\n\n")
    assert "\n" not in subject_of(message)
    assert subject_of(email.message_from_string("Subject: =?x-none?Q?a?=\n\n")) == "=?x-none?Q?a?="
