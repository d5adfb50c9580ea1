"""The addresses of a resident: reading one that was typed, replacing one by another that was proved, removing one.

What its resident replaced or removed is erased at once: deliveries hold ids only, and the claim skips what is stopped.

The old address is told, so that a change which its owner did not make does not stay unseen.
"""

import os
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from residents import searching, subscriptions
from residents.emails import read_email
from residents.hashes import contact_hashes
from residents.keyring import HASH_BYTES
from residents.models import Channel, ContactPoint, Resident, Route
from residents.outgoing import tell
from residents.phones import format_mobile, read_mobile
from residents.text import folded


class LastContact(Exception):
    """Without this contact nothing could reach the resident any more: that is leaving, and is asked for there."""


class HasLeft(Exception):
    """The resident has left; nothing can be changed any more."""


def read_contact(text: str) -> tuple[Channel, str]:
    """Read what somebody typed into one box: a mobile number or an email address. Raise UnreadableValue."""
    if "@" in folded(text):
        return Channel.EMAIL, read_email(text)
    return Channel.SMS, read_mobile(text)


def written(channel: str, address: str) -> str:
    """Return an address as people write it."""
    return format_mobile(address) if channel == Channel.SMS else address


def proved(resident: Resident | None = None) -> QuerySet[ContactPoint]:
    """Return the contacts in use that were proved, of one resident or of all who have not left."""
    found = ContactPoint.objects.filter(stopped_at=None, verified_at__isnull=False, resident__left_at=None)
    found = found.order_by("id")
    return found if resident is None else found.filter(resident=resident)


def holders_of(channel: Channel, address: str) -> QuerySet[ContactPoint]:
    """Return the proved contacts with this address, each with its resident: a family may share one."""
    same = proved().filter(channel=channel, address_hash__in=contact_hashes(address))
    return same.select_related("resident").order_by("resident_id")


def locked(resident: Resident) -> Resident:
    """Return the resident's row locked, for changes that must not cross; raise HasLeft."""
    found = Resident.objects.select_for_update().filter(pk=resident.pk, left_at=None).first()
    if found is None:
        raise HasLeft
    return found


@transaction.atomic
def replace(resident: Resident, channel: Channel, address: str, *, proved_at: datetime) -> ContactPoint:
    """Use ``address``, proved at ``proved_at``, over ``channel`` from now on; tell where it was told until now.

    The address in use already is proved anew and stays. Raise HasLeft.
    """
    locked(resident)
    hashes = contact_hashes(address)
    old = ContactPoint.objects.filter(resident=resident, channel=channel, stopped_at=None).first()
    if old is not None and bytes(old.address_hash) in hashes:
        old.verified_at = proved_at
        old.save(update_fields=["verified_at"])
        return old
    known = list(proved(resident))
    if old is not None:
        erase(old, because="changed")
    new = ContactPoint.objects.create(
        resident=resident, channel=channel, address=address, address_hash=hashes[0], verified_at=proved_at
    )
    searching.index(resident)
    _tell_of_change(resident, [one for one in known if one.pk == (old.pk if old else one.pk)] or known)
    return new


@transaction.atomic
def remove(resident: Resident, channel: Channel, *, route: Route = Route.ONLINE, by: User | None = None) -> None:
    """Stop the contact over ``channel``, and what was subscribed to over it. Raise LastContact or HasLeft."""
    locked(resident)
    contact = ContactPoint.objects.filter(resident=resident, channel=channel, stopped_at=None).first()
    if contact is None:
        return
    if not proved(resident).exclude(pk=contact.pk).exists():
        raise LastContact
    for service in resident.subscriptions.filter(channel=channel).values_list("service", flat=True):
        subscriptions.end(resident.pk, service=service, channel=channel, route=route, by=by)
    if contact.verified_at:
        _tell_of_change(resident, [contact])
    erase(contact, because="removed")
    searching.index(resident)


def stop(contact: ContactPoint, *, because: str) -> None:
    """Send nothing more to this contact; what is not yet claimed stops (promise 5)."""
    contact.stopped_at, contact.stopped_because = timezone.now(), because
    contact.save(update_fields=["stopped_at", "stopped_because"])


def erase(contact: ContactPoint, *, because: str) -> None:
    """Stop this contact for good and keep nothing of where it was: that it was there, and until when, stays.

    What must outlast it, such as "not me" or a bounce, has its own row by hash in the table of suppressions.
    """
    contact.address, contact.address_hash = "", os.urandom(HASH_BYTES)
    contact.save(update_fields=["address", "address_hash"])
    stop(contact, because=because)


def tell_everywhere(kind: str, resident: Resident, /, **values: object) -> None:
    """Have the message ``kind`` sent over every contact of the resident that was proved."""
    _tell(kind, resident, proved(resident), **values)


def tell_of_change(contact: ContactPoint) -> None:
    """Say at this address that it is about to be replaced."""
    _tell_of_change(contact.resident, [contact])


def _tell_of_change(resident: Resident, contacts: Iterable[ContactPoint]) -> None:
    _tell("contact_changed", resident, contacts)


def _tell(kind: str, resident: Resident, contacts: Iterable[ContactPoint], /, **values: object) -> None:
    for contact in contacts:
        tell(kind, Channel(contact.channel), contact.address or "", language=resident.language, values=values)
