"""How full events are and what of them waits for somebody: for lists and for the page of one."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from campaigns.events.lots import is_due
from campaigns.models import Event, EventState, RegistrationState

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

PRINT_BEFORE = timedelta(hours=36)  # a list for the door is taken along on the working day before

_STATES = (
    RegistrationState.REGISTERED,
    RegistrationState.OFFERED,
    RegistrationState.WAITING,
    RegistrationState.ENTERED,
    RegistrationState.CANCELLED,
)


@dataclass(frozen=True, slots=True)
class Need:
    """Something about an event that waits for its officer."""

    words: "StrPromise"
    url: str
    tone: str = "warning"


def with_figures(events: QuerySet[Event]) -> QuerySet[Event]:
    """Return the events with the seats in each state, who came and who did not, by one statement."""
    seats = {
        f"seats_{state.value}": Coalesce(Sum("registrations__seats", filter=Q(registrations__state=state)), 0)
        for state in _STATES
    }
    registered = Q(registrations__state=RegistrationState.REGISTERED)
    stayed_away = Case(
        When(ends_at__lt=timezone.now(), then=Greatest(F("seats_registered") - F("seats_came"), 0)),
        default=0,
        output_field=IntegerField(),
    )
    return events.annotate(
        **seats,
        seats_came=Coalesce(Sum("registrations__came_seats", filter=registered), 0),
        on_the_list=Count("registrations", filter=Q(registrations__state__in=_STATES[:4])),
    ).annotate(no_shows=stayed_away)


def figures_of(event: Event) -> dict[str, int]:
    """Return the figures of one event, by the names that ``with_figures`` gives them."""
    names = (*(f"seats_{state.value}" for state in _STATES), "seats_came", "on_the_list", "no_shows")
    counted: dict[str, int] = with_figures(Event.objects.filter(pk=event.pk)).values(*names).get()
    return counted


def tone_of(event: Event) -> str:
    if event.state == EventState.PUBLISHED:
        return "neutral" if event.ends_at < timezone.now() else "success"
    return "waiting" if event.state == EventState.DRAFT else "danger"


def is_over(event: Event) -> bool:
    return event.ends_at < timezone.now()


def needs_of(event: Event) -> list[Need]:
    """Return what of this event waits for whoever runs it."""
    now, page, found = timezone.now(), reverse("events_desk:one", args=[event.pk]), []
    if event.state == EventState.DRAFT:
        found.append(Need(_("Not published yet"), page, "waiting"))
    if is_due(event):
        found.append(Need(_("Draw the lot"), f"{page}#draw"))
    is_near = event.state == EventState.PUBLISHED and now < event.starts_at < now + PRINT_BEFORE
    if is_near and event.takes_registrations:
        found.append(Need(_("Print the list"), f"{page}#take"))
    if event.state == EventState.PUBLISHED and event.starts_at <= now <= event.ends_at:
        found.append(Need(_("Check people in"), reverse("events_desk:door", args=[event.pk]), "info"))
    return found
