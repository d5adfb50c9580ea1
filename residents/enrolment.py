"""Enrolling people: one verb for one person on the site and for a file of forty-six thousand."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from residents.consent import current_texts, mask_of
from residents.copying import copy_rows, new_ids
from residents.encryption import EncryptedTextField
from residents.hashes import address_hashes, contact_hashes, enrolment_hashes, person_hashes
from residents.models import (
    Channel,
    ConsentEntry,
    ConsentKind,
    ConsentText,
    ContactPoint,
    Household,
    Interest,
    Resident,
    Route,
    Subscription,
)
from residents.searching import terms_of

ENROLMENT_LOCK = 0x50_70_6E_67  # any constant: enrolments wait for each other, so the same form twice makes one


@dataclass(frozen=True, slots=True)
class Contact:
    """An address over one channel; ``verified_at`` is None until the resident proved it."""

    address: str
    verified_at: datetime | None


@dataclass(frozen=True, slots=True)
class Enrolment:
    """One form, read and checked. ``services`` maps a service's slug to the channels chosen for it."""

    name: str
    birth_date: date
    sex: str
    dong: str
    tong: int | None
    ban: int | None
    address: str
    is_household_head: bool
    contacts: dict[Channel, Contact]
    services: dict[str, frozenset[Channel]]
    consents: frozenset[ConsentKind]
    route: Route
    received_on: date
    signed: bool
    collected_by: str = ""
    receipt_number: str = ""
    interests: frozenset[str] = field(default_factory=frozenset)
    language: str = "ko"
    recorded_by: int | None = None  # the number of whoever at the office took it in
    # The texts that were agreed to, where they were shown; a form on paper carries the newest.
    texts: Mapping[ConsentKind, ConsentText] = field(default_factory=dict)

    @property
    def hashes(self) -> list[bytes]:
        """The hashes by which the same form is recognised, under every key."""
        contact = self.contacts.get(Channel.SMS) or self.contacts.get(Channel.EMAIL)
        return enrolment_hashes(self.name, self.birth_date, contact.address if contact else "")


@transaction.atomic
def enrol(enrolments: Sequence[Enrolment], *, imported_by: int | None = None) -> list[int | None]:
    """Enrol people in order; return each one's resident id, or None where the same form was enrolled before.

    ``imported_by``: the import that they are of. What is written of a person at once bears one moment.
    """
    hold_enrolments()
    fresh = new_ones(enrolments)
    ids: list[int | None] = [None] * len(enrolments)
    written = _write([enrolments[position] for position in fresh], imported_by)
    for position, resident_id in zip(fresh, written, strict=True):
        ids[position] = resident_id
    return ids


