"""The short code in every message, such as ``4F7K-2M9P``: whoever doubts a message types it in on the office's site.

Nothing is stored. The code holds the id of what was said, a notice or a receipt, multiplied so that neighbours look
nothing alike, and 16 bits of a keyed mac, as eight letters of Crockford's base32: no I, L, O or U, and what is mistaken
for one is understood. It names nobody, and opens nothing; it can be copied into a false message, so the page says what
the true one was about.
"""

import re
import unicodedata
from collections.abc import Callable
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b
from hmac import compare_digest
from typing import NamedTuple

from residents.keyring import Keyring, keyring

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(first + second for first in _ALPHABET for second in _ALPHABET)
_MISTAKEN = str.maketrans("OIL", "011")
_OTHERS = re.compile(r"[^0-9A-Z]+")
_MAC_BYTES = 2
# Of the id, by the letters of its code: ids beyond the first sixteen millions have two letters more.
_BITS = {8: 24, 10: 34}


class _Key(NamedTuple):
    """A key of these codes, and an odd number with its inverse: multiplying by one undoes the other."""

    secret: bytes
    factor: int
    inverse: int


class Family(StrEnum):
    """What an id is one of; each has keys of its own."""

    NOTICES = "codes"
    RECEIPTS = "receipts"


def coder(family: Family = Family.NOTICES) -> Callable[[int], str]:
    """Return what makes a code of an id, the key looked up once: this is done for every message."""
    secret, factor, _ = _keys(keyring(), family)[0]
    most, pairs = 1 << _BITS[8], _PAIRS

    def code(pk: int) -> str:
        if pk >= most:
            return _long_code(pk, secret, factor)
        mac = blake2b(b"%d" % pk, key=secret, digest_size=_MAC_BYTES).digest()
        number = (pk * factor & most - 1) << 16 | mac[0] << 8 | mac[1]
        return f"{pairs[number >> 30]}{pairs[number >> 20 & 1023]}-{pairs[number >> 10 & 1023]}{pairs[number & 1023]}"

    return code


def read_code(text: str, family: Family = Family.NOTICES) -> int | None:
    """Return the id that a code names, however it is written; None where it is none of this family's."""
    letters = _OTHERS.sub("", unicodedata.normalize("NFKC", text).upper()).translate(_MISTAKEN)
    if len(letters) not in _BITS or not set(letters) <= set(_ALPHABET):
        return None
    number = 0
    for letter in letters:
        number = number << 5 | _ALPHABET.index(letter)
    found = None
    for key in _keys(keyring(), family):
        pk = (number >> 16) * key.inverse & (1 << _BITS[len(letters)]) - 1
        good = compare_digest(_mac(pk, key.secret), (number & 0xFFFF).to_bytes(_MAC_BYTES, "big"))
        if good and _letters_of(pk) == len(letters):
            found = pk
    return found


def _long_code(pk: int, secret: bytes, factor: int) -> str:
    number = (pk * factor & (1 << _BITS[10]) - 1) << 16 | int.from_bytes(_mac(pk, secret), "big")
    letters = "".join(_PAIRS[number >> shift & 1023] for shift in (40, 30, 20, 10, 0))
    return f"{letters[:5]}-{letters[5:]}"


def _letters_of(pk: int) -> int:
    return 8 if pk < 1 << _BITS[8] else 10


def _mac(pk: int, secret: bytes) -> bytes:
    return blake2b(b"%d" % pk, key=secret, digest_size=_MAC_BYTES).digest()


@lru_cache(maxsize=8)
def _keys(ring: Keyring, family: Family) -> list[_Key]:
    """Return the keys of these codes, newest first, each derived from one of the ring's."""
    secrets = ring.hashes(family.value, b"check")
    factors = [
        int.from_bytes(blake2b(secret, digest_size=8, person=b"factor").digest(), "big") | 1 for secret in secrets
    ]
    return [
        _Key(secret, factor, pow(factor, -1, 1 << _BITS[10])) for secret, factor in zip(secrets, factors, strict=True)
    ]
