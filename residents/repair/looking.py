"""Looks at a dong's call list, as a resident's own page tells them: by list and action, without a clerk's name."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from residents.looks import Lists
from residents.models import ContactTrouble

LIST, CALL, OUTCOME = "repair_list", "repair_call", "repair_outcome"


def purpose() -> str:
    """Return for what a clerk looks, in words for the log."""
    return gettext("Contact repair")


def subject_of(dong_code: str) -> str:
    """Return what the log of access calls the list of a dong."""
    return f"contact_repair:{dong_code}"


def holding(resident_id: int) -> Mapping[str, str]:
    """Return the lists on which a resident stands."""
    dongs = ContactTrouble.objects.filter(resident=resident_id).values_list("dong", flat=True).distinct()
    return {subject_of(dong): gettext("The list of contacts to put right") for dong in dongs}


LISTS = Lists(
    holding=holding,
    actions={
        LIST: _("Saw your contact on the list"),
        CALL: _("Called you about your contact"),
        OUTCOME: _("Noted what came of the call about your contact"),
    },
)
