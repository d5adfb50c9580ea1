"""Many leave at once, in statements instead of one by one: those of an import that is undone.

The ledger gets the same lines as in ``leaving.leave``, and what is left behind is destroyed in the same transaction,
with the same search and the same proof for each as in ``destruction``: nothing of them outlives the statement.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from django.apps import apps
from django.db import connection, models
from django.db.models import Count
from django.utils import timezone

from accounts.models import User
from residents import destruction
from residents.consent import mask_of
from residents.destruction import NotDestroyed
from residents.encryption import EncryptedTextField
from residents.enrolment import hold_enrolments
from residents.hashes import contact_hashes
from residents.models import (
    ConsentEntry,
    ConsentKind,
    ContactCode,
    ContactPoint,
    ContactTrouble,
    Destruction,
    Household,
    LeftBecause,
    PaperForm,
    Resident,
    Subscription,
    SubscriptionEnd,
)
from residents.paper_desk import erasing

Counts = dict[int, dict[str, int]]  # resident → table → rows

# What an enrolment writes, and what is found of it by itself. Whoever has a row elsewhere has a history that is looked
# at one by one.
OF_AN_ENROLMENT = frozenset({Resident, ContactPoint, ConsentEntry, Subscription, ContactTrouble})

_INTERESTS = Resident.interests.through._default_manager

_WITHDRAW = """
INSERT INTO residents_consententry (resident_id, kind, action, text_sha256, route, given_on, signed, collected_by,
                                    recorded_by_id, recorded_at)
SELECT r.id, kind.name, 'withdrawn', '', r.route, %(today)s, false, %(empty)s, %(by)s, now()
  FROM residents_resident AS r, unnest(%(kinds)s, %(bits)s) AS kind (name, bit)
 WHERE r.id = ANY(%(ids)s) AND r.consents & kind.bit <> 0
 ORDER BY r.id, kind.name
"""
_END = """
WITH ended AS (DELETE FROM residents_subscription WHERE resident_id = ANY(%(ids)s)
               RETURNING resident_id, service, channel, since)
INSERT INTO residents_subscriptionend (resident_id, service, channel, since, ended_at, route, message, recorded_by_id)
SELECT e.resident_id, e.service, e.channel, e.since, now(), r.route, '', %(by)s
  FROM ended AS e JOIN residents_resident AS r ON r.id = e.resident_id
"""
# A row stays as a number without a person, and with hashes that nothing can match (16 random bytes each).
_EMPTY = """
UPDATE residents_resident
   SET left_at = %(now)s, left_because = %(because)s, consents = 0, quiet_until = NULL, name = %(no_name)s,
       birth_date = %(no_date)s, sex = '', receipt_number = '', birth_year = NULL, search_terms = '{}',
       person_hash = uuid_send(gen_random_uuid()), enrolment_hash = uuid_send(gen_random_uuid())
 WHERE id = ANY(%(ids)s)
"""
_EMPTY_HOUSEHOLDS = """
UPDATE residents_household AS h SET address = %(no_address)s, address_hash = uuid_send(gen_random_uuid())
 WHERE h.id IN (SELECT household_id FROM residents_resident WHERE id = ANY(%(ids)s))
   AND NOT EXISTS (SELECT FROM residents_resident AS r WHERE r.household_id = h.id AND r.left_at IS NULL)
