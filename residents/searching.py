"""Finding residents by what a clerk types into one box, though everything that names them is encrypted.

Each resident carries the keyed hashes of what may be typed: beginnings of the name, of its initials (ㅎㄱㄷ), the given
name, the birth date in its usual forms, the mobile number and its last four digits, the email address. Words that are
typed together all have to fit: one query, by one index, whatever is typed and however many residents there are.

The index holds each resident's dong beside the terms, so a clerk's search reads the matches of one dong only: a common
word (ㄱㅇ, a year of birth) fits tens of thousands in the district.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import EmptyResultSet
from django.db.models import Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accounts.models import Dong
from residents.emails import read_email
from residents.hashes import person_hashes
from residents.keyring import keyring
from residents.models import Channel, ContactPoint, Resident
from residents.models.people import dong_and_terms
from residents.names import name_key
from residents.phones import read_mobile
from residents.text import DASHES, folded
from residents.unreadable import UnreadableValue

LONGEST_NAME = 8  # letters of a name that can be told apart by typing on
MOST_WORDS = 6
TERM_BYTES = 8

_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_FIRST_SYLLABLE, _LAST_SYLLABLE, _SYLLABLES_PER_INITIAL = ord("가"), ord("힣"), 588  # the Hangul block of Unicode
# NFKC makes conjoining letters (U+1100…) of those that keyboards give (U+3131…).
_CONJOINING = {chr(0x1100 + at): letter for at, letter in enumerate(_INITIALS)}
_DATE = re.compile(rf"(\d{{4}}|\d{{2}})[./{DASHES}](\d{{1,2}})[./{DASHES}](\d{{1,2}})\.?")
# Written with blanks: 010 1234 5678, 1980. 1. 31., 1980년 1월 31일.
_SPACED_MOBILE = re.compile(r"(?<!\d)(01\d)\s+(\d{3,4})\s+(\d{4})(?!\d)", re.ASCII)
_SPACED_DATE = re.compile(
    r"(?<!\d)(\d{4}|\d{2})(?:년\s*|\.\s+)(\d{1,2})(?:월\s*|\.\s+)(\d{1,2})(?:일|\.|(?!\d))", re.ASCII
)
_WHOLE_NUMBER, _WHOLE_DATE, _SHORT_DATE, _LAST = 11, 8, 6, 4  # digits


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed: for each word, the terms of which one has to fit."""

    words: tuple[frozenset[int], ...]
    # Something that narrows the search to a few: a name of two letters, a date, a number.
    is_enough: bool
    # A full name and a whole birth date, where both were typed: who knows these may ask in other dongs too.
    name: str = ""
    birth_date: date | None = None


def terms_of(name: str, birth_date: date, *, mobile: str = "", email: str = "") -> list[int]:
    """Return the terms under which a resident is found, under the newest key."""
    ring = keyring()
    return sorted({_number(ring.hash(word, b"search")) for word in _words_of(name, birth_date, mobile, email)})


def index(resident: Resident) -> None:
    """Write a resident's terms anew, after a change of name, birth date or contact."""
    addresses = dict(ContactPoint.objects.filter(resident=resident, stopped_at=None).values_list("channel", "address"))
    terms = []
    if resident.name and resident.birth_date:
        terms = terms_of(
            resident.name,
            date.fromisoformat(resident.birth_date),
            mobile=addresses.get(Channel.SMS) or "",
            email=addresses.get(Channel.EMAIL) or "",
        )
    Resident.objects.filter(pk=resident.pk).update(search_terms=terms)


def read(text: str) -> Wanted:
    """Read what was typed into the box: words in any order, such as ``ㅎㄱㄷ 5678`` or ``홍길동 1980-01-31``.

    A number that is not typed to its end yet asks for nothing.
    """
    words, is_enough, names, born = [], False, [], None
    for word in _split(text)[:MOST_WORDS]:
        read_word = _read_word(word)
        if read_word is None:
            continue
        alternatives, narrows = read_word
        words.append(_terms(alternatives))
        if whole := _whole_syllables(word):
            words.append(_terms([f"name {whole}"]))
        is_enough = is_enough or narrows
        born = born or _whole_date(word)
        names += [word] if alternatives and alternatives[0].startswith("name ") else []
    return Wanted(tuple(words), is_enough, " ".join(names), born)


def find(wanted: Wanted, *, dongs: Iterable[Dong] | None = None) -> "QuerySet[Resident]":
    """Return the residents who fit every word and have not left; those of ``dongs`` only, where it is given."""
    if not wanted.words or not all(wanted.words):
        return Resident.objects.none()
    fits = Q()
    for alternatives in wanted.words:
        fits &= Q(dong_and_terms__overlap=sorted(alternatives))
    if dongs is not None:
        fits &= Q(dong_and_terms__overlap=sorted(int(dong.pk) for dong in dongs))
    return Resident.objects.alias(dong_and_terms=dong_and_terms()).filter(fits, left_at=None)


def first(most: int, wanted: Wanted, *, dongs: Iterable[Dong] | None = None) -> "QuerySet[Resident]":
    """Return at most so many of those whom ``find`` finds: of a common word the first that are met, by the index.

    Without an order nobody but these is read from the table. The limit is told in a way that PostgreSQL does not plan
    with: in the hope of meeting enough soon it would walk through the table, which for a word that it takes for a
    common one, and is none, means all of it.
    """
    found = find(wanted, dongs=dongs)
    try:
        sql, values = found.values("pk").query.sql_with_params()
    except EmptyResultSet:
        return found
    shown = RawSQL(f"{sql} LIMIT (SELECT {most:d})", values)  # noqa: S611  # a query of Django's, and a number
    return Resident.objects.filter(pk__in=shown).order_by("id")


