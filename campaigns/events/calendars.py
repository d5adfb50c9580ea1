"""Events for calendar programs and feed readers, and the picture that other sites show of one."""

from collections.abc import Iterable
from functools import lru_cache

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from campaigns.events.showing import span
from campaigns.models import Event, EventState
from campaigns.writing import to_html
from residents import calendar_file, pdf
from residents.district import district_name
from residents.interest_labels import interest_label

# A card is 1200 × 630 pixels, as sites and messengers show it: 600 × 315 points at 144 dots an inch.
CARD_DOTS = 144
CARDS_KEPT = 64


def address_of(event: Event) -> str:
    """Return the address of an event's page."""
    return f"{settings.SITE_URL}{reverse('events:event', args=[event.slug])}"


def name_of_feed() -> str:
    """Return what the calendar of all events is called."""
    return _("Events of %(district)s") % {"district": district_name()}


def as_calendar(events: Iterable[Event], *, name: str = "", reminds: bool = False) -> bytes:
    """Return events as a calendar file; one that was cancelled says so to who has it."""
    return calendar_file.write_all((_entry(event, reminds) for event in events), name=name)


def as_atom(events: Iterable[Event], *, address: str) -> str:
    """Return events as an Atom feed, by when they were made public."""
    feed = Atom1Feed(
        title=name_of_feed(),
        link=f"{settings.SITE_URL}{reverse('events:list')}",
        description="",
        language=translation.get_language(),
        feed_url=address,
    )
    for event in events:
        feed.add_item(
            title=event.title,
            link=address_of(event),
            description=f"<p>{span(event)}, {event.place}</p>{to_html(event.body)}",
            pubdate=event.published_at,
            updateddate=event.published_at,
            unique_id=_uid(event),
        )
    return str(feed.writeString("utf-8"))


def card(event: Event) -> bytes:
    """Return the picture of an event: what, when, where."""
    kind = str(interest_label(event.interest.name)) if event.interest else ""
    office = _("%(district)s office") % {"district": district_name()}
    cancelled = _("Cancelled") if event.state == EventState.CANCELLED else ""
    return _card(event.title, span(event), event.place, kind, office, cancelled, translation.get_language() or "ko")


@lru_cache(maxsize=CARDS_KEPT)
def _card(title: str, when: str, place: str, kind: str, office: str, cancelled: str, language: str) -> bytes:
    values = {
        "title": title,
        "when": when,
        "place": place,
        "kind": kind,
        "office": office,
        "cancelled": cancelled,
        "language": language,
    }
    return pdf.pictures("campaigns/events/card.typ", values, dots=CARD_DOTS)[0]


def _entry(event: Event, reminds: bool) -> calendar_file.Event:
    place = f"{event.place}, {event.address}" if event.address else event.place
    return calendar_file.Event(
        uid=_uid(event),
        when=event.starts_at,
        end=event.ends_at,
        summary=event.title,
        description="\n".join(filter(None, [event.summary, event.contact])),
        location=place,
        url=address_of(event),
        sequence=event.sequence,
        cancelled=event.state == EventState.CANCELLED,
        reminds=reminds,
    )


def _uid(event: Event) -> str:
    return f"event-{event.pk}@{settings.SITE_HOST}"
