"""What a resident decides: services over channels, interests, consents. Each verb is one transaction.

``by`` is the clerk who records it at a counter, ``signed`` whether the resident signed there.

A service whose consent is missing is refused; a consent that is withdrawn ends what rests on it.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from residents import consent, subscriptions
from residents.ages import is_child
from residents.contacts import locked, proved, tell_everywhere
from residents.models import Channel, ConsentKind, ConsentText, Interest, Resident, Route
from residents.offered_services import offered_to, services

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

Choice = tuple[str, Channel]


class ConsentMissing(Exception):
    """``kind`` has to be given before these services can be had."""

    def __init__(self, kind: ConsentKind) -> None:
        super().__init__(kind)
        self.kind = kind


class CollectionUseIsLeaving(Exception):
    """Without this consent nothing of the resident may be kept: it is withdrawn by leaving."""


def given(resident: Resident) -> frozenset[ConsentKind]:
    """Return the consents in force."""
    return frozenset(kind for kind in ConsentKind if resident.consents & consent.mask_of([kind]))


def chosen(resident: Resident) -> set[Choice]:
    """Return what the resident is subscribed to."""
    return {
        (service, Channel(channel)) for service, channel in resident.subscriptions.values_list("service", "channel")
    }


def reached_only_over(resident: Resident, channel: Channel) -> "list[StrPromise]":
    """Return what the services are called that come over this channel and over no other that was proved."""
    others = {slug for slug, over in chosen(resident) if over != channel and over in _channels(resident)}
    only = {slug for slug, over in chosen(resident) if over == channel} - others
    return [service.label for service in services() if service.slug in only]


@transaction.atomic
def choose(
    resident: Resident,
    wanted: Iterable[Choice],
    *,
    consents: Mapping[ConsentKind, ConsentText] | None = None,
    route: Route = Route.ONLINE,
    by: User | None = None,
    signed: bool = False,
) -> bool:
    """Subscribe to ``wanted`` and to nothing else, giving ``consents`` on these texts first; return whether it changed.

    A channel without a proved contact, and a service no longer offered, are left as they are. What is not offered to
    a child is not begun for one. Raise ConsentMissing or HasLeft.
    """
    current = locked(resident)
    for kind, text in (consents or {}).items():
        give(current, kind, text=text, route=route, by=by, signed=signed)
    resident.consents = current.consents
    now, before, channels = given(current), chosen(current), _channels(current)
    needed = {service.slug: service.consents for service in services()}
    out_of_reach = {one for one in before if one[1] not in channels or one[0] not in needed}
    offered = {service.slug for service in offered_to(child=is_child(current))}
    after = {one for one in wanted if one[1] in channels and one[0] in offered} | out_of_reach
    for missing in sorted(kind for slug, _ in after - before for kind in needed[slug] - now):
        raise ConsentMissing(missing)
    for slug, channel in before - after:
        subscriptions.end(current.pk, service=slug, channel=channel, route=route, by=by)
    for slug, channel in after - before:
        subscriptions.start(current.pk, service=slug, channel=channel)
    return before != after


def interested_in(resident: Resident, interests: Iterable[Interest]) -> None:
    """Remember these fields of news, and no others; none without the consent that news rest on."""
    resident.interests.set(interests if ConsentKind.PROMOTIONAL in given(resident) else [])


@transaction.atomic
def be_quiet(resident: Resident, until: date | None) -> None:
    """Have no notices sent before that day, while codes and receipts still are; None ends it. Raise HasLeft."""
    _set(resident, quiet_until=until)


@transaction.atomic
def speak(resident: Resident, language: str) -> None:
    """Have messages written in this language. Raise HasLeft."""
    _set(resident, language=language)


@transaction.atomic
def give(
    resident: Resident,
    kind: ConsentKind,
    *,
    text: ConsentText | None = None,
    route: Route = Route.ONLINE,
    by: User | None = None,
    signed: bool = False,
) -> None:
    """Give a consent on ``text``, by default its newest; one in force already is left as it is. Raise HasLeft."""
    current = locked(resident)
    if kind in given(current):
        return
    consent.give(current, kind, route=route, given_on=timezone.localdate(), by=by, signed=signed, text=text)
    resident.consents = current.consents
    tell_everywhere("consent_changed", current, consent=ConsentKind(kind).label, given=True, on=timezone.localdate())


@transaction.atomic
def withdraw(resident: Resident, kind: ConsentKind, *, route: Route = Route.ONLINE, by: User | None = None) -> int:
    """Withdraw a consent, and return how many subscriptions ended with it.

    One that is not in force is left as it is. Raise CollectionUseIsLeaving or HasLeft.
    """
    if kind == ConsentKind.COLLECTION_USE:
        raise CollectionUseIsLeaving
    current = locked(resident)
    if kind not in given(current):
        return 0
    consent.withdraw(current, kind, route=route, on=timezone.localdate(), by=by)
    resident.consents = current.consents
    resting = frozenset(service.slug for service in services() if kind in service.consents)
    ended = subscriptions.end_all(current.pk, route=route, services=resting, by=by)
    if kind == ConsentKind.PROMOTIONAL:
        current.interests.clear()
    tell_everywhere("consent_changed", current, consent=ConsentKind(kind).label, given=False, on=timezone.localdate())
    return ended


def _set(resident: Resident, **values: object) -> None:
    current = locked(resident)
    for one in (current, resident):
        for name, value in values.items():
            setattr(one, name, value)
    current.save(update_fields=list(values))


def _channels(resident: Resident) -> frozenset[Channel]:
    return frozenset(Channel(channel) for channel in proved(resident).values_list("channel", flat=True))
