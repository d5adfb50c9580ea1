"""Whose event it is: officers write and run those of their department, clerks register people for what is open."""

from collections.abc import Callable

from django.db.models import Q, QuerySet

from accounts.models import Role, User
from accounts.roles import roles_of
from campaigns.models import Event, EventState, Registration

May = Callable[[User, Event], bool]


def events_of(user: User) -> QuerySet[Event]:
    """Return the events that this person may see in the office; filter by it, and answer 404 for the rest."""
    roles, seen = roles_of(user), Q(pk__in=[])
    if Role.OFFICER in roles:
        seen |= Q(pk__in=Event.objects.visible_to(user).values("pk"))
    if Role.CLERK in roles and user.dong_id:
        seen |= Q(pk__in=for_dong(user).values("pk"))
    return Event.objects.filter(seen)


def for_dong(user: User) -> QuerySet[Event]:
    """Return the public events to which residents of the clerk's dong may come."""
    public = Event.objects.filter(state=EventState.PUBLISHED)
    only_others = public.filter(residents_of__isnull=False).exclude(residents_of=user.dong_id).values("pk")
    return public.exclude(pk__in=only_others)


def may_run(user: User, event: Event) -> bool:
    """Tell whether this person may change the event and its list, beyond registering people."""
    return Role.OFFICER in roles_of(user) and event.department == user.department


def may_stand_at_the_door(user: User, event: Event) -> bool:
    """Tell whether this person may check people in: who runs the event, and the clerks of the dong where it is."""
    is_here = Role.CLERK in roles_of(user) and user.dong_id is not None and event.dong_id == user.dong_id
    return may_run(user, event) or is_here


def registrations_for(user: User, event: Event) -> QuerySet[Registration]:
    """Return whose registration may be seen: all by who runs the event; else of the own dong, or taken down oneself."""
    found = event.registrations.all()
    if may_run(user, event):
        return found
    return found.filter(Q(resident__dong=user.dong_id, resident__isnull=False) | Q(recorded_by=user))
