"""What a digest says: one content for each language and number of things, with as many places.

Values are escaped by the engine. Words, dates and times are in the reader's language; titles and places are as the
office wrote them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from urllib.parse import quote

import css_inline
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from campaigns.digests.matching import MOST
from campaigns.models import DigestDispatch, DigestReader, Event, EventState, SaidAndDone
from deliveries.content import WAY_OUT, Values, place
from deliveries.models import Content, Dispatch
from deliveries.states import DeliveryChannel
from residents.district import district_name
from residents.spoken import moment

_LETTERS = "abcdef"[:MOST]  # places are named by letters
_INLINER = css_inline.CSSInliner(
    keep_at_rules=True, minify_css=True, load_remote_stylesheets=False, remove_inlined_selectors=True
)


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing as a digest says it."""

    title: str
    about: str
    link: str


def title_of(day: date) -> str:
    return _("Weekly digest of %(month)s/%(day)s") % {"month": day.month, "day": day.day}


def write_content(dispatch: Dispatch, language: str, size: int) -> None:
    """Write the email of a dispatch whose digests are in ``language`` and hold ``size`` things."""
    with translation.override(language):
        Content.objects.create(dispatch=dispatch, channel=DeliveryChannel.EMAIL, **content_of(size))


def content_of(size: int, things: Sequence[Thing] = ()) -> dict[str, str]:
    """Return subject, text and HTML with ``size`` things: places, or ``things`` in their stead for a preview."""
    shown = things or [
        Thing(place(f"title_{one}"), place(f"about_{one}"), place(f"link_{one}")) for one in _LETTERS[:size]
    ]
    context = {
        "things": shown,
        "count": size,
        "district_name": district_name(),
        "site_url": settings.SITE_URL,
        "unsubscribe_url": place(WAY_OUT),
        "office_contact": settings.OFFICE_CONTACT,
    }
    names = {"district": district_name(), "count": size}
    html = _INLINER.inline(render_to_string("campaigns/digests/email.html", context))
    return {
        "subject": _("[%(district)s office] %(count)s new for you this week") % names,
        "text": _lines(render_to_string("campaigns/digests/email.txt", context)),
        "html": _lines(html, blank=False),
    }


class DigestValues:
    """The source ``digests``: the values of each reader's things (``deliveries.sources``)."""

    def values_for(self, dispatch_id: int, recipients: Sequence[int]) -> Mapping[int, Values]:
        readers = DigestReader.objects.filter(issue=_issue_of(dispatch_id), resident_number__in=recipients)
        rows = list(readers.values_list("resident_number", "language", "things"))
        said = {language: _said(language, rows) for language in {language for _number, language, _mine in rows}}
        return {number: _values([said[language][one] for one in mine]) for number, language, mine in rows}


def _said(language: str, rows: Iterable[tuple[int, str, list[str]]]) -> dict[str, Thing]:
    with translation.override(language):
        return things_of({thing for _number, of, mine in rows if of == language for thing in mine})


def things_of(names: Iterable[str]) -> dict[str, Thing]:
    """Return these things as they are now, in the language at hand; a cancelled event says so."""
    wanted = set(names)
    events = Event.objects.filter(pk__in=_numbers(wanted, "e"))
    outcomes = SaidAndDone.objects.filter(pk__in=_numbers(wanted, "o"))
    return {f"e{one.pk}": _event(one) for one in events} | {f"o{one.pk}": _outcome(one) for one in outcomes}


def _event(event: Event) -> Thing:
    cancelled = event.state == EventState.CANCELLED
    title = _("Cancelled: %(title)s") % {"title": event.title} if cancelled else event.title
    about = f"{moment(event.starts_at.isoformat())}, {event.place}"
    return Thing(title, about, f"{settings.SITE_URL}/events/{quote(event.slug)}")


def _outcome(outcome: SaidAndDone) -> Thing:
    return Thing(outcome.title, _("You said, we did"), f"{settings.SITE_URL}/you-said-we-did/")


def _values(things: Sequence[Thing]) -> Values:
    return {
        f"{name}_{letter}": value
        for letter, thing in zip(_LETTERS, things, strict=False)
        for name, value in (("title", thing.title), ("about", thing.about), ("link", thing.link))
    }


@lru_cache(maxsize=64)
def _issue_of(dispatch_id: int) -> int:
    """Return the issue of a dispatch, which never changes; read once per process."""
    return DigestDispatch.objects.values_list("issue", flat=True).get(dispatch=dispatch_id)


def _numbers(names: Iterable[str], letter: str) -> list[int]:
    return [int(name[1:]) for name in names if name.startswith(letter)]


def _lines(text: str, *, blank: bool = True) -> str:
    stripped = (line.strip() for line in text.strip().split("\n"))
    return "\n".join(line for line in stripped if line or blank) + "\n"
