"""The return path of a message names it (VERP), and proves that who uses it was given the message.

``bounce+<dispatch token>.<delivery id>.<mac>@<domain>``: a bounce comes back to an address of its own. Everybody may
write to that mailbox, but only who handled the message knows the mac, so nobody can report the end of a stranger's.
Mail servers may change the case of a local part, therefore all of it is lower-case hexadecimal and digits.

Answers of people come to ``reply+…@<domain>`` in the same way (``deliveries.replies``): a message has one mac.
"""

import hmac
import re
from functools import lru_cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from deliveries.transports.references import Reference

_MAC_BYTES = 8
_LOCAL_PART = 64  # RFC 5321, 4.5.3.1.1
_LONGEST = len("+") + 12 + len(".") + 18 + len(".") + 2 * _MAC_BYTES
_BASE = re.compile(r"([a-z0-9][a-z0-9_-]*)@([a-z0-9.-]*[a-z0-9])")
_RETURN_PATH = re.compile(r"\+((t?[0-9a-f]{1,12})\.([0-9]{1,18}))\.([0-9a-f]{16})@", re.IGNORECASE)
_CANDIDATES = 20


def return_path(reference: str) -> str:
    """Return the envelope sender of the message with this reference; ``MAIL_FROM`` where no BOUNCE_ADDRESS is set."""
    address: str = settings.BOUNCE_ADDRESS
    if not address:
        return str(settings.MAIL_FROM)
    before, key, after = _frame(address, settings.SECRET_KEY)
    return f"{before}{reference}.{_mac(key, reference)}{after}"


def reply_path(reference: str, address: str) -> str:
    """Return where answers to the message with this reference come, below ``address``, which is REPLY_ADDRESS."""
    before, key, after = _frame(address, settings.SECRET_KEY)
    return f"{before}{reference}.{_mac(key, reference)}{after}"


def is_reply_path(address: str) -> bool:
    """Say whether somebody wrote to REPLY_ADDRESS, plain or with a reference."""
    ours = settings.REPLY_ADDRESS.lower().partition("@")[::2]
    local, _, domain = address.strip("<> ").lower().rpartition("@")
    return bool(ours[0]) and (local.partition("+")[0], domain) == ours


def proven(text: str) -> str:
    """Return the first reference of ours within ``text`` whose mac is right, also that of a code or a receipt."""
    return _proven(text)


def read(address: str) -> Reference | None:
    """Return which message an envelope address of ours names, or None when it is none or its mac is wrong."""
    return find(address)


def find(text: str) -> Reference | None:
    """Return the first message that a whole return path of ours within ``text`` names."""
    return Reference.read(_proven(text))


def is_transactional(text: str) -> bool:
    """Say whether the first return path of ours within ``text`` is that of a code or a receipt."""
    return _proven(text).startswith("t")


def _proven(text: str) -> str:
    """Return the first reference within ``text`` whose mac is ours; nothing when there is none."""
    for number, found in enumerate(_RETURN_PATH.finditer(text)):
        if number == _CANDIDATES:
            break
        reference, mac = found[1].lower(), found[4].lower()
        if any(hmac.compare_digest(_mac(key, reference), mac) for key in _keys()):
            return reference
    return ""


@lru_cache(maxsize=4)
def _mac(key: bytes, reference: str) -> str:
    return hmac.digest(key, reference.encode(), "sha256")[:_MAC_BYTES].hex()


def _keys() -> list[bytes]:
    """Return the keys whose bounces are believed: a bounce may be days under way while SECRET_KEY is replaced."""
    return [_key(secret) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


@lru_cache(maxsize=8)
def _key(secret: str) -> bytes:
    return hmac.digest(secret.encode(), b"sotong return path", "sha256")


@lru_cache(maxsize=8)
def _frame(bounce_address: str, secret: str) -> tuple[str, bytes, str]:
    """Return what stands before and after the reference, and the key; raise ImproperlyConfigured for a bad address."""
    found = _BASE.fullmatch(bounce_address.lower())
    if not found or len(found[1]) + _LONGEST > _LOCAL_PART:
        raise ImproperlyConfigured(
            "BOUNCE_ADDRESS and REPLY_ADDRESS are like bounce@mail.example.go.kr, "
            f"at most {_LOCAL_PART - _LONGEST} characters before @."
        )
    return f"{found[1]}+", _key(secret), f"@{found[2]}"
