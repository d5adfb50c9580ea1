"""All results of a period, of one campaign, and of one event, with what they are compared with."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, TypeAlias, TypedDict

from django.db.models import Min, Q, QuerySet

from campaigns.models import Campaign, Event, EventState
from campaigns.results import headlines, tables
from campaigns.results.attendance import Attendance, Held, attendance, attendance_parts, is_over
from campaigns.results.counting import count, count_parts, together
from campaigns.results.headlines import Line
from campaigns.results.people_messages import months_of, people_messages
from campaigns.results.scope import Period, Scope
from deliveries.models import Delivery
from deliveries.states import WENT_OUT
from residents.cockpit.tables import Table

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _Began(TypedDict):
        began_at: datetime | None

    Sent: TypeAlias = WithAnnotations[Campaign, _Began]

LISTED = 300  # campaigns, or events, of one period


@dataclass(frozen=True, slots=True)
class Results:
    """The figures that stand first, the pictures (as tables with shares), and the tables, by slug."""

    headline: list[Line]
    tables: dict[str, Table]
    is_empty: bool


def no_link(one: object) -> str:
    return ""


def of_period(
    scope: Scope,
    period: Period,
    *,
    campaign_link: Callable[[Campaign], str] = no_link,
    event_link: Callable[[Event], str] = no_link,
) -> Results:
    """Return the results of a period, compared with the one before."""
    found, before = list(sent_in(scope, period)), list(sent_in(scope, period.before()))
    counted = count([one.pk for one in (*found, *before)])
    held, held_before = list(held_in(scope, period)), list(held_in(scope, period.before()))
    seats = attendance([one.pk for one in (*held, *held_before)])
    messages, was = people_messages(scope, period), people_messages(scope, period.before())
    year = people_messages(scope, _year_up_to(period))
    parts = count_parts([one.pk for one in found], on=period.last)
    lines = headlines.of_period(
        together(counted[one.pk] for one in found),
        together(counted[one.pk] for one in before) if before else None,
        messages=messages.total,
        messages_before=was.total,
        seats=_together(held, seats),
        seats_before=_together(held_before, seats) if held_before else None,
    )
    of_all = scope.department is None  # one department's own results do not name it in each row
    made = [
        tables.months(year, months_of(_year_up_to(period))),
        tables.by_channel(messages),
        tables.by_interest(messages),
        *([tables.by_department(messages)] if of_all else []),
        tables.campaigns(found, counted, campaign_link, with_department=of_all),
        tables.events(held, seats, event_link),
        tables.dongs(parts),
        tables.bands(parts),
    ]
    return Results(lines, {one.slug: one for one in made}, not (found or held or messages.total))


def of_campaign(campaign: Campaign) -> Results:
    """Return the results of one campaign, compared with the last one of its department and field."""
    before = former(campaign)
    counted = count([campaign.pk, *([before.pk] if before else [])])
    one = counted[campaign.pk]
    parts = count_parts([campaign.pk])
    lines = headlines.of_campaign(
        one,
        counted[before.pk] if before else None,
        messages=_messages(campaign),
        messages_before=_messages(before) if before else None,
        event=campaign.event,
    )
    made = [
        tables.funnel(one, campaign.event, with_survey=campaign.survey_id is not None),
        tables.dongs(parts),
        tables.bands(parts),
    ]
    return Results(lines, {one.slug: one for one in made}, one.planned == 0)


def of_event(event: Event) -> Results:
    """Return the results of one event, compared with the last one of its department and field."""
    before = former_event(event)
    counted = attendance([event.pk, *([before.pk] if before else [])])
    lines = headlines.of_event(
        counted[event.pk], counted[before.pk] if before else None, capacity=event.capacity, over=is_over(event)
    )
    made = tables.seats_by(attendance_parts([event.pk]), over=is_over(event))
    return Results(lines, {one.slug: one for one in made}, counted[event.pk] == Attendance())


def sent_in(scope: Scope, period: Period) -> "QuerySet[Sent]":
    """Return the campaigns whose sending began in a period, the newest first."""
    sent = sent_ones(scope).filter(began_at__gte=period.begins, began_at__lt=period.ends)
    return sent.order_by("-began_at", "-pk")[:LISTED]


def sent_ones(scope: Scope) -> "QuerySet[Sent]":
    """Return the campaigns whose sending has begun, with ``began_at``."""
    return scope.visible(Campaign.objects.all()).annotate(began_at=Min("dispatches__dispatch__started_at"))


def held_in(scope: Scope, period: Period) -> "QuerySet[Event]":
    """Return the events that begin in a period, the newest first."""
    held = scope.visible(Event.objects.filter(state=EventState.PUBLISHED))
    return held.filter(starts_at__gte=period.begins, starts_at__lt=period.ends).order_by("-starts_at", "-pk")[:LISTED]


def former(campaign: Campaign) -> "Sent | None":
    """Return the last campaign before this one, of the same department, of the same field where there is one."""
    mine = sent_ones(Scope(campaign.department))
    began_at = mine.values_list("began_at", flat=True).get(pk=campaign.pk)
    if began_at is None:
        return None
    earlier = mine.filter(began_at__lt=began_at).exclude(pk=campaign.pk).order_by("-began_at", "-pk")
    return earlier.filter(interest=campaign.interest_id).first() or earlier.first()


def former_event(event: Event) -> Event | None:
    same = Q(interest=event.interest_id) if event.interest_id else Q()
    earlier = Event.objects.filter(same, department=event.department, state=EventState.PUBLISHED)
    return earlier.filter(starts_at__lt=event.starts_at).order_by("-starts_at", "-pk").first()


def _together(held: Sequence[Event], seats: Mapping[int, Attendance]) -> Held:
    every = sum((seats[one.pk] for one in held), Attendance())
    return Held(every, sum((seats[one.pk] for one in held if is_over(one)), Attendance()))


def _year_up_to(period: Period) -> Period:
    """Return the twelve months that end with the period, or the period where it is longer."""
    last = period.last
    first = date(last.year - 1, last.month, 1) if last.month == 12 else date(last.year - 1, last.month + 1, 1)
    if last.month == 12:
        first = date(last.year, 1, 1)
    return Period(min(first, period.first.replace(day=1)), last)


def _messages(campaign: Campaign) -> int:
    return Delivery.objects.filter(dispatch__campaign_part__campaign=campaign.pk, state__in=WENT_OUT).count()
