"""Why somebody whom the audience asks for does not get a campaign, in words, the most first."""

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

WORDS: "dict[str, StrPromise]" = {
    "no_consent": _("have not consented to news"),
    "not_subscribed": _("have not chosen news over these channels"),
    "quiet_until": _("do not want to be written to for now"),
    "no_verified_contact": _("have no address or number that was proved"),
    "suppressed": _("have an address or number that takes nothing more"),
    "tired": _("had this week’s messages already"),
    "left": _("have left the service"),
}


def reasons_of(excluded: dict[str, int]) -> list[tuple[Any, int]]:
    """Return (words, people) for each reason, the most first."""
    return [
        (WORDS.get(name, name), count) for name, count in sorted(excluded.items(), key=lambda one: -one[1]) if count
    ]
