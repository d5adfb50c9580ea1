"""What tells residents apart to a survey: the personal link that lets answer, and the mark that somebody has.

A link's key is encrypted under FIELD_KEYS and bound to its survey, so a log of addresses names nobody, a key of one
survey opens no other, and a forged one opens nothing. The mark is a keyed hash of survey and resident: the database
alone cannot tell whose it is (docs/decisions/0030-what-an-anonymous-survey-keeps.md).
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode

from django.conf import settings
from django.urls import reverse

from campaigns.models import Survey
from residents.keyring import CannotDecrypt, keyring


def link_for(survey: Survey, resident_number: int) -> str:
    """Return the address at which this resident answers ``survey``: it lets answer, and shows nothing of anybody."""
    return (
        f"{settings.SITE_URL}{reverse('surveys:answer_by_key', args=[survey.slug, key_for(survey, resident_number)])}"
    )


def key_for(survey: Survey, resident_number: int) -> str:
    """Return the key in that address; another one each time."""
    sealed = keyring().encrypt(str(resident_number), _place(survey))
    return urlsafe_b64encode(sealed).decode().rstrip("=")


def resident_of(survey: Survey, key: str) -> int | None:
    """Return the number of the resident whom ``key`` lets answer; None for a forged, cut or foreign one."""
    try:
        return int(keyring().decrypt(urlsafe_b64decode(key + "=" * (-len(key) % 4)), _place(survey)))
    except (binascii.Error, CannotDecrypt, ValueError):
        return None


def marks_of(survey_id: int, resident_number: int) -> list[bytes]:
    """Return the marks that this resident answered, under every key of FIELD_KEYS, newest first."""
    return keyring().hashes(f"{survey_id}|{resident_number}", b"survey taken")


def _place(survey: Survey) -> bytes:
    return f"survey link {survey.pk}".encode()
