"""Free text that people of the office write: what it must not hold is named by ``OFFICE_TEXT_VALIDATORS``."""

from django.conf import settings
from django.utils.module_loading import import_string


def check_wording(text: str) -> None:
    """Raise ValidationError where a rule of the house refuses the text: the validator of every free field here."""
    for name in settings.OFFICE_TEXT_VALIDATORS:
        import_string(name)(text)
