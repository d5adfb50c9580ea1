"""Answers on a form: yes or no, channels, routes, sexes and interests."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from residents.models import Route
from residents.text import folded
from residents.unreadable import UnreadableValue

INTERESTS = (
    "교육·강좌", "문화·공연·축제", "도서관", "건강·보건", "복지", "보육·아동", "청년", "어르신",
    "일자리·경제", "체육", "환경·청소", "교통·주차", "안전·재난", "주민참여", "동 소식",
)  # fmt: skip

_YES = frozenset({
    "y", "yes", "t", "true", "v", "o", "\u110b", "○", "◯", "〇", "●", "◎", "✓", "✔", "√", "☑", "1",
    "예", "네", "동의", "동의함", "동의합니다", "유", "있음", "해당", "해당됨", "서명", "서명함",
    "날인", "완료", "세대주", "본인",
})  # fmt: skip
_NO = frozenset({
    "n", "no", "f", "false", "x", "×", "✕", "✗", "☐", "□", "0", "-", "아니오", "아니요", "비동의",
    "미동의", "부동의", "동의안함", "동의하지않음", "동의하지않습니다", "무", "없음", "해당없음",
    "미해당", "거부", "미서명", "서명없음", "세대원",
})  # fmt: skip
_REFUSALS = re.compile(r"거부|안함|않|미신청|미수신|해당없음|없음|제외")
_ROUTES: Mapping[str, Route] = {
    **dict.fromkeys(("온라인", "인터넷", "홈페이지", "online", "웹", "모바일", "누리집"), Route.ONLINE),
    **dict.fromkeys(("통장", "종이", "서면", "paper", "tong"), Route.TONG),
    **dict.fromkeys(("창구", "방문", "주민센터", "counter"), Route.COUNTER),
    **dict.fromkeys(("전화", "phone"), Route.PHONE),
    **dict.fromkeys(("이메일", "전자우편", "email"), Route.EMAIL),
}
_SEXES = {
    **dict.fromkeys(("남", "남자", "남성", "m", "male", "男", "1"), "M"),
    **dict.fromkeys(("여", "여자", "여성", "f", "female", "女", "2"), "F"),
}
_CHANNELS = {
    **dict.fromkeys(("이메일", "e메일", "전자우편", "메일", "email", "e-mail", "mail"), ("email",)),
    **dict.fromkeys(("문자", "문자메시지", "휴대전화", "휴대폰", "핸드폰", "sms", "lms", "mms"), ("sms",)),
    **dict.fromkeys(("모두", "둘다", "전체", "전부"), ("email", "sms")),
}


def read_yes_no(cell: Any) -> bool:
    """Read a yes or a no; an empty cell is a no."""
    if isinstance(cell, bool):
        return cell
    text = folded(cell).replace(" ", "").casefold()
    if text in _YES or text in _NO or not text:
        return text in _YES
    raise UnreadableValue("bad_answer", _("Write Y or N."))


def read_channels(cell: Any) -> frozenset[str]:
    """Read the channels chosen for a service: 이메일, 문자, 이메일+문자, or nothing.

    A word of refusal means none, and what cannot be read chooses nothing: nobody is subscribed by a guess.
    """
    text = folded(cell).casefold().replace("문자 메시지", "문자")
    if _REFUSALS.search(text):
        return frozenset()
    parts = re.split(r"[+,/&;·|()\s]+|와|과|및", text)
    return frozenset(channel for part in parts for channel in _CHANNELS.get(part, ()))


def read_route(cell: Any) -> Route:
    """Read how a form arrived; raise UnreadableValue for a word that is no route."""
    text = folded(cell).casefold()
    for word, route in _ROUTES.items():
        if word in text:
            return route
    raise UnreadableValue("bad_route", _("Write 온라인, 창구 or 통장."))


def read_sex(cell: Any) -> str:
    """Read 남 or 여 into M or F."""
    text = folded(cell).replace(" ", "").casefold()
    if text not in _SEXES:
        raise UnreadableValue("bad_sex", _("Write 남 or 여."))
    return _SEXES[text]


def read_interests(cell: Any) -> frozenset[str]:
    """Read the interests chosen, separated by ; , / or line breaks; unknown words are left out."""
    parts = re.split(r"[;,/|+\n\r]", unicodedata.normalize("NFKC", "" if cell is None else str(cell)))
    return frozenset(_INTEREST_KEYS[key] for part in parts if (key := _interest_key(part)) in _INTEREST_KEYS)


def _interest_key(text: str) -> str:
    return re.sub(r"[\s·.&]", "", folded(text))


_INTEREST_KEYS = {_interest_key(name): name for name in INTERESTS}
