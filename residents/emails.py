"""Email addresses."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from email_validator import EmailNotValidError, validate_email

from residents.text import folded
from residents.unreadable import UnreadableValue


def read_email(cell: Any) -> str:
    """Read an email address; the domain comes back in lower case and ASCII. That it exists is not checked.

    Addresses that need SMTPUTF8 (Hangul before the @) are refused: few servers take them.
    """
    try:
        found = validate_email(
            folded(cell).removeprefix("mailto:"),
            allow_smtputf8=False,
            check_deliverability=False,
            test_environment=True,
            globally_deliverable=False,
            strict=True,
        )
    except EmailNotValidError as error:
        raise _bad_email() from error
    if found.ascii_email is None or "." not in found.ascii_domain:
        raise _bad_email()
    return found.ascii_email


def _bad_email() -> UnreadableValue:
    return UnreadableValue("bad_email", _("The email address cannot be read: write it as name@example.com."))
