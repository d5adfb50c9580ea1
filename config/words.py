"""The project's own catalogue for processes without Django: the embedded services and the simulators."""

import gettext
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).resolve().parent / "locale"
LANGUAGE = "ko"


@cache
def _catalogue() -> gettext.NullTranslations:
    return gettext.translation("django", LOCALE, languages=[LANGUAGE], fallback=True)


def say(message: str) -> str:
    """Return ``message`` in Korean, or as it is where the catalogue has not been compiled."""
    return _catalogue().gettext(message)
