"""What a resident wants of news: over which channels, of which fields, gathered once a week or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from accounts.models import User
from campaigns.models import DigestWish
from campaigns.news import SERVICE
from residents import choices
from residents.models import Channel, ConsentKind, ConsentText, Interest, Resident, Route


@dataclass(frozen=True, slots=True)
class Wishes:
    """Channels over which news come, names of fields, and whether a digest comes by email each week."""

    channels: frozenset[Channel]
    interests: frozenset[str]
    weekly: bool


def wishes_of(resident: Resident) -> Wishes:
    channels = frozenset(channel for service, channel in choices.chosen(resident) if service == SERVICE)
    interests = frozenset(resident.interests.values_list("name", flat=True))
    return Wishes(channels, interests, DigestWish.objects.filter(resident=resident).exists())


@transaction.atomic
def choose(
    resident: Resident,
    wishes: Wishes,
    *,
    consents: Mapping[ConsentKind, ConsentText] | None = None,
    route: Route = Route.ONLINE,
    by: User | None = None,
) -> bool:
    """Have news come as wished and nothing else changed; return whether anything changed.

    The digest is an email: without news by email there is none. Raise ConsentMissing or HasLeft.
    """
    before = wishes_of(resident)
    others = {one for one in choices.chosen(resident) if one[0] != SERVICE}
    wanted = others | {(SERVICE, channel) for channel in wishes.channels}
    choices.choose(resident, wanted, consents=consents, route=route, by=by)
    choices.interested_in(resident, Interest.objects.filter(name__in=wishes.interests))
    if wishes.weekly and Channel.EMAIL in wishes.channels:
        DigestWish.objects.get_or_create(resident=resident)
    else:
        DigestWish.objects.filter(resident=resident).delete()
    return wishes_of(resident) != before


def hear_end(*, resident_id: int, service: str, channel: Channel, started: bool, **_: Any) -> None:
    """Let the wish for a digest end with the news by email, whatever ended those (signal ``subscription_changed``)."""
    if service == SERVICE and channel == Channel.EMAIL and not started:
        DigestWish.objects.filter(resident=resident_id).delete()


@transaction.atomic
def leave_all(resident: Resident, *, route: Route = Route.ONLINE) -> Wishes:
    """End all news at once, and return what was wished, to be taken up again; consent and fields of interest stay."""
    before = wishes_of(resident)
    choose(resident, Wishes(frozenset(), before.interests, weekly=False), route=route)
    return before