RETURNING h.id
"""


def leave_together(ids: Sequence[int], *, because: LeftBecause, by: User | None) -> None:
    """Have these residents leave and be destroyed, in the caller's transaction; their rows are locked by it.

    Only for those of whom nothing is known but their enrolment (``have_only_enrolled``). Raise NotDestroyed when a
    search finds something afterwards.
    """
    if not ids:
        return
    hold_enrolments()  # nobody moves into a household that is being emptied
    addresses = _addresses(ids)
    counts, kept = _count(ids), _leave_rooms(ids)
    names, bits = zip(*((kind.value, mask_of([kind])) for kind in ConsentKind), strict=True)
    now = timezone.now()
    values: dict[str, Any] = {
        "ids": list(ids),
        "by": by.pk if by else None,
        "today": timezone.localdate(),
        "now": now,
        "because": because.value,
        "kinds": list(names),
        "bits": list(bits),
        "empty": _sealed(ConsentEntry, "collected_by"),
        "no_name": _sealed(Resident, "name"),
        "no_date": _sealed(Resident, "birth_date"),
        "no_address": _sealed(Household, "address"),
    }
    _run(_WITHDRAW, values)
    _run(_END, values)
    codes = _forget_codes(ids, addresses)
    ContactPoint.objects.filter(resident__in=ids).delete()
    _INTERESTS.filter(resident__in=ids).delete()
    _run(_EMPTY, values)
    emptied = {row[0] for row in _run(_EMPTY_HOUSEHOLDS, values)}
    for pk, rows in codes.items():
        counts[pk]["residents.ContactCode"] = rows
    _prove(ids, addresses, counts, kept, emptied, now)


def have_only_enrolled(ids: Sequence[int]) -> set[int]:
    """Return those of whom there is nothing but what their enrolment wrote, all at one moment.

    Whoever gave or withdrew a consent since, proved or changed an address, chose a service or asked for something, and
    of whom the office wrote something down, has a life of their own here.
    """
    alone = set(ids)
    for model in apps.get_app_config("residents").get_models():
        if model not in OF_AN_ENROLMENT:
            alone -= _named_in(model, ids)
    began = models.F("resident__created_at")
    for later in (
        ConsentEntry.objects.exclude(recorded_at=began),
        Subscription.objects.exclude(since=began),
        ContactPoint.objects.exclude(created_at=began, stopped_at=None),
        ContactPoint.objects.filter(verified_at__gt=began),
    ):
        alone -= set(later.filter(resident__in=ids).values_list("resident", flat=True))
    changed = Resident.objects.filter(pk__in=ids).exclude(quiet_until=None)
    return alone - set(changed.values_list("pk", flat=True))


def _named_in(model: type[models.Model], ids: Sequence[int]) -> set[int]:
    """Return those of whom this table has a row."""
    named: set[int] = set()
    for key in destruction.keys_to_a_resident(model):
        named.update(model._default_manager.filter(**{f"{key}__in": ids}).values_list(key, flat=True))
    return named


def _leave_rooms(ids: Sequence[int]) -> Counts:
    """Have the rooms above destroy what they have of the few whom they know; return what a law keeps of each."""
    rooms = [model for model in apps.get_models() if model._meta.app_label != "residents"]
    above = [model for model in rooms if model._meta.label not in destruction.PROJECTIONS]
    kept: Counts = {pk: {} for pk in ids}
    for pk in sorted(set().union(*(_named_in(model, ids) for model in above))):
        for remains in destruction.leave_rooms(pk):
            kept[pk].update(remains.kept)
    return kept


def _addresses(ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {pk: [] for pk in ids}
    for pk, address in ContactPoint.objects.filter(resident__in=ids).values_list("resident", "address"):
        if address:
            found[pk].append(address)
    return found


def _forget_codes(ids: Sequence[int], addresses: dict[int, list[str]]) -> dict[int, int]:
    """Delete the codes that went to these addresses, but for those that somebody else uses too; return how many."""
    owners: dict[bytes, int] = {}
    for pk, held in addresses.items():
        for address in held:
            owners.update(dict.fromkeys(contact_hashes(address), pk))
    codes = ContactCode.objects.filter(address_hash__in=list(owners))
    found = {bytes(value) for value in codes.values_list("address_hash", flat=True)}
    if not found:
        return {}
    others = ContactPoint.objects.filter(address_hash__in=list(found), stopped_at=None).exclude(resident__in=ids)
    alone = found - {bytes(value) for value in others.values_list("address_hash", flat=True)}
    counts: dict[int, int] = {}
    for value in alone:
        gone, _by_table = ContactCode.objects.filter(address_hash=value).delete()
        counts[owners[value]] = counts.get(owners[value], 0) + gone
    return counts


def _count(ids: Sequence[int]) -> Counts:
    """Count what is there before, by resident and table, as the proof names it."""
    counts: Counts = {pk: {} for pk in ids}
    for model, label in (
        (ContactPoint, "residents.ContactPoint"),
        (Subscription, "residents.Subscription"),
        (Resident.interests.through, "residents.Interest"),
    ):
        rows = model._default_manager.filter(resident__in=ids).order_by().values_list("resident")
        for pk, count in rows.annotate(Count("pk")):
            counts[pk][label] = count
    return counts


def _prove(
    ids: Sequence[int],
    addresses: dict[int, list[str]],
    counts: Counts,
    kept: Counts,
    emptied: set[int],
    now: datetime,
) -> None:
    """Search for what is still there, as ``destruction.search`` does for one, and write each one's proof."""
    found = _search(ids, addresses)
    left = {place: rows for one in found.values() for place, rows in one.items() if rows}
    if left:
        raise NotDestroyed(left)
    homes = dict(Resident.objects.filter(pk__in=ids).values_list("pk", "household"))
    stays = {model._meta.label: _by_resident(model, ids) for model in (ConsentEntry, SubscriptionEnd)}
    Destruction.objects.bulk_create(
        Destruction(
            resident_number=pk,
            asked_at=now,
            destroyed={
                "residents.ContactCode": 0,
                "residents.ContactPoint": 0,
                "residents.Subscription": 0,
                "residents.Interest": 0,
                **counts[pk],
                "residents.Resident": 1,
                "residents.Household": int(homes[pk] in emptied),
            },
            kept={label: rows.get(pk, 0) for label, rows in stays.items()} | kept[pk],
            left=found[pk],
        )
        for pk in ids
    )


