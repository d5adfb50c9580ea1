"""Finding the contacts that a message would probably not reach: one walk over all contacts in use, page by page.

Each page is one transaction with a constant number of statements, so memory stays flat and a run that was killed has
left whole pages; the next begins anew. What was found and is no longer so goes from the list.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from residents.models import Channel, ContactPoint, ContactTrouble
from residents.not_me import REFUSED
from residents.repair import sources
from residents.repair.domains import meant
from residents.repair.prefixes import became

PAGE = 1000
Kind = ContactTrouble.Kind
_RANK = {Kind.NOT_ME: 0, Kind.BOUNCED: 0, Kind.PREFIX: 1, Kind.TYPO: 2, Kind.UNVERIFIED: 3}
_NOTHING_ELSE = 0  # whom no other proved contact reaches comes before all others
_SOMETHING_ELSE = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What is wrong with one contact, since when, and what might be right."""

    contact: ContactPoint
    kind: ContactTrouble.Kind
    since: datetime
    suggestion: str = ""


def find() -> int:
    """Look through all contacts in use and bring the call lists up to date; return how many lines they have."""
    after, count, now = 0, 0, timezone.now()
    while page := _page(after):
        last = page[-1].pk
        with transaction.atomic():
            found = _locked(judge(page, now))
            _drop(after, last, {one.contact.pk for one in found})
            _write(found, now)
        count, after = count + len(found), last
    ContactTrouble.objects.filter(contact__gt=after).delete()
    return count


def hear_refusal(*, channel: Channel, address_hash: bytes, **_signal: object) -> None:
    """Put whoever was thought to read at an address that its reader refused onto the list, at once."""
    refused = _to_look_at().filter(channel=channel, address_hash=address_hash).exclude(stopped_at=None)
    _write(_locked(judge(list(refused), timezone.now())), timezone.now())


def judge(contacts: Sequence[ContactPoint], now: datetime) -> list[Found]:
    """Return which of these contacts have a trouble, the worst of each."""
    failing = sources.failing(contacts)
    found = []
    for contact in contacts:
        if contact.stopped_at is not None:
            found.append(Found(contact, Kind.NOT_ME, contact.stopped_at))
        elif contact.pk in failing:
            found.append(Found(contact, Kind.BOUNCED, failing[contact.pk], _suggested(contact)))
        elif (trouble := _of_address(contact) or _of_proof(contact, now)) is not None:
            found.append(trouble)
    return found


def _page(after: int) -> list[ContactPoint]:
    return list(_to_look_at().filter(pk__gt=after).order_by("pk")[:PAGE])


def _to_look_at() -> "QuerySet[ContactPoint]":
    """Return the contacts in use, and those refused by who reads there, in the place of which nothing came since."""
    later = ContactPoint.objects.filter(
        resident=OuterRef("resident"), channel=OuterRef("channel"), pk__gt=OuterRef("pk")
    )
    looked_at = Q(stopped_at=None) | Q(~Exists(later), stopped_because=REFUSED)
    found = ContactPoint.objects.filter(looked_at, resident__left_at=None)
    return found.select_related("resident").defer("resident__name", "resident__birth_date")


def _of_address(contact: ContactPoint) -> Found | None:
    """Return what is wrong with the address as it is written, unless somebody proved here to read there."""
    if _proved_here(contact):
        return None
    address = contact.address or ""
    if contact.channel == Channel.SMS and address.startswith(settings.STALE_MOBILE_PREFIXES):
        return Found(contact, Kind.PREFIX, contact.created_at, _suggested(contact))
    suggestion = _suggested(contact) if contact.channel == Channel.EMAIL else ""
    return Found(contact, Kind.TYPO, contact.created_at, suggestion) if suggestion else None


def _of_proof(contact: ContactPoint, now: datetime) -> Found | None:
    late = contact.created_at < now - timedelta(days=settings.REPAIR_UNVERIFIED_DAYS)
    return Found(contact, Kind.UNVERIFIED, contact.created_at) if late and contact.verified_at is None else None


def _proved_here(contact: ContactPoint) -> bool:
    """Tell whether the proof is one of ours; a file's own date of verification can be older than what became of it."""
    earliest = contact.created_at - timedelta(days=settings.ENROLMENT_DRAFT_DAYS)
    return contact.verified_at is not None and contact.verified_at >= earliest


def _suggested(contact: ContactPoint) -> str:
    address = contact.address or ""
    if contact.channel == Channel.SMS:
        return became(address)
    name, _at, domain = address.rpartition("@")
    right = meant(domain)
    return f"{name}@{right}" if right else ""


def _locked(found: list[Found]) -> list[Found]:
    """Return those whose contact is still as it was judged, and keep them so until the page is written."""
    used = ContactPoint.objects.select_for_update(no_key=True).filter(
        Q(stopped_at=None) | Q(stopped_because=REFUSED), pk__in=[one.contact.pk for one in found]
    )
    still = set(used.order_by("pk").values_list("pk", flat=True))
    return [one for one in found if one.contact.pk in still]


def _drop(after: int, last: int, found: Collection[int]) -> None:
    """Take from the list what is no longer so."""
    of_page = ContactTrouble.objects.filter(contact__gt=after, contact__lte=last)
    of_page.exclude(contact__in=found).delete()


def _write(found: list[Found], now: datetime) -> None:
    reached = _reached_otherwise(found)
    known = dict(
        ContactTrouble.objects.filter(contact__in=[one.contact.pk for one in found]).values_list("contact", "kind")
    )
    rows = [
        ContactTrouble(
            contact_id=one.contact.pk,  # by number: two rows that hold each other wait for the collector
            resident_id=one.contact.resident_id,
            dong_id=one.contact.resident.dong_id,
            kind=one.kind,
            suggestion=one.suggestion,
            urgency=_RANK[one.kind] + (_SOMETHING_ELSE if one.contact.pk in reached else _NOTHING_ELSE),
            since=one.since,
            found_at=now,
        )
        for one in found
    ]
    ContactTrouble.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["contact"],
        update_fields=["resident", "dong", "kind", "suggestion", "urgency", "since", "found_at"],
    )
    # Something else is wrong with it than what is waited for.
    changed = [one.contact.pk for one in found if known.get(one.contact.pk, one.kind) != one.kind]
    ContactTrouble.objects.filter(contact__in=changed).update(back_at=None)


def _reached_otherwise(found: list[Found]) -> set[int]:
    """Return the contacts whose resident another proved contact reaches, in which nothing is wrong."""
    wrong = {one.contact.pk for one in found}
    proved = ContactPoint.objects.filter(
        resident__in={one.contact.resident_id for one in found},
        stopped_at=None,
        verified_at__isnull=False,
        trouble=None,
    )
    sound = set(proved.exclude(pk__in=wrong).values_list("resident", flat=True))
    return {one.contact.pk for one in found if one.contact.resident_id in sound}
