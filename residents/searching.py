"""Finding residents by what a clerk types into one box, though everything that names them is encrypted.

Each resident carries the keyed hashes of what may be typed: beginnings of the name, of its initials (ㅎㄱㄷ), the given
name, the birth date in its usual forms, the mobile number and its last four digits, the email address. Words that are
typed together all have to fit: one query, by one index, whatever is typed and however many residents there are.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from accounts.models import Dong
from residents.emails import read_email
from residents.keyring import keyring
from residents.models import Channel, ContactPoint, Resident
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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What was typed: for each word, the terms of which one has to fit."""

    words: tuple[frozenset[int], ...]
    # Something that narrows the search to a few: a name of two letters, a date, a number.
    is_enough: bool


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
    """Read what was typed into the box: words in any order, such as ``ㅎㄱㄷ 5678`` or ``홍길동 1980-01-31``."""
    words, is_enough = [], False
    for word in folded(text).split()[:MOST_WORDS]:
        alternatives, narrows = _read_word(word)
        words.append(frozenset(_number(value) for one in alternatives for value in keyring().hashes(one, b"search")))
        is_enough = is_enough or narrows
    return Wanted(tuple(words), is_enough)


def find(wanted: Wanted, *, dongs: Collection[Dong] | None = None) -> "QuerySet[Resident]":
    """Return the residents who fit every word and have not left; those of ``dongs`` only, where it is given."""
    if not wanted.words or not all(wanted.words):
        return Resident.objects.none()
    fits = Q()
    for alternatives in wanted.words:
        fits &= Q(search_terms__overlap=sorted(alternatives))
    found = Resident.objects.filter(fits, left_at=None)
    return found if dongs is None else found.filter(dong__in=dongs)


def initials(name: str) -> str:
    """Return the first letters of the syllables of a Hangul name: 홍길동 → ㅎㄱㄷ; other letters as they are."""
    return "".join(_initial(letter) for letter in name)


def _words_of(name: str, birth_date: date, mobile: str, email: str) -> Iterator[str]:
    yield from _name_words(name_key(name))
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
    if len(key) > 2:
        yield f"given {key[1:LONGEST_NAME]}"
        yield f"given initials {short[1:LONGEST_NAME]}"


def _read_word(word: str) -> tuple[list[str], bool]:
    """Return what a word may mean, and whether it narrows the search."""
    if "@" in word:
        return _email(word), True
    if dated := _DATE.fullmatch(word):
        year, month, day = dated.groups()
        return [f"born {year}{int(month):02}{int(day):02}"], True
    digits = re.sub(rf"[{DASHES}.]", "", word)
    if digits.isascii() and digits.isdigit():
        return _digits(digits), len(digits) >= 4
    key = "".join(_CONJOINING.get(letter, letter) for letter in name_key(word))[:LONGEST_NAME]
    if not key:
        return [], False
    if all(letter in _INITIALS for letter in key):
        return [f"initials {key}", f"given initials {key}"], len(key) > 1
    if any(letter in _INITIALS for letter in key):  # half typed, 홍ㄱㄷ: by the initials of all of it
        return [f"initials {initials(key)}"], len(key) > 1
    return [f"name {key}", f"given {key}"], len(key) > 1


def _digits(digits: str) -> list[str]:
    if len(digits) == 4:
        return [f"last {digits}", f"born {digits}"]
    if len(digits) in (6, 8):
        return [f"born {digits}"]
    try:
        return [f"mobile {read_mobile(digits)}"]
    except UnreadableValue:
        return []


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
