"""Handing a draft in: one resident and one receipt, however often and from however many tabs it is handed in.

Who is known already gets the same pages and a receipt alike; only whoever reads at the address learns of it
(docs/decisions/0013-who-is-known-already.md).
"""

import os
from collections.abc import Iterable
from datetime import date, datetime

from django.utils import timezone

from residents import consent, searching
from residents.contacts import erase
from residents.drafts import Draft, changing
from residents.enrolment import Contact, Enrolment, enrol
from residents.enrolment_steps import (
    PROOFS,
    Step,
    chosen_services,
    consents_given,
    contacts_of,
    first_open,
    guardian_address,
    is_for_child,
    receipt_of,
)
from residents.hashes import contact_hashes, person_hashes
from residents.models import (
    Channel,
    ConsentKind,
    ConsentText,
    ContactPoint,
    Guardianship,
    Interest,
    Resident,
    Route,
    Subscription,
)
from residents.offered_services import services
from residents.outgoing import tell
from residents.receipts import new_receipt_number


class NotReady(Exception):
    """A step of the draft is still open, or has become so."""


def hand_in(draft: Draft, *, language: str) -> str:
    """Enrol the person of ``draft`` and return the receipt number; handed in before, return the same one.

    Raise NotReady. Messages are stored with the enrolment, or not at all.
    """
    with changing(draft) as locked:
        if receipt_of(locked):
            return receipt_of(locked)
        if first_open(locked) != Step.CHECK:
            raise NotReady
        receipt = new_receipt_number()
        locked.row.resident = _take_in(locked, _enrolment(locked, receipt, language))
        locked.put(Step.DONE, {"receipt_number": receipt, "at": timezone.now().isoformat()})
    return receipt


def _enrolment(draft: Draft, receipt: str, language: str) -> Enrolment:
    person, home, proofs = draft.answers(Step.PERSON), draft.answers(Step.HOME), draft.answers(PROOFS)
    given = draft.answers(Step.CONSENTS)
    texts = ConsentText.objects.in_bulk(given.values())
    return Enrolment(
        name=person["name"],
        birth_date=date.fromisoformat(person["birth_date"]),
        sex=person["sex"],
        dong=home["dong"],
        tong=home["tong"],
        ban=None,
        address=home["address"],
        is_household_head=home["head"],
        contacts={
            channel: Contact(address, datetime.fromisoformat(proofs[address]))
            for channel, address in contacts_of(draft).items()
        },
        services={slug: frozenset(channels) for slug, channels in chosen_services(draft).items()},
        consents=consents_given(draft),
        route=Route.ONLINE,
        received_on=timezone.localdate(),
        signed=False,
        receipt_number=receipt,
        interests=frozenset(draft.answers(Step.INTERESTS).get("names", ())) & _interests(draft),
        language=language,
        texts={ConsentKind(kind): texts[pk] for kind, pk in given.items()},
    )


def _interests(draft: Draft) -> frozenset[str]:
    """Return the interests there are; none without the consent to promotional messages."""
    if ConsentKind.PROMOTIONAL not in consents_given(draft):
        return frozenset()
    return frozenset(Interest.objects.values_list("name", flat=True))


def _take_in(draft: Draft, item: Enrolment) -> Resident:
    """Enrol, or add to whom we know; tell everybody whom it concerns."""
    make_way(item)
    others = _owners(item)
    known = known_as(item)
    (resident_id,) = enrol([item]) if known is None else [None]
    if resident_id is None:
        resident = known or Resident.objects.filter(enrolment_hash__in=item.hashes).earliest("id")
        _tell_known(resident, item, child=is_for_child(draft))
        _add(resident, item)
    else:
        resident = Resident.objects.get(pk=resident_id)
        _tell_others(others, item)
        _tell_enrolled(item, child=is_for_child(draft))
    if is_for_child(draft):
        _remember_guardian(draft, resident)
    return resident


def make_way(item: Enrolment) -> None:
    """Whoever has left and comes back within the hour is somebody new."""
    gone = Resident.objects.filter(enrolment_hash__in=item.hashes, left_at__isnull=False)
    gone.update(enrolment_hash=os.urandom(16))


def known_as(item: Enrolment) -> Resident | None:
    """Return whom we know by this name and birth date at one of the addresses that were given."""
    addresses = [value for contact in item.contacts.values() for value in contact_hashes(contact.address)]
    living = Resident.objects.select_for_update(of=("self",)).filter(left_at=None)
    return living.filter(enrolment_hash__in=item.hashes).first() or (
        living.filter(
            person_hash__in=person_hashes(item.name, item.birth_date),
            pk__in=ContactPoint.objects.filter(address_hash__in=addresses, stopped_at=None).values("resident"),
        )
        .order_by("id")
        .first()
    )


