"""Answers to an invitation by SMS: "신청", "2명 참가", "취소". Whoever wrote is answered by SMS what happened.

The message has to answer an invitation to an event, or what the list itself said, and come from a number that one
resident proved; what it says has to be certain (``intents``). Whatever is not goes on to the next reader, and becomes
a conversation.
"""

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from campaigns.desk import intents
from campaigns.desk.intents import Intent, Kind
from campaigns.desk.saying import said
from campaigns.events import places
from campaigns.events.eligibility import seats_at_most
from campaigns.incoming import Incoming
from campaigns.models import LIVE, CampaignDispatch, Event, Registration, RegistrationRoute, RegistrationState
from residents import outgoing
from residents.models import Channel, Resident

TEMPLATES = "campaigns/desk/messages"


def take(incoming: Incoming) -> bool:
    """Do what the message asks, where it asks for something about an event; return whether it did."""
    resident, intent = incoming.resident, intents.read(incoming.text)
    if incoming.channel != Channel.SMS or resident is None or intent is None:
        return False
    event = event_of(incoming.dispatch_id)
    registration = _live(resident).filter(event=event).first() if event else _only_one(resident, intent)
    event = event or (registration.event if registration else None)
    if event is None or not (intent.is_plain or incoming.sure):
        return False
    if intent.kind == Kind.YES and (registration is None or registration.state != RegistrationState.OFFERED):
        return False  # "yes" to what, is for people to find out
    with translation.override(resident.language):
        words = _do(intent, event, resident, registration)
        if words:
            _answer(incoming, event, words)
    return True


def event_of(dispatch_id: int | None) -> Event | None:
    """Return the event to which this dispatch invited."""
    part = CampaignDispatch.objects.select_related("campaign__event").filter(dispatch=dispatch_id).first()
    return part.campaign.event if part else None


def _live(resident: Resident) -> QuerySet[Registration]:
    return Registration.objects.filter(resident=resident, state__in=LIVE).select_related("event")


def _only_one(resident: Resident, intent: Intent) -> Registration | None:
    """Return what "취소" and "네" mean where no invitation is answered but what the list itself said.

    That is certain only where there is one registration ahead to cancel, or one open offer to take.
    """
    if intent.kind == Kind.JOIN:
        return None
    ahead = _live(resident).filter(event__starts_at__gt=timezone.now())
    if intent.kind == Kind.YES:
        ahead = ahead.filter(state=RegistrationState.OFFERED)
    found = list(ahead[:2])
    return found[0] if len(found) == 1 else None


def _do(intent: Intent, event: Event, resident: Resident, registration: Registration | None) -> str:
    """Do it; return what to answer, and nothing where the list's own message says it by SMS."""
    if intent.kind == Kind.CANCEL:
        return _cancel(registration)
    if registration is not None:
        return _again(registration)
    return _join(event, resident, intent.seats)


def _join(event: Event, resident: Resident, seats: int) -> str:
    if event.questions.filter(required=True).exists():
        return _("To register, please answer the questions on this page:")
    if seats > (most := seats_at_most(event)):
        words = ngettext(
            "One registration is for %(count)s person at most. Please answer again with a smaller number.",
            "One registration is for %(count)s people at most. Please answer again with a smaller number.",
            most,
        )
        return words % {"count": most}
    try:
        made = places.register(event, resident=resident, seats=seats, route=RegistrationRoute.SMS)
    except places.AlreadyRegistered as known:
        return _again(known.registration)
    except places.NotEligible as refused:
        return " ".join(str(reason) for reason in refused.reasons)
    except places.NotOpen as refused:
        return str(refused.why.label)
    except places.Full:
        return _("No place is free, and the waiting list is full.")
    return _where(made)


def _cancel(registration: Registration | None) -> str:
    if registration is None:
        return _("You are not registered for this event, so there is nothing to cancel.")
    try:
        cancelled = places.cancel(registration, route=RegistrationRoute.SMS)
    except places.NotOpen as refused:
        return str(refused.why.label)
    return "" if _was_told(cancelled) else _("Your registration is cancelled.")


def _again(registration: Registration) -> str:
    if registration.state == RegistrationState.OFFERED:
        try:
            return _where(places.accept(registration, route=RegistrationRoute.SMS))
        except places.OfferOver:
            return _("The offer has run out.")
    return _("You are on the list already: %(where)s.") % {"where": said(registration).title}


def _where(registration: Registration) -> str:
    """Say where the registration stands, unless the list's own message did by SMS."""
    if _was_told(registration):
        return ""
    return _("%(where)s. To cancel, answer “취소”.") % {"where": said(registration).title}


def _was_told(registration: Registration) -> bool:
    return registration.told_over == Channel.SMS


def _answer(incoming: Incoming, event: Event, words: str) -> None:
    outgoing.tell(
        "event_reply",
        Channel.SMS,
        incoming.address,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        values={"event": event, "words": words, "link": settings.SITE_URL + reverse("events:event", args=[event.slug])},
        expires_at=timezone.now() + outgoing.PATIENCE,
        templates=TEMPLATES,
    )
