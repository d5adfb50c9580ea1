"""Ages in whole years, and below which one a guardian consents."""

from datetime import date

from django.conf import settings
from django.utils import timezone

from residents.models import Resident


def age_on(birth_date: date, day: date) -> int:
    """Return the age on ``day``; born on 29 February, one grows older on 1 March (민법 제158조, 제160조)."""
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def needs_guardian(birth_date: date, *, on: date) -> bool:
    """Tell whether the legal guardian has to consent (개인정보 보호법 제22조의2); on the birthday no longer."""
    below: int = settings.GUARDIAN_CONSENT_BELOW_AGE
    return age_on(birth_date, on) < below


def is_child(resident: Resident) -> bool:
    """Tell whether a resident is a child today; of one without a birth date, the guardian tells it."""
    if resident.birth_date:
        return needs_guardian(date.fromisoformat(resident.birth_date), on=timezone.localdate())
    return hasattr(resident, "guardianship")