def _remember_guardian(draft: Draft, child: Resident) -> None:
    guardian, (channel, address) = draft.answers(Step.GUARDIAN), guardian_address(draft)
    Guardianship.objects.get_or_create(
        child=child,
        defaults={
            "name": guardian["name"],
            "relation": guardian["relation"],
            "channel": channel,
            "address_hash": contact_hashes(address)[0],
            "verified_at": datetime.fromisoformat(draft.answers(PROOFS)[address]),
        },
    )


def _add(resident: Resident, item: Enrolment) -> None:
    """Add what is new to an enrolment that exists; nothing in it is overwritten or taken away."""
    usable = [channel for channel, contact in item.contacts.items() if _use(resident, channel, contact)]
    in_force = consent.fold(resident)
    for kind in sorted(item.consents):
        if not in_force & consent.mask_of([kind]):
            consent.give(resident, kind, route=Route.ONLINE, given_on=item.received_on, text=item.texts.get(kind))
    for service, channels in item.services.items():
        for channel in sorted(channels):
            if channel in usable:
                Subscription.objects.get_or_create(resident=resident, service=service, channel=channel)
    resident.interests.add(*Interest.objects.filter(name__in=item.interests))


def _use(resident: Resident, channel: Channel, contact: Contact) -> bool:
    """Return whether ``contact`` is the resident's over this channel, proved by now.

    One that was never proved gets nothing, so it gives way to one that was; a proved one stays.
    """
    held = resident.contacts.filter(channel=channel, stopped_at=None).first()
    if held and bytes(held.address_hash) in contact_hashes(contact.address):
        resident.contacts.filter(pk=held.pk, verified_at=None).update(verified_at=contact.verified_at)
        return True
    if held and held.verified_at:
        return False
    if held:
        erase(held, because="replaced")
    ContactPoint.objects.create(
        resident=resident,
        channel=channel,
        address=contact.address,
        address_hash=contact_hashes(contact.address)[0],
        verified_at=contact.verified_at,
    )
    searching.index(resident)
    return True


def _owners(item: Enrolment) -> list[tuple[str, Channel, str, str]]:
    """Return whom an enrolment concerns besides the one enrolled, as (why, channel, address, language).

    ``address``: another resident reads there. ``person``: somebody of the same name, birth date and dong reads there.
    """
    hashes = [value for contact in item.contacts.values() for value in contact_hashes(contact.address)]
    living = ContactPoint.objects.filter(stopped_at=None, resident__left_at=None).select_related("resident")
    at_address = living.filter(address_hash__in=hashes)
    same_person = living.filter(
        resident__person_hash__in=person_hashes(item.name, item.birth_date), resident__dong=item.dong
    ).exclude(address_hash__in=hashes)
    found = [("address", contact) for contact in at_address]
    found += [("person", contact) for contact in same_person.filter(verified_at__isnull=False)]
    return [(why, Channel(contact.channel), contact.address or "", contact.resident.language) for why, contact in found]


def _tell_others(owners: Iterable[tuple[str, Channel, str, str]], item: Enrolment) -> None:
    told = set()
    for why, channel, address, language in owners:
        if (channel, address.casefold()) not in told:
            told.add((channel, address.casefold()))
            tell("already_enrolled", channel, address, language=language, values={"why": why})


def _tell_known(resident: Resident, item: Enrolment, *, child: bool) -> None:
    """Tell the owner at every address that was proved, then or now."""
    proved = {(channel, contact.address) for channel, contact in item.contacts.items()}
    held = resident.contacts.filter(stopped_at=None, verified_at__isnull=False)
    proved |= {(Channel(contact.channel), contact.address or "") for contact in held}
    values = {"why": "again", "receipt_number": item.receipt_number, "child": child}
    for channel, address in sorted(proved):
        tell("already_enrolled", channel, address, language=resident.language, values=values)


def _tell_enrolled(item: Enrolment, *, child: bool) -> None:
    """Confirm the enrolment over each proved channel."""
    chosen = [service.label for service in services() if service.slug in item.services]
    values = {
        "receipt_number": item.receipt_number,
        "chosen": chosen,
        "received_on": item.received_on,
        "child": child,
    }
    for channel, contact in item.contacts.items():
        tell("enrolled", channel, contact.address, language=item.language, values=values)
