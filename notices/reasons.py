"""Why a row became what it became, in words for the staff."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_REASONS = {
    "repeated": _("The same obligation stands above in this file."),
    "several_fit": _("Several residents have this name and birth date in this dong."),
    "other_dong": _("A resident has this name and birth date, but in another dong."),
    "other_address": _("A resident has this name and birth date, but at another address."),
    "no_dong_or_address": _("A resident has this name and birth date, but the row has neither dong nor address."),
    "not_enrolled": _("Not enrolled."),
    "no_consent": _("No consent in force for this kind of notice."),
    "not_subscribed": _("Enrolled, but not for this kind of notice."),
    "quiet_until": _("The resident asked not to be written to until a later day."),
    "no_verified_contact": _("No verified contact on a chosen channel."),
    "contact_stopped": _("The contact was stopped."),
    "contact_unverified": _("The contact is not verified."),
    "suppressed": _("The address gets nothing more."),
    "answer_lost": _("The connection broke before the answer came."),
    "worker_lost": _("A worker stopped before the answer was recorded."),
    "given_up": _("A person took it for not arrived."),
    "bounced": _("The recipient's mail server returned it."),
    "complaint": _("The recipient reported it as unwanted."),
    "never_reached": _("No message could be delivered."),
    "not_me": _("Somebody else reads at the address."),
    "decided": _("A person decided that nobody enrolled is meant."),
    "rrn": _("It holds what looks like a resident registration number. Take it out; the birth date is enough."),
    "missing": _("A required cell is empty."),
}


def reason_text(code: str) -> "StrPromise | str":
    """Return the sentence for a reason; an unknown one comes back as it is."""
    return _REASONS.get(code) or _CELLS.get(code) or code


_CELLS = {
    "bad_name": _("The name cannot be read: letters only, no formula."),
    "bad_birth_date": _("The birth date cannot be read: write it as 1980-01-31."),
    "bad_date": _("The date cannot be read: write it as 2026-07-31."),
    "bad_datetime": _("Date and time cannot be read: write them as 2026-12-15 14:00."),
    "bad_amount": _("The amount cannot be read: write it in won, such as 929,520."),
    "bad_number": _("The number cannot be read."),
    "rounded_number": _("The spreadsheet rounded this number: format the column as text and enter it again."),
    "bad_address": _("The address cannot be read."),
}