def _search(ids: Sequence[int], addresses: dict[int, list[str]]) -> Counts:
    places = ("ContactCode", "Household", "Interest", "PaperPage")
    found: Counts = {pk: {f"residents.{place}": 0 for place in places} for pk in ids}
    _search_households(ids, found)
    for pk in sorted(_named_in(PaperForm, ids)):
        found[pk]["residents.PaperPage"] = erasing.scans_of(pk).count()
    for pk in _INTERESTS.filter(resident__in=ids).values_list("resident", flat=True):
        found[pk]["residents.Interest"] += 1
    for model in apps.get_models():
        label = model._meta.label
        for key in destruction.keys_to_a_resident(model):
            for one in found.values():
                one.setdefault(label, 0)
            if model not in destruction.GONE and not destruction.encrypted_fields(model):
                continue
            rows = model._default_manager.filter(**{f"{key}__in": ids})
            for row in rows.iterator(chunk_size=1_000):
                pk = getattr(row, key)
                found[pk][label] += model in destruction.GONE or destruction.row_tells(row, addresses[pk])
    return found


def _search_households(ids: Sequence[int], found: Counts) -> None:
    living = Resident.objects.filter(household=models.OuterRef("household"), left_at=None)
    empty = Resident.objects.filter(pk__in=ids).exclude(models.Exists(living)).select_related("household")
    for resident in empty:
        found[resident.pk]["residents.Household"] = int(bool(resident.household.address))


def _by_resident(model: type[models.Model], ids: Sequence[int]) -> dict[int, int]:
    rows = model._default_manager.filter(resident__in=ids).order_by().values_list("resident")
    return dict(rows.annotate(Count("pk")))


def _sealed(model: type[models.Model], name: str) -> bytes:
    """Return nothing, as this column keeps it; the same for all rows of a statement tells nothing of them."""
    return cast("EncryptedTextField", model._meta.get_field(name)).seal("")


def _run(statement: str, values: dict[str, Any]) -> list[tuple[int]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []
