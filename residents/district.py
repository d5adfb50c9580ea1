"""The district's name in the language of whoever reads."""

from django.conf import settings
from django.utils.translation import get_language


def district_name() -> str:
    """Return the district's name, romanised for who reads English and where the settings have it so."""
    english = (get_language() or "").startswith("en")
    name: str = (settings.DISTRICT_NAME_EN if english else "") or settings.DISTRICT_NAME
    return name
