"""What a clerk's search shows: enough to tell people apart, and no more than that."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from accounts.models import Dong
from residents import searching
from residents.ages import is_child
from residents.contacts import written
from residents.hashes import person_hashes
from residents.models import Channel, ContactPoint, Resident
from residents.rrn import looks_like_rrn

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MOST = 20  # of a list: with more than that, typing on is quicker than reading
LONGEST = 200  # letters of what is typed


@dataclass(frozen=True, slots=True)
class Line:
    """One resident of the clerk's dong."""

    pk: int
    name: str
    birth_date: str
    dong: str
    tong: int | None
    contact: str
    since: date
    route: str
    states: "tuple[tuple[str, StrPromise], ...]"  # tone and words


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Somebody whose name and birth date were typed; that they are enrolled in ``dong`` is all that is told."""

    pk: int
    dong: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was found. ``asked``: whether anything was asked for; ``refused``: a registration number was typed."""

    asked: bool = False
    refused: bool = False
    people: tuple[Line, ...] = ()
    more: bool = False
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def is_nobody(self) -> bool:
        return self.asked and not self.people and not self.elsewhere


def search(typed: str, dong: Dong) -> Answer:
    """Find who fits among the residents of ``dong``; elsewhere only with the full name and the whole birth date."""
    if looks_like_rrn(typed):
        return Answer(refused=True)
    wanted = searching.read(typed[:LONGEST])
    if not wanted.is_enough:
        return Answer()
    found = searching.first(MOST + 1, wanted, dongs=[dong]).select_related("household", "dong", "guardianship")
    page = list(found.prefetch_related("contacts"))
    lines = sorted((_line(one) for one in page[:MOST]), key=lambda line: (line.name, line.birth_date, line.pk))
    others = searching.elsewhere(wanted, dong=dong).values_list("pk", "dong__name")[:MOST]
    return Answer(
        asked=True,
        people=tuple(lines),
        more=len(page) > MOST,
        elsewhere=tuple(Elsewhere(pk, name) for pk, name in others),
    )


def search_in_district(typed: str, dongs: Collection[str]) -> Answer:
    """Find residents of ``dongs`` of whom the full name and the whole birth date were typed, as a caller says them."""
    if looks_like_rrn(typed):
        return Answer(refused=True)
    wanted = searching.read(typed[:LONGEST])
    if not wanted.name or wanted.birth_date is None:
        return Answer()
    hashes = person_hashes(wanted.name, wanted.birth_date)
    found = Resident.objects.filter(person_hash__in=hashes, left_at=None, dong__in=dongs).order_by("id")
    page = found.select_related("household", "dong", "guardianship").prefetch_related("contacts")[:MOST]
    return Answer(asked=True, people=tuple(_line(one) for one in page))


def masked(contact: ContactPoint) -> str:
    """Return an address so that its owner knows it: 010-****-5678, ho***@example.com."""
    address = contact.address or ""
    if contact.channel == Channel.SMS:
        first, middle, last = written(Channel.SMS, address).split("-")
        return f"{first}-{'*' * len(middle)}-{last}"
    name, _at, host = address.partition("@")
    return f"{name[:2]}***@{host}"


def _line(resident: Resident) -> Line:
    contacts = sorted((one for one in resident.contacts.all() if one.stopped_at is None), key=lambda one: one.channel)
    return Line(
        pk=resident.pk,
        name=resident.name or "",
        birth_date=resident.birth_date or "",
        dong=resident.dong.name,
        tong=resident.household.tong,
        contact=masked(contacts[-1]) if contacts else "",  # the number before the address
        since=resident.enrolled_on,
        route=resident.get_route_display(),
        states=tuple(_states(resident, contacts)),
    )


def _states(resident: Resident, contacts: list[ContactPoint]) -> "Iterator[tuple[str, StrPromise]]":
    if not contacts:
        yield "danger", _("No contact")
    elif all(one.verified_at is None for one in contacts):
        yield "warning", _("Contact not proved")
    elif any(one.verified_at is None for one in contacts):
        yield "warning", _("A contact not proved")
    if is_child(resident):
        yield "info", _("Child")
    if resident.quiet_until:
        yield "neutral", _("Quiet")
