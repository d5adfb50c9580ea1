"""The second entry: somebody else types the contacts without seeing the first; where they agree, a code is sent.

A contact becomes verified by the code and by nothing else. Where the two differ, a third look beside the scan settles.
"""

import json
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from residents import proofs, searching
from residents.codes import TooManyCodes
from residents.contacts import erase
from residents.hashes import contact_hashes, enrolment_hashes
from residents.models import Channel, ContactPoint, ContactProof, PaperForm, Resident
from residents.paper_desk.claims import claim, let_go
from residents.paper_desk.entries import dumped

State = PaperForm.State
Contacts = Mapping[Channel, str]
PAGE = 50


class SamePerson(Exception):
    """Whoever typed the contacts first may not be the second."""


def second_entry(form: PaperForm, contacts: Contacts, *, by: User) -> bool:
    """Take the contacts as a second person reads them, and return whether the two agree.

    Raise SamePerson, or NotYours where somebody else has the form.
    """
    with transaction.atomic():
        current = claim(form, by=by, states=[State.SECOND])
        if current.first_by_id == by.pk:
            raise SamePerson
        current.second_by, current.second_at = by, timezone.now()
        agreed = _same(typed_first(current), contacts)
        current.state = State.AGREED if agreed else State.MISMATCH
        current.second_contacts = "{}" if agreed else dumped(contacts)
        current.first_contacts = "{}" if agreed else current.first_contacts
        let_go(current)
        current.save()
    if agreed:
        ask_for_proof(current, by=by)
    return agreed


def settle(form: PaperForm, contacts: Contacts, *, by: User) -> None:
    """Write the contacts as a third look reads them, in place of what was typed first. Raise NotYours."""
    with transaction.atomic():
        current = claim(form, by=by, states=[State.MISMATCH])
        current.state, current.settled_by, current.settled_at = State.AGREED, by, timezone.now()
        current.first_contacts = current.second_contacts = "{}"
        let_go(current)
        current.save()
        resident = Resident.objects.select_for_update().filter(pk=current.resident_id or 0, left_at=None).first()
        if resident is not None:
            _write(resident, contacts)
    ask_for_proof(current, by=by)


def ask_for_proof(form: PaperForm, *, by: User) -> int:
    """Send a code to each contact in use of the form's resident that nobody has proved; return how many went.

    Where the limit of codes is reached the rest wait, and can be asked for later.
    """
    sent = 0
    unproved = ContactPoint.objects.filter(
        resident_id=form.resident_id or 0, resident__left_at=None, stopped_at=None, verified_at=None
    )
    for contact in unproved.select_related("resident"):
        try:
            proofs.ask(
                Channel(contact.channel),
                contact.address or "",
                place=ContactProof.Place.PAPER,
                by=by,
                resident=contact.resident,
                language=contact.resident.language,
            )
        except TooManyCodes:
            break
        sent += 1
    return sent


def ask_all(forms: "QuerySet[PaperForm]", *, by: User) -> int:
    """Send a code for those of these forms for which none was ever sent; return how many codes went.

    At most a page of them at once: the rest is one more press away, and limits of codes end it before.
    """
    asked = ContactProof.objects.filter(resident=OuterRef("resident"), place=ContactProof.Place.PAPER)
    return sum(ask_for_proof(form, by=by) for form in forms.filter(~Exists(asked)).order_by("bundle", "number")[:PAGE])


def typed_first(form: PaperForm) -> dict[Channel, str]:
    """Return the contacts as the first person typed them."""
    return _loaded(form.first_contacts)


def typed_second(form: PaperForm) -> dict[Channel, str]:
    return _loaded(form.second_contacts)


def _loaded(text: str | None) -> dict[Channel, str]:
    return {Channel(channel): address for channel, address in json.loads(text or "{}").items()}


def _same(one: Contacts, other: Contacts) -> bool:
    def fold(contacts: Contacts) -> dict[str, str]:
        return {channel: address.casefold() for channel, address in contacts.items() if address}

    return fold(one) == fold(other)


def _write(resident: Resident, contacts: Contacts) -> None:
    """Use these contacts, unverified; one that was proved in the meantime stays as it is."""
    for channel in Channel:
        held = resident.contacts.filter(channel=channel, stopped_at=None).first()
        address = contacts.get(channel, "")
        if held and (held.verified_at or bytes(held.address_hash) in contact_hashes(address)):
            continue
        if held:
            erase(held, because="misread")
        if address:
            ContactPoint.objects.create(
                resident=resident, channel=channel, address=address, address_hash=contact_hashes(address)[0]
            )
    searching.index(resident)
    _recognise(resident)


def _recognise(resident: Resident) -> None:
    """Have the same form recognised by its right number; where somebody else has that hash, theirs stands."""
    in_use = dict(resident.contacts.filter(stopped_at=None).values_list("channel", "address"))
    contact = in_use.get(Channel.SMS) or in_use.get(Channel.EMAIL) or ""
    hashes = enrolment_hashes(resident.name or "", date.fromisoformat(resident.birth_date or ""), contact)
    if not Resident.objects.filter(enrolment_hash__in=hashes).exclude(pk=resident.pk).exists():
        Resident.objects.filter(pk=resident.pk).update(enrolment_hash=hashes[0])
