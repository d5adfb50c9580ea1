"""Correcting who a resident is and where they live, at the resident's wish: what registers match on follows at once.

One transaction under the lock of enrolments, so that nobody moves into a household that is being emptied, and two
people cannot become the same one at the same moment.
"""

import os
from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from residents import searching
from residents.ages import needs_guardian
from residents.contacts import locked, tell_everywhere
from residents.enrolment import ENROLMENT_LOCK
from residents.hashes import address_hashes, enrolment_hashes, person_hashes
from residents.keyring import HASH_BYTES
from residents.models import Channel, ContactPoint, Household, Resident

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

LABELS: "dict[str, StrPromise]" = {
    "name": _("Name"),
    "birth_date": _("Date of birth"),
    "sex": _("Sex"),
    "dong": _("Dong"),
    "address": _("Address"),
    "tong": _("Tong"),
    "is_household_head": _("Head of the household"),
}


class SameResident(Exception):
    """The correction would make this resident the same as ``other``, who is enrolled already."""

    def __init__(self, other: Resident) -> None:
        super().__init__(other.pk)
        self.other = other


class NeedsGuardian(Exception):
    """By this birth date the resident is a child, and no guardian has consented."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who somebody is and where they live; ``dong`` is its code."""

    name: str
    birth_date: date
    sex: str
    dong: str
    address: str
    tong: int | None
    is_household_head: bool

    def as_values(self) -> dict[str, Any]:
        return {**asdict(self), "birth_date": self.birth_date.isoformat()}

    @classmethod
    def from_values(cls, values: dict[str, Any]) -> "Person":
        return cls(**{**values, "birth_date": date.fromisoformat(values["birth_date"])})


def held(resident: Resident) -> Person:
    """Return what is kept of a resident now."""
    household = resident.household
    return Person(
        name=resident.name or "",
        birth_date=date.fromisoformat(resident.birth_date or ""),
        sex=resident.sex,
        dong=resident.dong_id,
        address=household.address or "",
        tong=household.tong,
        is_household_head=resident.is_household_head,
    )


@transaction.atomic
def correct(resident: Resident, wanted: Person) -> list[str]:
    """Make a resident the person that is wanted, and tell them; return what changed, by the names of ``Person``.

    The tong is the household's: whoever lives at the address gets it. Raise SameResident, NeedsGuardian or HasLeft.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ENROLMENT_LOCK])
    current = locked(resident)
    before = held(current)
    changed = [name for name in LABELS if getattr(before, name) != getattr(wanted, name)]
    if not changed:
        return []
    _refuse_children(current, before, wanted)
    old = current.household
    current.household = _household(old, wanted)
    current.dong_id = wanted.dong
    _refuse_the_same(current, wanted)
    current.name, current.birth_date, current.sex = wanted.name, wanted.birth_date.isoformat(), wanted.sex
    current.is_household_head, current.birth_year = wanted.is_household_head, wanted.birth_date.year
    if {"name", "birth_date"} & set(changed):
        current.person_hash = person_hashes(wanted.name, wanted.birth_date)[0]
        current.enrolment_hash = _enrolment_hashes(current, wanted)[0]
    current.save(update_fields=_SAVED)
    searching.index(current)
    if old.pk != current.household_id:
        _leave_behind(old)
    tell_everywhere("corrected", current, what=[LABELS[name] for name in changed])
    return changed


_SAVED = (
    "name", "birth_date", "sex", "is_household_head", "birth_year", "household", "dong", "person_hash",
    "enrolment_hash",
)  # fmt: skip


def _refuse_children(current: Resident, before: Person, wanted: Person) -> None:
    today = timezone.localdate()
    becomes_a_child = needs_guardian(wanted.birth_date, on=today) and not needs_guardian(before.birth_date, on=today)
    if becomes_a_child and not hasattr(current, "guardianship"):
        raise NeedsGuardian


def _refuse_the_same(current: Resident, wanted: Person) -> None:
    """Refuse what an enrolment would take for the same form, and a namesake of the same day in the same household."""
    others = Resident.objects.exclude(pk=current.pk).select_related("dong")
    same = others.filter(enrolment_hash__in=_enrolment_hashes(current, wanted)).first()
    hashes = person_hashes(wanted.name, wanted.birth_date)
    same = same or others.filter(household=current.household_id, person_hash__in=hashes, left_at=None).first()
    if same is not None:
        raise SameResident(same)


def _enrolment_hashes(current: Resident, wanted: Person) -> list[bytes]:
    contacts = ContactPoint.objects.filter(resident=current, stopped_at=None)
    addresses = dict(contacts.values_list("channel", "address"))
    return enrolment_hashes(
        wanted.name, wanted.birth_date, addresses.get(Channel.SMS) or addresses.get(Channel.EMAIL) or ""
    )


def _household(old: Household, wanted: Person) -> Household:
    """Find or make the household at the wanted address, spelled and counted as wanted."""
    hashes = address_hashes(wanted.address)
    if old.dong_id == wanted.dong and bytes(old.address_hash) in hashes:
        found: Household | None = old
    else:
        found = Household.objects.filter(dong=wanted.dong, address_hash__in=hashes).first()
    if found is None:
        return Household.objects.create(
            dong_id=wanted.dong, address=wanted.address, address_hash=hashes[0], tong=wanted.tong
        )
    # Somebody who moves in without knowing the tong does not take it from those who live there.
    tong = wanted.tong if wanted.tong is not None or found.pk == old.pk else found.tong
    if (found.address, found.tong) != (wanted.address, tong):
        found.address, found.tong = wanted.address, tong
        found.save(update_fields=["address", "tong"])
    return found


def _leave_behind(household: Household) -> None:
    """Keep no address at which nobody is enrolled any more."""
    living = Resident.objects.filter(household=household)
    if not living.exists():
        household.delete()
    elif not living.filter(left_at=None).exists():
        household.address, household.address_hash = "", os.urandom(HASH_BYTES)
        household.save(update_fields=["address", "address_hash"])
