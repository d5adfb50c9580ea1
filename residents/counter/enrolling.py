"""Enrolling somebody who stands at the counter: one resident, one act and one receipt, however often it is pressed.

Enrolments wait for each other, so the same person at two counters becomes one resident; the second clerk is told who.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from residents.counter.drafts import Draft, changing
from residents.enrolment import ENROLMENT_LOCK, Contact, Enrolment, enrol
from residents.handing_in import known_as, make_way
from residents.hashes import contact_hashes, person_hashes
from residents.models import Channel, ContactProof, CounterAct, Guardianship, IdKind, Resident
from residents.offered_services import services
from residents.outgoing import tell
from residents.receipts import new_receipt_number


@dataclass(frozen=True, slots=True)
class Proxy:
    """Whoever came in the resident's place; their power of attorney was seen."""

    name: str
    relation: str


@dataclass(frozen=True, slots=True)
class Guardian:
    """Who consents for a child under 14; the paper that says so was seen."""

    name: str
    relation: str


@dataclass(frozen=True, slots=True)
class WalkIn:
    """One enrolment at the counter. ``id_kind`` is the document of whoever stands there.

    ``told_apart``: residents of the same name, birth date and dong whom the clerk was shown, and who are others.
    """

    item: Enrolment
    id_kind: IdKind
    signature: CounterAct.Signature
    strokes: str = ""
    proxy: Proxy | None = None
    guardian: Guardian | None = None
    told_apart: frozenset[int] = field(default_factory=frozenset)


class KnownAlready(Exception):
    """``resident`` is this person: same name and birth date, and a contact in common."""

    def __init__(self, resident: Resident) -> None:
        super().__init__(resident.pk)
        self.resident = resident


class Namesakes(Exception):
    """``residents`` have the name and birth date and live in the dong: only somebody who asks can tell them apart."""

    def __init__(self, residents: list[Resident]) -> None:
        super().__init__([resident.pk for resident in residents])
        self.residents = residents


def enrol_at_counter(draft: Draft, walk_in: WalkIn, *, by: User) -> Resident:
    """Enrol the person of ``draft`` and return the resident; enrolled before from this draft, return the same one.

    Raise KnownAlready or Namesakes. Messages are stored with the enrolment, or not at all.
    """
    with changing(draft) as locked:
        if locked.row.resident is not None:
            return locked.row.resident
        with connection.cursor() as cursor:  # whoever enrols the same person meanwhile is waited for, and then found
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ENROLMENT_LOCK])
        proofs = _lock_proofs(locked)
        item = _completed(walk_in.item, proofs, by)
        make_way(item)
        _refuse_known(item, walk_in.told_apart)
        enrol([item])
        resident = Resident.objects.get(enrolment_hash=item.hashes[0])
        _record(resident, walk_in, item, by)
        ContactProof.objects.filter(pk__in=[proof.pk for proof in proofs.values()]).update(resident=resident)
        _confirm(resident, item, child=walk_in.guardian is not None)
        locked.end(resident)
    return resident


def people_like(name: str, birth_date: date, dong: str) -> "QuerySet[Resident]":
    """Return the residents of this dong who have the name and the birth date."""
    return Resident.objects.filter(person_hash__in=person_hashes(name, birth_date), dong=dong, left_at=None)


def _lock_proofs(draft: Draft) -> dict[str, ContactProof]:
    """Return the proofs of this draft by address, locked: one that is made meanwhile finds its resident afterwards."""
    asked = [proof.pk for proof in draft.proofs().values()]
    locked = ContactProof.objects.select_for_update(of=("self",)).filter(pk__in=asked, resident=None)
    return {proof.address or "": proof for proof in locked.order_by("pk")}


def _completed(item: Enrolment, proofs: Mapping[str, ContactProof], by: User) -> Enrolment:
    """Add what only the office knows: who took it in, the receipt number, when each contact was proved."""
    contacts = {
        channel: Contact(contact.address, proofs[contact.address].proved_at if contact.address in proofs else None)
        for channel, contact in item.contacts.items()
    }
    return replace(item, contacts=contacts, recorded_by=by.pk, receipt_number=new_receipt_number())


def _refuse_known(item: Enrolment, told_apart: Iterable[int]) -> None:
    known = known_as(item)
    if known is not None:
        raise KnownAlready(known)
    alike = people_like(item.name, item.birth_date, item.dong).exclude(pk__in=told_apart)
    if found := list(alike.select_related("household", "dong").order_by("id")):
        raise Namesakes(found)


def _record(resident: Resident, walk_in: WalkIn, item: Enrolment, by: User) -> None:
    proxy, guardian = walk_in.proxy, walk_in.guardian
    CounterAct.objects.create(
        resident=resident,
        kind=CounterAct.Kind.ENROLLED,
        clerk=by,
        dong=by.dong,
        id_kind=walk_in.id_kind,
        id_checked_by=by,
        proxy_name=proxy.name if proxy else "",
        proxy_relation=proxy.relation if proxy else "",
        power_of_attorney=proxy is not None,
        family_paper=guardian is not None,
        signature=walk_in.signature,
        strokes=walk_in.strokes,
    )
    if guardian:
        # The clerk saw who stands there, so the guardian is known by that moment at the latest (DOMAIN.md R5).
        channel, contact = next(iter(item.contacts.items()))
        Guardianship.objects.create(
            child=resident,
            name=guardian.name,
            relation=guardian.relation,
            channel=channel,
            address_hash=contact_hashes(contact.address)[0],
            verified_at=contact.verified_at or timezone.now(),
        )


def _confirm(resident: Resident, item: Enrolment, *, child: bool) -> None:
    """Confirm the enrolment wherever the resident proved to read; nothing goes to another address."""
    values = {
        "receipt_number": item.receipt_number,
        "chosen": [service.label for service in services() if service.slug in item.services],
        "received_on": item.received_on,
        "child": child,
    }
    for channel, contact in item.contacts.items():
        if contact.verified_at:
            tell("enrolled", Channel(channel), contact.address, language=resident.language, values=values)
