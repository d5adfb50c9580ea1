"""How an event and a registration are shown: in words first, a tone only repeats them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from campaigns.events import line
from campaigns.events.eligibility import ages_in_words, closed_because
from campaigns.events.refusals import Closed
from campaigns.models import Event, EventState, Fairness, Registration, RegistrationState
from residents.models import Sex
from residents.spoken import clock, day, moment, weekday

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TONES = {
    RegistrationState.REGISTERED: "success",
    RegistrationState.OFFERED: "warning",
    RegistrationState.WAITING: "info",
    RegistrationState.ENTERED: "info",
    RegistrationState.CANCELLED: "neutral",
    RegistrationState.EXPIRED: "neutral",
    RegistrationState.NOT_DRAWN: "neutral",
}


@dataclass(frozen=True, slots=True)
class Said:
    """Something in words, and its tone."""

    words: "StrPromise | str"
    tone: str


def places_left(event: Event, waiting: int) -> Said:
    """Say whether there are places; ``waiting`` is how many stand on the waiting list."""
    why = closed_because(event)
    if why in (Closed.CANCELLED, Closed.DRAFT):
        return Said(event.get_state_display(), "danger")
    if why == Closed.PAST:
        return Said(pgettext("event", "Over"), "neutral")
    if why == Closed.NONE_NEEDED:
        return Said(_("Just come"), "success")
    if why == Closed.NOT_YET and event.opens_at:
        return Said(_("Registration from %(time)s") % {"time": moment(event.opens_at.isoformat())}, "info")
    if why == Closed.OVER:
        return Said(_("Registration is closed"), "neutral")
    if event.fairness == Fairness.LOT and event.drawn_at is None:
        return Said(_("By lot"), "info")
    left = line.free(event)
    if left is None:
        return Said(_("Places left"), "success")
    if left:
        words = ngettext("%(number)s place left", "%(number)s places left", left) % {"number": left}
        return Said(words, "success" if left > 3 else "warning")
    if waiting:
        words = ngettext("Full, %(number)s waiting", "Full, %(number)s waiting", waiting) % {"number": waiting}
        return Said(words, "neutral")
    return Said(pgettext("event", "Full"), "neutral")


def span(event: Event) -> str:
    """Return from when to when it is: one day is said once."""
    begin, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    if begin.date() == end.date():
        return f"{moment(begin.isoformat())} – {_ending(begin, end)}"
    return f"{moment(begin.isoformat())} – {moment(end.isoformat())}"


def who_may(event: Event) -> str:
    """Say who may come."""
    dongs = ", ".join(dong.name for dong in event.residents_of.all())
    who = [_("residents of %(dongs)s") % {"dongs": dongs} if dongs else _("residents of the district")]
    if event.sex:
        who.append(_("women") if event.sex == Sex.FEMALE else _("men"))
    if ages := ages_in_words(event):
        who.append(ages)
    return ", ".join(who)


def registration_times(event: Event) -> str:
    """Say from when to when one can register."""
    closes = moment((event.closes_at or event.starts_at).isoformat())
    if event.opens_at:
        return _("%(opens)s to %(closes)s") % {"opens": moment(event.opens_at.isoformat()), "closes": closes}
    return _("until %(closes)s") % {"closes": closes}


def state_of(registration: Registration) -> Said:
    """Say how a registration stands now."""
    event, state = registration.event, RegistrationState(registration.state)
    if event.state == EventState.CANCELLED:
        return Said(_("The event is cancelled"), "danger")
    if registration.came_at:
        return Said(_("You came"), "success")
    if state == RegistrationState.WAITING:
        place = line.place_in_line(registration)
        return Said(_("Number %(place)s on the waiting list") % {"place": place}, "info")
    if state == RegistrationState.REGISTERED and event.ends_at <= timezone.now():
        return Said(pgettext("event", "Over"), "neutral")
    return Said(state.label, TONES[state])


def steps_of(registration: Registration) -> "list[dict[str, StrPromise | str]]":
    """Return the way of a registration, with where it stands: applied, chosen or waiting, having a place, coming."""
    state, event = registration.state, registration.event
    middle: StrPromise | str = gettext_lazy("Place checked")
    if registration.lot_number:
        middle = pgettext_lazy("event", "Lot")
    elif registration.rank:
        middle = gettext_lazy("Waiting list")
    last = gettext_lazy("You come on the day")
    labels: list[StrPromise | str] = [gettext_lazy("Applied"), middle, gettext_lazy("Place is yours"), last]
    now = {
        RegistrationState.ENTERED: 1,
        RegistrationState.WAITING: 1,
        RegistrationState.OFFERED: 2,
        RegistrationState.REGISTERED: 3,
    }.get(RegistrationState(state))
    if now is None or event.state == EventState.CANCELLED:
        return []
    if registration.came_at:
        now = 4
    names = ("done", "active", "todo")
    return [{"label": label, "state": names[(place >= now) + (place > now)]} for place, label in enumerate(labels)]


def short_span(event: Event) -> str:
    """Return the same for a list: the year only where it is another than this."""
    begin, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
    if begin.date() == end.date():
        return f"{_short_day(begin)} {clock(begin)} – {_ending(begin, end)}"
    return f"{_short_day(begin)} – {_short_day(end)}"


def _short_day(moment_: datetime) -> str:
    if moment_.year != timezone.localdate().year:
        return day(moment_.date().isoformat())
    values = {"month": moment_.month, "day": moment_.day, "weekday": weekday(moment_.date())}
    return pgettext("date", "%(month)s-%(day)s (%(weekday)s)") % values


def _ending(begin: datetime, end: datetime) -> str:
    """Return the end's hour; where it is of the same half of the day, Korean does not say the half again."""
    if begin.hour // 12 != end.hour // 12:
        return clock(end)
    return formats.date_format(end, pgettext("an end in the same half of the day", "g:i A"))
