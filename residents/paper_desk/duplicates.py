"""Who may be enrolled already: found while a form is typed, and told in no more words than are needed."""

from datetime import date

from residents.hashes import contact_hashes, person_hashes
from residents.models import Channel, ContactPoint, Resident
from residents.names import name_key

MOST = 5


def look_alikes(name: str, birth_date: date | None, mobile: str = "") -> list[Resident]:
    """Return those enrolled with this name and birth date, or this name and mobile; each by an index of hashes."""
    found: dict[int, Resident] = {}
    living = Resident.objects.filter(left_at=None).select_related("dong").order_by("id")
    if name and birth_date:
        found |= {one.pk: one for one in living.filter(person_hash__in=person_hashes(name, birth_date))[:MOST]}
    if name and mobile:
        at = ContactPoint.objects.filter(
            address_hash__in=contact_hashes(mobile), channel=Channel.SMS, stopped_at=None
        ).values("resident")
        found |= {one.pk: one for one in living.filter(pk__in=at)[:MOST] if name_key(one.name or "") == name_key(name)}
    return list(found.values())[:MOST]
