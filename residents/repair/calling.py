"""The call list of a dong, and a line of it being one clerk's while they call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import User
from residents.contacts import proved, written
from residents.models import Channel, ContactPoint, ContactTrouble
from residents.not_me import REFUSED
from residents.phones import format_mobile
from residents.repair import sources

MOST = 50  # lines on a page: more nobody calls in an afternoon


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list.

    ``number``: another number of theirs, proved; empty where only a letter is left. ``next_send``: what is planned to
    go to the contact as it is.
    """

    trouble: ContactTrouble
    address: str
    suggestion: str
    number: str
    with_other: str
    next_send: datetime | None


@dataclass(frozen=True, slots=True)
class CallList:
    """What is to be called now, what waits for a proof or a second call, and when was looked last."""

    lines: list[Line]
    total: int
    waiting: int
    looked_at: datetime | None


def of_dong(user: User) -> "QuerySet[ContactTrouble]":
    """Return the lines of the clerk's dong; of none where they have none."""
    later = ContactPoint.objects.filter(
        resident=OuterRef("resident"), channel=OuterRef("contact__channel"), pk__gt=OuterRef("contact")
    )
    # What its reader refused is stopped, and waits for another in its place.
    refused = Q(~Exists(later), kind=ContactTrouble.Kind.NOT_ME, contact__stopped_because=REFUSED)
    used = ContactTrouble.objects.filter(Q(contact__stopped_at=None) | refused, resident__left_at=None)
    return used.filter(dong=user.dong_id) if user.dong_id else used.none()


def call_list(user: User) -> CallList:
    """Return the most urgent lines of the clerk's dong."""
    now, lines = timezone.now(), of_dong(user)
    to_call = lines.filter(Q(back_at=None) | Q(back_at__lte=now))
    found = list(
        to_call.select_related("contact", "resident__household", "locked_by").order_by("urgency", "since", "id")[:MOST]
    )
    total = to_call.count()
    newest = lines.order_by("-found_at").values_list("found_at", flat=True).first()
    return CallList(_lines(found, user), total, lines.filter(back_at__gt=now).count(), newest)


def first_free(user: User) -> int | None:
    """Return the number of the most urgent line that nobody else is calling."""
    now = timezone.now()
    free = Q(locked_by=None) | Q(locked_by=user) | Q(locked_until__lte=now)
    lines = of_dong(user).filter(free, Q(back_at=None) | Q(back_at__lte=now))
    return lines.order_by("urgency", "since", "id").values_list("pk", flat=True).first()


def line_of(trouble: ContactTrouble, user: User) -> Line:
    """Return one line."""
    return _lines([trouble], user)[0]


def take(pk: int, user: User) -> bool:
    """Keep a line for this clerk for some minutes; return False where another is calling."""
    now = timezone.now()
    free = Q(locked_by=None) | Q(locked_by=user) | Q(locked_until__lte=now)
    until = now + timedelta(minutes=settings.REPAIR_CALL_MINUTES)
    if not of_dong(user).filter(pk=pk).exists():
        return False
    # Of this table alone: conditions on a joined one would be read from before another clerk took it.
    return bool(ContactTrouble.objects.filter(free, pk=pk).update(locked_by=user, locked_until=until))


def give_back(pk: int, user: User) -> None:
    """Let others call."""
    ContactTrouble.objects.filter(pk=pk, locked_by=user).update(locked_by=None, locked_until=None)


def _lines(troubles: Sequence[ContactTrouble], user: User) -> list[Line]:
    numbers, planned = _numbers(troubles), sources.planned([one.contact for one in troubles])
    now = timezone.now()
    return [
        Line(
            one,
            address=written(one.contact.channel, one.contact.address or ""),
            suggestion=written(one.contact.channel, one.suggestion) if one.suggestion else "",
            number=format_mobile(numbers[one.resident_id]) if _has_other(one, numbers) else "",
            with_other=_other_caller(one, user, now),
            next_send=planned.get(one.contact_id),
        )
        for one in troubles
    ]


def _has_other(trouble: ContactTrouble, numbers: dict[int, str]) -> bool:
    return trouble.contact.channel != Channel.SMS and trouble.resident_id in numbers


def _other_caller(trouble: ContactTrouble, user: User, now: datetime) -> str:
    """Return who else is calling."""
    if trouble.locked_by is None or trouble.locked_until is None or trouble.locked_until <= now:
        return ""
    return "" if trouble.locked_by_id == user.pk else trouble.locked_by.get_full_name()


def _numbers(troubles: Sequence[ContactTrouble]) -> dict[int, str]:
    """Return resident → a proved mobile number in which nothing is wrong."""
    mobiles: QuerySet[ContactPoint] = proved().filter(
        channel=Channel.SMS, resident__in=[trouble.resident_id for trouble in troubles], trouble=None
    )
    return {contact.resident_id: contact.address or "" for contact in mobiles}
