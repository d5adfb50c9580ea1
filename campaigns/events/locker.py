"""A resident's registrations: as papers of the locker, and what is left of them when they leave."""

from collections.abc import Mapping, Sequence

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from campaigns.events import showing, waiting
from campaigns.events.registering import end_all_of
from campaigns.models import LIVE, EventState, Registration
from residents.destruction import Remains
from residents.locker import Paper
from residents.spoken import moment

KIND = _("Event")


class EventDrawer:
    """The events that a resident registered for; what was given up is not shown here."""

    def papers_of(self, resident_id: int) -> Sequence[Paper]:
        mine = Registration.objects.filter(resident=resident_id).select_related("event")
        return [paper_of(one) for one in mine if one.state in LIVE or one.event.state == EventState.CANCELLED]


def paper_of(registration: Registration) -> Paper:
    """Return a registration as a paper; an open offer waits for its resident."""
    event, is_open = registration.event, waiting.is_open(registration)
    until = registration.offered_until if is_open else None
    state = showing.state_of(registration)
    return Paper(
        kind=KIND,
        title=event.title,
        received_at=registration.created_at,
        due=timezone.localtime(until).date() if until else None,
        due_text=moment(until.isoformat()) if until else "",
        state=state.words,
        tone=state.tone,
        needs_me=is_open,
        url=reverse("my_events:registration", args=[registration.token]),
        data={
            str(pgettext_lazy("event", "When")): showing.span(event),
            str(pgettext_lazy("event", "Where")): event.place,
            str(pgettext_lazy("event", "Seats")): registration.seats,
        },
    )


def lists_holding(resident_id: int) -> Mapping[str, str]:
    """Return the subjects of the log of access that mean a list, or a registration, of this resident."""
    mine = Registration.objects.filter(resident=resident_id).values_list("pk", "event_id", "event__title")
    subjects = {f"registration:{one}": title for one, _event, title in mine}
    return subjects | {f"event:{event}": title for _one, event, title in mine}


def destroy(resident_id: int) -> Remains:
    """End what is still open, so that others may have the places, and empty what was answered.

    The rows stay as numbers: how many registered and came is what the office reports.
    """
    rows = Registration.objects.filter(resident=resident_id)
    if not rows.exists():  # as with nearly everybody, tens of thousands of whom may leave in one hour
        return Remains(destroyed={}, kept={})
    ended = end_all_of(resident_id)
    emptied = rows.update(answers="{}", guest_name="", guest_phone="", told_over="")
    return Remains(
        destroyed={"campaigns.Registration answers": emptied, "campaigns.Registration places": ended},
        kept={"campaigns.Registration": rows.count()},
    )
