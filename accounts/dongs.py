"""The administrative dongs of the district, and the many ways in which files spell them."""

import re
import unicodedata

SEONGDONG_DONGS: tuple[tuple[str, str], ...] = (
    ("1120052000", "왕십리제2동"),
    ("1120053500", "왕십리도선동"),
    ("1120054000", "마장동"),
    ("1120055000", "사근동"),
    ("1120056000", "행당제1동"),
    ("1120057000", "행당제2동"),
    ("1120058000", "응봉동"),
    ("1120059000", "금호1가동"),
    ("1120061500", "금호2·3가동"),
    ("1120062000", "금호4가동"),
    ("1120064500", "옥수동"),
    ("1120065000", "성수1가제1동"),
    ("1120066000", "성수1가제2동"),
    ("1120067000", "성수2가제1동"),
    ("1120069000", "성수2가제3동"),
    ("1120072000", "송정동"),
    ("1120079000", "용답동"),
)

_CODES = {code for code, _ in SEONGDONG_DONGS}
# Blanks, dots and dashes of every kind (NFKC makes ㆍ U+119E and ㅡ U+1173), and the 제 before a number.
_NOISE = re.compile(r"[\s.,·•‧∙⋅・\u119e\u1173\u200b-\u200d\u2060\ufeff&/~\-‐-―−_()'\"]|제(?=\d)")
_PLACE = re.compile(r"^(서울(특별시|시)?)?(성동구)?(?=.)")
_OFFICE = re.compile(r"(주민센터|행정복지센터|동사무소|사무소|주민자치센터)$")


def resolve_dong(text: object) -> str | None:
    """Return the ten-digit code of the dong that ``text`` means in any usual spelling, or None.

    Only administrative dongs (행정동) are understood: a legal dong (법정동) such as 성수동2가 spans several,
    and the former 금호2가동 and 금호3가동 are left to the address.
    """
    plain = unicodedata.normalize("NFKC", str(text)).strip().removesuffix(".0")
    if re.fullmatch(r"\d{8}(00)?", plain):
        return next((code for code in _CODES if code.startswith(plain[:8])), None)
    return _BY_KEY.get(_key(plain))


def _key(text: str) -> str:
    bare = _OFFICE.sub(_end_with_dong, _NOISE.sub("", text))
    return _PLACE.sub("", bare)


def _end_with_dong(office: re.Match[str]) -> str:
    """마장동사무소 is 마장동 and 사무소, not 마장 and 동사무소."""
    return "동" if office[0] == "동사무소" else ""


_BY_KEY = {_key(name): code for code, name in SEONGDONG_DONGS}
