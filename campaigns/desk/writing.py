"""Writing an event: a new one, another like it, its questions; changes go through the lock of its list."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Dong, User
from campaigns.events import places
from campaigns.events.publishing import TOLD
from campaigns.models import LIVE, Event, EventQuestion, EventState

FOUR_WEEKS = timedelta(weeks=4)
SOON = timedelta(days=14)  # what a new event's date is until somebody says another
_SLUG = 70
FIXED = frozenset({"calendar", "feed"})  # words that /events/ has for pages of its own
# What a second event like the first does not take over.
_OWN = ("title", "state", "slug", "published_at", "created_at", "created_by", "cancelled_because", "seats_taken")


@transaction.atomic
def write(
    by: User, values: Mapping[str, Any], *, dongs: Iterable[Dong], questions: Sequence[Mapping[str, Any]]
) -> Event:
    """Keep a new event as a draft of the writer's department."""
    event = Event.objects.create(
        **{**values, "slug": slug_of(str(values["title"])), "department": by.department, "created_by": by}
    )
    event.residents_of.set(dongs)
    _ask(event, questions)
    return event


@transaction.atomic
def change(
    event: Event,
    by: User,
    values: Mapping[str, Any],
    *,
    dongs: Iterable[Dong],
    questions: Sequence[Mapping[str, Any]] | None,
) -> int:
    """Change an event; return how many registrations were told of it. ``questions`` is None where they stay.

    Raise TooFewSeats, and ValueError for what is fixed once somebody has registered.
    """
    people = told_of(event, values)
    places.change(event, by=by, **values)
    event.residents_of.set(dongs)
    if questions is not None and not has_answers(event):
        event.questions.all().delete()
        _ask(event, questions)
    return people


def told_of(event: Event, values: Mapping[str, Any]) -> int:
    """Return how many registrations hear of a change to ``values``: of another time, place or title."""
    if event.state != EventState.PUBLISHED or not any(
        getattr(event, name) != values[name] for name in TOLD & values.keys()
    ):
        return 0
    return event.registrations.filter(state__in=LIVE).count()


def has_answers(event: Event) -> bool:
    """Tell whether somebody has registered, so that the questions stay as they were answered."""
    return event.registrations.exists()


@transaction.atomic
def duplicate(event: Event, by: User) -> Event:
    """Make a draft like ``event``, on the same weekday four weeks later, or as often four weeks as it takes."""
    values = {
        field.attname: getattr(event, field.attname)
        for field in Event._meta.concrete_fields
        if field.name not in (*_OWN, "id", "drawn_at", "lot_seed", "sequence")
    }
    shift = FOUR_WEEKS
    while event.starts_at + shift < timezone.now():
        shift += FOUR_WEEKS
    for name in ("starts_at", "ends_at", "opens_at", "closes_at"):
        values[name] = values[name] + shift if values[name] else None
    copy = Event.objects.create(
        **{**values, "title": event.title, "slug": slug_of(event.title), "department": by.department, "created_by": by}
    )
    copy.residents_of.set(event.residents_of.all())
    asked = event.questions.all()
    _ask(
        copy, [{"text": one.text, "kind": one.kind, "options": one.options, "required": one.required} for one in asked]
    )
    return copy


def usual(by: User) -> dict[str, Any]:
    """Return what a new event's form shows first."""
    day = timezone.localdate() + SOON
    return {
        "starts_on": day,
        "begins": "14:00",
        "ends": "16:00",
        "contact": f"{by.department} {settings.OFFICE_CONTACT}".strip()[:120],
    }


def slug_of(title: str) -> str:
    """Return a word for the address of an event that no other has."""
    base = slugify(title, allow_unicode=True)[:_SLUG].strip("-") or slugify(_("event"), allow_unicode=True)
    taken = FIXED | set(Event.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    return next(slug for slug in (base, *(f"{base}-{at}" for at in range(2, len(taken) + 3))) if slug not in taken)


def _ask(event: Event, questions: Sequence[Mapping[str, Any]]) -> None:
    EventQuestion.objects.bulk_create(
        EventQuestion(event=event, place=at, **one) for at, one in enumerate(questions, start=1)
    )
