"""By which address something is told to somebody who took part: one that was proved, of a resident in force.

Email where there is one: it costs nothing. Nobody is written to at night who did not just do something: the law asks
that of advertisements only (정보통신망법 제50조 제3항), the house of everything.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from residents.contacts import proved
from residents.models import Channel, Resident


@dataclass(frozen=True, slots=True)
class Way:
    """Where and in which language somebody is told."""

    channel: Channel
    address: str
    language: str


def is_night(now: datetime) -> bool:
    """Tell whether nobody is written to now who did not just do something."""
    hour = timezone.localtime(now).hour
    return not settings.QUIET_HOURS_END <= hour < settings.QUIET_HOURS_BEGIN


def ways_of(residents: Collection[int]) -> dict[int, Way]:
    """Return how each of these residents is told, in one query; who left or has no proved address is not among them.

    Nor is who wants nothing before some later day (“Don't write to me until …”).
    """
    found: dict[int, Way] = {}
    for contact in proved().filter(resident__in=residents).select_related("resident"):
        until = contact.resident.quiet_until
        if contact.address and not (until and until > timezone.localdate()):
            way = Way(Channel(contact.channel), contact.address, contact.resident.language)
            if contact.resident_id not in found or way.channel == Channel.EMAIL:
                found[contact.resident_id] = way
    return found


def way_of(resident: Resident) -> Way | None:
    """Return how ``resident`` is told what came of something that they did themself, quiet or not."""
    contacts = sorted(proved(resident), key=lambda one: one.channel != Channel.EMAIL)
    return next((Way(Channel(one.channel), one.address, resident.language) for one in contacts if one.address), None)