def elsewhere(wanted: Wanted, *, dong: Dong) -> "QuerySet[Resident]":
    """Return those outside of ``dong`` of whom the full name and the whole birth date were typed."""
    if not wanted.name or wanted.birth_date is None:
        return Resident.objects.none()
    hashes = person_hashes(wanted.name, wanted.birth_date)
    found = Resident.objects.filter(person_hash__in=hashes, left_at=None)
    return found.exclude(dong=dong).order_by("id")


def initials(name: str) -> str:
    """Return the first letters of the syllables of a Hangul name: 홍길동 → ㅎㄱㄷ; other letters as they are."""
    return "".join(_initial(letter) for letter in name)


def _words_of(name: str, birth_date: date, mobile: str, email: str) -> Iterator[str]:
    yield from _name_words(name_key(name))
    for part in folded(name).split()[1:]:  # Nguyen Van An, by any of them
        key = name_key(part)
        yield from (f"name {key[:length]}" for length in range(2, min(len(key), LONGEST_NAME) + 1))
    yield f"born {birth_date:%Y%m%d}"
    yield f"born {birth_date:%y%m%d}"
    yield f"born {birth_date:%Y}"
    yield f"born {birth_date:%m%d}"
    if mobile:
        yield f"mobile {mobile}"
        yield f"last {mobile[-4:]}"
    if email:
        yield f"email {email.casefold()}"


def _name_words(key: str) -> Iterator[str]:
    short = initials(key)
    for length in range(1, min(len(key), LONGEST_NAME) + 1):
        yield f"name {key[:length]}"
        yield f"initials {short[:length]}"
    for surname in (1, 2):  # 홍길동, 남궁민수
        if len(key) > surname + 1:
            yield f"given {key[surname:LONGEST_NAME]}"
            yield f"given initials {short[surname:LONGEST_NAME]}"


def _terms(words: Iterable[str]) -> frozenset[int]:
    return frozenset(_number(value) for one in words for value in keyring().hashes(one, b"search"))


def _split(text: str) -> list[str]:
    """Return the words, those of one number or one date together."""
    joined = _SPACED_MOBILE.sub(r"\1\2\3", folded(text))
    return _SPACED_DATE.sub(r"\1-\2-\3 ", joined).split()


def _read_word(word: str) -> tuple[list[str], bool] | None:
    """Return what a word may mean, and whether it narrows the search; None for a number that is not whole yet."""
    if "@" in word:
        return _email(word), True
    if dated := _DATE.fullmatch(word):
        year, month, day = dated.groups()
        return [f"born {year}{int(month):02}{int(day):02}"], True
    digits = re.sub(rf"[{DASHES}./]", "", word)
    if digits.isascii() and digits.isdigit():
        return _digits(digits)
    key = "".join(_CONJOINING.get(letter, letter) for letter in name_key(word))[:LONGEST_NAME]
    if not key:
        return [], False
    if all(letter in _INITIALS for letter in key):
        return [f"initials {key}", f"given initials {key}"], len(key) > 1
    if any(letter in _INITIALS for letter in key):  # half typed, 홍ㄱㄷ: by the initials of all of it
        return [f"initials {initials(key)}"], len(key) > 1
    return [f"name {key}", f"given {key}"], len(key) > 1


def _whole_syllables(word: str) -> str:
    """Return the syllables before the first letter that stands alone: 홍길 of 홍길ㄷ, for 김ㅎ is no 강하은."""
    key = "".join(_CONJOINING.get(letter, letter) for letter in name_key(word))[:LONGEST_NAME]
    first = next((at for at, letter in enumerate(key) if letter in _INITIALS), 0)
    return key[:first]


def _digits(digits: str) -> tuple[list[str], bool] | None:
    count = len(digits)
    if count == _LAST:
        return [f"last {digits}", f"born {digits}"], True
    if count in (_SHORT_DATE, _WHOLE_DATE):  # a number is told without its 010, too
        return [f"born {digits}", *(_mobile(f"010{digits}") if count == _WHOLE_DATE else ())], True
    if found := _mobile(digits):
        return found, True
    return None if count < _WHOLE_NUMBER else ([], True)


def _mobile(digits: str) -> list[str]:
    try:
        return [f"mobile {read_mobile(digits)}"]
    except UnreadableValue:
        return []


def _whole_date(word: str) -> date | None:
    """Return the birth date that a word names to the day; of two digits for the year, the last such year that was."""
    digits = "".join(part.zfill(2) for part in found.groups()) if (found := _DATE.fullmatch(word)) else word
    try:
        if len(digits) == _WHOLE_DATE:
            return date.fromisoformat(f"{digits[:4]}-{digits[4:6]}-{digits[6:]}")
        if len(digits) == _SHORT_DATE:
            century = timezone.localdate().year // 100
            born = date.fromisoformat(f"{century}{digits[:2]}-{digits[2:4]}-{digits[4:]}")
            return born if born <= timezone.localdate() else born.replace(year=born.year - 100)
    except ValueError:
        pass
    return None


def _email(word: str) -> list[str]:
    try:
        return [f"email {read_email(word).casefold()}"]
    except UnreadableValue:
        return []


def _initial(letter: str) -> str:
    if _FIRST_SYLLABLE <= ord(letter) <= _LAST_SYLLABLE:
        return _INITIALS[(ord(letter) - _FIRST_SYLLABLE) // _SYLLABLES_PER_INITIAL]
    return letter


def _number(value: bytes) -> int:
    """Return a hash as the number that a column of numbers holds."""
    return int.from_bytes(value[:TERM_BYTES], "big", signed=True)
