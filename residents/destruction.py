"""Destruction after leaving: what no law keeps is gone within the hour, and a search proves it (DOMAIN.md R7).

Each resident is one transaction, so a killed run has destroyed somebody wholly or not at all, and the next run goes on.
The row of the resident stays as a number without a person: lines of the ledger, ended subscriptions and notices that
the office owed refer to it (docs/decisions/0014-destruction-without-a-key-for-each-person.md).
"""

import logging
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from residents.encryption import EncryptedTextField
from residents.enrolment import ENROLMENT_LOCK
from residents.hashes import contact_hashes
from residents.keyring import HASH_BYTES
from residents.models import (
    ContactCall,
    ContactCode,
    ContactPoint,
    ContactProof,
    ContactTrouble,
    CounterAct,
    CounterDraft,
    Destruction,
    EnrolmentDraft,
    Guardianship,
    Household,
    Resident,
    RightsRequest,
    Subscription,
)
from residents.paper_desk import erasing

logger = logging.getLogger(__name__)

PAGE = 200

# What a law keeps may hold values of other people, or what a register said; the search looks there for the resident's
# contacts only. Everything else with a resident's key has to hold nothing that decrypts to anything.
KEPT_VALUES: dict[str, frozenset[str]] = {"residents.ConsentEntry": frozenset({"collected_by"})}


# Tables in which the database itself keeps a row for everybody; nothing in them is somebody's history.
PROJECTIONS: set[str] = set()

# What of these is left of a resident is left too much, whatever it says.
GONE = (ContactPoint, Subscription, Guardianship, EnrolmentDraft, CounterDraft)


class NotDestroyed(Exception):
    """A search found something afterwards; ``found`` says where, table → rows. Nothing of it was committed."""

    def __init__(self, found: Mapping[str, int]) -> None:
        super().__init__(dict(found))
        self.found = found


@dataclass(frozen=True, slots=True)
class Remains:
    """What a room above does to its rows about a resident: how many went, how many a law keeps, by table."""

    destroyed: dict[str, int]
    kept: dict[str, int]


_rooms: dict[str, Callable[[int], Remains]] = {}


def register_room(name: str, destroy: Callable[[int], Remains], keeps: Mapping[str, frozenset[str]]) -> None:
    """Have ``destroy(resident_id)`` called within the transaction; ``keeps``: model label → fields a law keeps."""
    _rooms[name] = destroy
    KEPT_VALUES.update(keeps)


def register_projection(label: str) -> None:
    """Name a room's table that triggers keep and empty (model label): no history, and nothing to destroy."""
    PROJECTIONS.add(label)


def leave_rooms(resident_id: int) -> list[Remains]:
    """Have every room above destroy what it has of a resident, in the caller's transaction."""
    return [destroy(resident_id) for destroy in _rooms.values()]


def destroy_all() -> int:
    """Destroy what everybody who left has left behind; return how many they were.

    One whose destruction fails is logged by number and does not stop the others; the next run tries again.
    """
    count, after = 0, 0
    while page := _waiting(after):
        for pk in page:
            try:
                count += destroy(pk)
            except Exception:
                logger.exception("the destruction of resident %s failed, and is tried again", pk)
        after = page[-1]
    return count


def destroy(resident_id: int) -> bool:
    """Destroy one resident's data and write the proof; return False when there is nothing to do. Raise NotDestroyed."""
    with transaction.atomic():
        # Nobody may enrol at this address meanwhile, and so move into a household that is being emptied.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ENROLMENT_LOCK])
        resident = Resident.objects.select_for_update().filter(pk=resident_id, left_at__isnull=False).first()
        if resident is None or resident.left_at is None or _is_proved(resident_id):
            return False
        held = [contact.address for contact in ContactPoint.objects.filter(resident=resident)]
        addresses = [address for address in held if address]  # one that was removed or replaced is erased already
        remains = leave_rooms(resident_id)
        destroyed = {**_delete(resident, addresses), **_empty(resident)}
        found = search(resident, addresses)
        if any(found.values()):
            raise NotDestroyed({place: rows for place, rows in found.items() if rows})
        Destruction.objects.create(
            resident_number=resident_id,
            asked_at=resident.left_at,
            destroyed={**destroyed, **{name: rows for room in remains for name, rows in room.destroyed.items()}},
            kept={**_kept(resident), **{name: rows for room in remains for name, rows in room.kept.items()}},
            left=found,
        )
    return True


def search(resident: Resident, addresses: list[str]) -> dict[str, int]:
    """Look through every table with a resident's key for what is still there; return rows by table.

    A value of a table that is kept counts when it holds one of ``addresses``; any other value when it is not empty.
    """
    found = {
        "residents.ContactCode": _codes(addresses, resident).count(),
        "residents.Household": int(not _is_lived_in(resident.household) and bool(_fresh(resident.household).address)),
        "residents.Interest": resident.interests.count(),
        "residents.PaperPage": erasing.scans_of(resident.pk).count(),
    }
    for model in apps.get_models():
        for key in keys_to_a_resident(model):
            rows = model._default_manager.filter(**{key: resident.pk})
            label = model._meta.label
            count = rows.count() if model in GONE else _telling(rows, addresses)
            found[label] = found.get(label, 0) + count
    return found


