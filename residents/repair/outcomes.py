"""What came of a call: one of four, with who and when. A new address counts only once it is proved, or is told so.

Each verb asks that the line is this clerk's, or free; another clerk's raises NotMine, and nothing happens.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from residents import contacts, proofs, searching, subscriptions
from residents.hashes import contact_hashes
from residents.models import Channel, ContactCall, ContactPoint, ContactProof, ContactTrouble, Resident, Route
from residents.not_me import REFUSED
from residents.repair import calling

Outcome = ContactCall.Outcome


class NotMine(Exception):
    """Another clerk is calling, or the line is no longer on the list."""


class SameAddress(Exception):
    """The new address is the one that is there already."""


@transaction.atomic
def correct(trouble: ContactTrouble, address: str, *, by: User, at_once: bool = False) -> ContactProof:
    """Have ``address`` (normalised) proved, after which it replaces the contact; return the proof that waits.

    ``at_once``: it was told on the phone and replaces the contact now, unverified, so that nothing personal goes there
    before it is proved. Raise NotMine, SameAddress or TooManyCodes.
    """
    mine = _locked(trouble, by)
    if bytes(mine.contact.address_hash) in contact_hashes(address):
        raise SameAddress
    proof = _ask(mine, address, by)
    _note(mine, Outcome.CORRECTED, by, proof=proof, used_at_once=at_once)
    if at_once:
        _replace_unproved(mine.contact, address)
        mine.delete()
    else:
        _wait(mine, until=proof.expires_at)
    return proof


@transaction.atomic
def is_right(trouble: ContactTrouble, *, by: User) -> ContactProof:
    """Note that the contact is right and in use, and ask there for a proof; raise NotMine or TooManyCodes."""
    mine = _locked(trouble, by)
    proof = _ask(mine, mine.contact.address or "", by)
    _note(mine, Outcome.RIGHT, by, proof=proof)
    _wait(mine, until=proof.expires_at)
    return proof


@transaction.atomic
def not_reached(trouble: ContactTrouble, *, by: User) -> datetime:
    """Count that nobody answered; return when the line comes back. Raise NotMine."""
    mine = _locked(trouble, by)
    mine.misses += 1
    back_at = timezone.now() + timedelta(days=settings.REPAIR_AGAIN_DAYS)
    _note(mine, Outcome.NOT_REACHED, by)
    _wait(mine, until=back_at)
    return back_at


@transaction.atomic
def stop(trouble: ContactTrouble, *, by: User) -> None:
    """Erase the contact, at its owner's word, and end what was subscribed to over it. Raise NotMine."""
    mine = _locked(trouble, by)
    channel = Channel(mine.contact.channel)
    if mine.contact.verified_at is not None and mine.contact.stopped_at is None:
        contacts.tell_of_change(mine.contact)
    for service in list(mine.resident.subscriptions.filter(channel=channel).values_list("service", flat=True)):
        subscriptions.end(mine.resident_id, service=service, channel=channel, route=Route.PHONE, by=by)
    contacts.erase(mine.contact, because="removed")
    searching.index(mine.resident)
    _note(mine, Outcome.STOPPED, by)
    mine.delete()


def settle(*, proof: ContactProof, **_signal: object) -> None:
    """Let the address that was proved replace the one that was called about, where that is still in use.

    One that its reader refused was stopped: what is proved comes into its place, be it the same.
    """
    waits = Q(outcome=Outcome.CORRECTED) | Q(outcome=Outcome.RIGHT, kind=ContactTrouble.Kind.NOT_ME)
    call = ContactCall.objects.filter(waits, proof=proof, used_at_once=False).first()
    if call is None or proof.proved_at is None:
        return
    resident = Resident.objects.select_for_update().filter(pk=call.resident_id, left_at=None).first()
    used = Q(stopped_at=None) | Q(stopped_because=REFUSED)
    old = ContactPoint.objects.filter(used, pk=call.contact_id).first() if call.contact_id else None
    if resident is not None and old is not None:
        contacts.replace(resident, Channel(proof.channel), proof.address or "", proved_at=proof.proved_at)
        ContactTrouble.objects.filter(contact=old).delete()
        if old.stopped_at is not None:
            contacts.erase(old, because=REFUSED)  # whose it is said so


def strike(*, channel: Channel, address_hashes: Sequence[bytes], **_signal: object) -> None:
    """Take from the lists what is in use at an address where somebody has just proved to read."""
    ContactTrouble.objects.filter(contact__channel=channel, contact__address_hash__in=address_hashes).exclude(
        Q(contact__verified_at=None) | Q(kind=ContactTrouble.Kind.NOT_ME)  # or whose it is proved it for themselves
    ).delete()


def _locked(trouble: ContactTrouble, by: User) -> ContactTrouble:
    if not calling.take(trouble.pk, by):
        raise NotMine
    try:
        contacts.locked(trouble.resident)
    except contacts.HasLeft as error:
        raise NotMine from error
    found = ContactTrouble.objects.select_for_update(of=("self",)).select_related("contact", "resident")
    return found.get(pk=trouble.pk)


def _ask(trouble: ContactTrouble, address: str, by: User) -> ContactProof:
    return proofs.ask(
        Channel(trouble.contact.channel),
        address,
        place=ContactProof.Place.REPAIR,
        by=by,
        resident=trouble.resident,
        language=trouble.resident.language,
    )


def _note(
    trouble: ContactTrouble,
    outcome: ContactCall.Outcome,
    by: User,
    *,
    proof: ContactProof | None = None,
    used_at_once: bool = False,
) -> None:
    ContactCall.objects.create(
        resident=trouble.resident,
        contact=trouble.contact,
        channel=trouble.contact.channel,
        kind=trouble.kind,
        outcome=outcome,
        used_at_once=used_at_once,
        proof=proof,
        by=by,
    )


def _wait(trouble: ContactTrouble, *, until: datetime) -> None:
    trouble.back_at, trouble.locked_by, trouble.locked_until = until, None, None
    trouble.save(update_fields=["misses", "back_at", "locked_by", "locked_until"])


def _replace_unproved(old: ContactPoint, address: str) -> None:
    """Use ``address`` from now on, unverified; a proved one that it replaces is told."""
    if old.verified_at is not None and old.stopped_at is None:
        contacts.tell_of_change(old)
    contacts.erase(old, because="changed")
    ContactPoint.objects.create(
        resident=old.resident, channel=old.channel, address=address, address_hash=contact_hashes(address)[0]
    )
    searching.index(old.resident)