def hold_enrolments() -> None:
    """Have every enrolment wait until the caller's transaction ends. To be taken before any lock on a resident."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ENROLMENT_LOCK])


def new_ones(
    enrolments: Sequence[Enrolment], *, seen: Callable[[set[bytes]], set[bytes]] = lambda hashes: set()
) -> list[int]:
    """Return the places of those whom ``enrol`` would enrol now: neither enrolled before nor earlier among these.

    ``seen``, for a rehearsal: which of some hashes earlier pages held.
    """
    hashes = [enrolment.hashes for enrolment in enrolments]
    every = {value for values in hashes for value in values}
    known = _known(every) | seen(every)
    fresh = []
    for position, own in enumerate(hashes):
        if known.isdisjoint(own):
            known.update(own)
            fresh.append(position)
    return fresh


def _known(hashes: set[bytes]) -> set[bytes]:
    found = Resident.objects.filter(enrolment_hash__in=hashes).values_list("enrolment_hash", flat=True)
    return {bytes(value) for value in found}


def _write(enrolments: list[Enrolment], imported_by: int | None) -> list[int]:
    """Write residents with everything that is theirs, in one COPY per table."""
    if not enrolments:
        return []
    households, now = _households(enrolments), timezone.now()
    ids = new_ids(Resident, len(enrolments))
    pairs = list(zip(ids, enrolments, strict=True))
    copy_rows(Resident, _RESIDENT, ((*_resident(pk, item, households, now), imported_by) for pk, item in pairs))
    copy_rows(ContactPoint, _CONTACT, (row for pk, item in pairs for row in _contacts(pk, item, now)))
    texts = current_texts()
    copy_rows(ConsentEntry, _CONSENT, (row for pk, item in pairs for row in _consents(pk, item, texts, now)))
    copy_rows(Subscription, _SUBSCRIPTION, (row for pk, item in pairs for row in _subscriptions(pk, item, now)))
    interests = dict(Interest.objects.values_list("name", "id"))
    copy_rows(
        Resident.interests.through,
        ("resident", "interest"),
        ((pk, interests[name]) for pk, item in pairs for name in sorted(item.interests)),
    )
    return ids


def _households(enrolments: Sequence[Enrolment]) -> dict[tuple[str, bytes], int]:
    """Find or make the households of these people; return their ids by dong and newest address hash."""
    wanted = {(item.dong, (hashes := address_hashes(item.address))[0]): (item, hashes) for item in enrolments}
    every = [value for _, hashes in wanted.values() for value in hashes]
    rows = Household.objects.filter(address_hash__in=every).values_list("dong_id", "address_hash", "id")
    known = {(dong, bytes(value)): pk for dong, value, pk in rows}
    found = {
        key: next((known[key[0], value] for value in hashes if (key[0], value) in known), None)
        for key, (_, hashes) in wanted.items()
    }
    missing = [key for key, pk in found.items() if pk is None]
    ids = new_ids(Household, len(missing))
    copy_rows(
        Household,
        ("id", "dong", "tong", "ban", "address", "address_hash"),
        (
            (pk, dong, item.tong, item.ban, _seal(Household, "address", item.address), value)
            for pk, (dong, value) in zip(ids, missing, strict=True)
            for item in (wanted[dong, value][0],)
        ),
    )
    return {
        **{key: pk for key, pk in found.items() if pk is not None},
        **dict(zip(missing, ids, strict=True)),
    }


_RESIDENT = (
    "id", "household", "dong", "name", "birth_date", "sex", "is_household_head", "language", "receipt_number",
    "route", "enrolled_on", "created_at", "person_hash", "enrolment_hash", "consents", "birth_year", "search_terms",
    "imported_by",
)  # fmt: skip


def _resident(pk: int, item: Enrolment, households: dict[tuple[str, bytes], int], now: datetime) -> tuple[Any, ...]:
    return (
        pk,
        households[item.dong, address_hashes(item.address)[0]],
        item.dong,
        _seal(Resident, "name", item.name),
        _seal(Resident, "birth_date", item.birth_date.isoformat()),
        item.sex,
        item.is_household_head,
        item.language,
        item.receipt_number,
        item.route.value,
        item.received_on,
        now,
        person_hashes(item.name, item.birth_date)[0],
        item.hashes[0],
        mask_of(item.consents),
        item.birth_date.year,
        terms_of(item.name, item.birth_date, mobile=_address(item, Channel.SMS), email=_address(item, Channel.EMAIL)),
    )


def _address(item: Enrolment, channel: Channel) -> str:
    contact = item.contacts.get(channel)
    return contact.address if contact else ""


_CONTACT = (
    "resident", "channel", "address", "address_hash", "verified_at", "stopped_because", "created_at",
)  # fmt: skip


def _contacts(pk: int, item: Enrolment, now: datetime) -> list[tuple[Any, ...]]:
    return [
        (
            pk,
            channel.value,
            _seal(ContactPoint, "address", contact.address),
            contact_hashes(contact.address)[0],
            contact.verified_at,
            "",
            now,
        )
        for channel, contact in item.contacts.items()
    ]


_CONSENT = (
    "resident", "kind", "action", "text", "text_sha256", "route", "given_on", "signed", "collected_by", "recorded_by",
    "recorded_at",
)  # fmt: skip


def _consents(pk: int, item: Enrolment, texts: dict[ConsentKind, Any], now: datetime) -> list[tuple[Any, ...]]:
    return [
        (
            pk,
            kind.value,
            ConsentEntry.Action.GIVEN.value,
            (item.texts.get(kind) or texts[kind]).pk,
            (item.texts.get(kind) or texts[kind]).sha256,
            item.route.value,
            item.received_on,
            item.signed,
            _seal(ConsentEntry, "collected_by", item.collected_by),
            item.recorded_by,
            now,
        )
        for kind in sorted(item.consents)
    ]


_SUBSCRIPTION = ("resident", "service", "channel", "since")


def _subscriptions(pk: int, item: Enrolment, now: datetime) -> list[tuple[Any, ...]]:
    return [
        (pk, service, channel.value, now) for service, channels in item.services.items() for channel in sorted(channels)
    ]


def _seal(model: Any, name: str, value: str) -> bytes:
    column: EncryptedTextField = model._meta.get_field(name)
    return column.seal(value)