def _waiting(after: int) -> list[int]:
    proved = Destruction.objects.filter(resident_number=models.OuterRef("pk"))
    left = Resident.objects.filter(left_at__isnull=False, pk__gt=after).exclude(models.Exists(proved))
    return list(left.order_by("pk").values_list("pk", flat=True)[:PAGE])


def _is_proved(resident_id: int) -> bool:
    return Destruction.objects.filter(resident_number=resident_id).exists()


def _delete(resident: Resident, addresses: list[str]) -> dict[str, int]:
    """Delete what is the resident's alone."""
    interests = resident.interests.count()
    resident.interests.clear()
    return {
        "residents.ContactCode": _gone(_codes(addresses, resident)),
        "residents.ContactCall": _gone(ContactCall.objects.filter(resident=resident)),
        "residents.ContactTrouble": _gone(ContactTrouble.objects.filter(resident=resident)),
        "residents.ContactProof": _gone(ContactProof.objects.filter(resident=resident)),
        "residents.ContactPoint": _gone(ContactPoint.objects.filter(resident=resident)),
        "residents.Subscription": _gone(Subscription.objects.filter(resident=resident)),
        "residents.Guardianship": _gone(Guardianship.objects.filter(child=resident)),
        "residents.EnrolmentDraft": _gone(EnrolmentDraft.objects.filter(resident=resident)),
        "residents.CounterDraft": _gone(CounterDraft.objects.filter(resident=resident)),
        "residents.Interest": interests,
        **erasing.erase(resident.pk),
    }


def _gone(rows: "models.QuerySet[Any]") -> int:
    """Delete rows that no other row has to hear of; return how many."""
    return rows._raw_delete(rows.db) or 0


def _empty(resident: Resident) -> dict[str, int]:
    """Empty what has to stay as a row: no name, and hashes that nothing can match."""
    resident.name = resident.birth_date = resident.sex = resident.receipt_number = ""
    resident.person_hash, resident.enrolment_hash = os.urandom(HASH_BYTES), os.urandom(HASH_BYTES)
    resident.birth_year, resident.search_terms = None, []
    resident.save(
        update_fields=[
            "name", "birth_date", "sex", "receipt_number", "person_hash", "enrolment_hash", "birth_year", "search_terms"
        ]
    )  # fmt: skip
    household = 0
    if not _is_lived_in(resident.household):
        resident.household.address, resident.household.address_hash = "", os.urandom(HASH_BYTES)
        resident.household.save(update_fields=["address", "address_hash"])
        household = 1
    requests = 0
    for request in RightsRequest.objects.filter(resident=resident):
        request.text = request.answer = ""
        request.save(update_fields=["text", "answer"])
        requests += 1
    acts = 0
    for act in CounterAct.objects.filter(resident=resident):
        act.proxy_name = act.strokes = ""
        act.save(update_fields=["proxy_name", "strokes"])
        acts += 1
    return {
        "residents.Resident": 1,
        "residents.Household": household,
        "residents.RightsRequest": requests,
        "residents.CounterAct": acts,
    }


def _kept(resident: Resident) -> dict[str, int]:
    return {
        "residents.ConsentEntry": resident.consent_entries.count(),
        "residents.SubscriptionEnd": resident.subscription_ends.count(),
        "residents.RightsRequest": resident.rights_requests.count(),
        "residents.CounterAct": resident.counter_acts.count(),
    }


def _codes(addresses: list[str], resident: Resident) -> "models.QuerySet[ContactCode]":
    """Return the codes that went to these addresses, but for those that somebody else uses too."""
    hashes = [value for address in addresses for value in contact_hashes(address)]
    others = ContactPoint.objects.filter(address_hash__in=hashes, stopped_at=None).exclude(resident=resident)
    shared = [bytes(value) for value in others.values_list("address_hash", flat=True)]
    alone = [value for address in addresses if not set(own := contact_hashes(address)) & set(shared) for value in own]
    return ContactCode.objects.filter(address_hash__in=alone)


def _is_lived_in(household: Household) -> bool:
    return Resident.objects.filter(household=household, left_at=None).exists()


def _fresh(household: Household) -> Household:
    return Household.objects.get(pk=household.pk)


def keys_to_a_resident(model: type[models.Model]) -> list[str]:
    """Return the columns of a table that name a resident."""
    if model is Resident:
        return ["pk"]
    return [
        field.attname
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is Resident
    ]


def _telling(rows: "models.QuerySet[models.Model]", addresses: list[str]) -> int:
    """Count the rows of which a value still tells something about the resident."""
    if not encrypted_fields(rows.model):
        return 0
    return sum(row_tells(row, addresses) for row in rows.iterator(chunk_size=500))


def row_tells(row: models.Model, addresses: list[str]) -> bool:
    """Tell whether a value of this row still says something about the resident of these addresses."""
    kept = KEPT_VALUES.get(row._meta.label, frozenset())
    return any(_tells(getattr(row, name), name in kept, addresses) for name in encrypted_fields(type(row)))


def encrypted_fields(model: type[models.Model]) -> list[str]:
    """Return the fields of a table in which a person's values may stand."""
    return [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedTextField)]


def _tells(value: str | None, kept: bool, addresses: list[str]) -> bool:
    if not value or value == "{}":
        return False
    return any(address in value for address in addresses) if kept else True
