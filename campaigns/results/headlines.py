"""The few figures that stand first, each beside what it was before."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.models import Event
from campaigns.results.attendance import Attendance, Held, is_over
from campaigns.results.counting import Counted
from residents.cockpit import writing
from residents.cockpit.masking import shown
from residents.cockpit.places import percent


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in words: what it is, how much, and what it was before (empty where there was nothing before)."""

    label: str
    value: str
    hint: str = ""


def of_period(
    now: Counted,
    before: Counted | None,
    *,
    messages: int,
    messages_before: int | None,
    seats: Held,
    seats_before: Held | None,
) -> list[Line]:
    """Return the figures of a period beside those of the one before; seats are those of all its events."""
    first, opted_out = _sent(now, before, messages, messages_before)
    was, has = seats_before or Held(), seats_before is not None
    return [
        *first,
        Line(_("Seats taken"), writing.count(seats.all.taken), _before(was.all.taken, has)),
        Line(
            pgettext("results", "Came"),
            _of(seats.over.came, seats.over.taken),
            _of_before(was.over.came, was.over.taken, has),
        ),
        opted_out,
    ]


def of_campaign(
    now: Counted, before: Counted | None, *, messages: int, messages_before: int | None, event: Event | None
) -> list[Line]:
    """Return the figures of a campaign beside those of the one before: what people did after they got it."""
    first, opted_out = _sent(now, before, messages, messages_before)
    was = before or Counted()
    has = before is not None and bool(was.planned)
    registered = writing.count(shown(now.registered)), _before(shown(was.registered), has)
    came = writing.count(shown(now.came)), _before(shown(was.came), has)
    return [
        *first,
        *([Line(pgettext("results", "Registered"), *registered)] if event else []),
        *([Line(pgettext("results", "Came"), *came)] if event and is_over(event) else []),
        opted_out,
    ]


def of_event(now: Attendance, before: Attendance | None, *, capacity: int | None, over: bool) -> list[Line]:
    was = before or Attendance()
    has = before is not None and bool(was.taken)
    seats = writing.count(capacity) if capacity is not None else _("no limit")
    lines = [
        Line(_("Seats taken"), writing.count(now.taken), _("of %(seats)s seats") % {"seats": seats}),
        Line(pgettext("results", "Waiting"), writing.count(now.waiting), _before(was.waiting, has)),
    ]
    if over:
        lines += [
            Line(pgettext("results", "Came"), _of(now.came, now.taken), _of_before(was.came, was.taken, has)),
            Line(_("Stayed away"), _of(now.stayed_away, now.taken), _of_before(was.stayed_away, was.taken, has)),
        ]
    return [*lines, Line(_("Survey answers"), writing.count(now.answered), _before(was.answered, has))]


def _sent(now: Counted, before: Counted | None, messages: int, messages_before: int | None) -> tuple[list[Line], Line]:
    """Return what every message has: what stands first, and what stands last."""
    was = before or Counted()
    has = before is not None and bool(was.planned)
    first = [
        Line(_("People-messages"), writing.count(messages), _before(messages_before, has)),
        Line(
            pgettext("results", "Reached"), _part(now.reached, now.planned), _part_before(was.reached, was.planned, has)
        ),
        Line(
            pgettext("results", "Responded"),
            _part(now.responded, now.reached),
            _part_before(was.responded, was.reached, has),
        ),
    ]
    opted_out = _part(now.opted_out, now.reached), _part_before(was.opted_out, was.reached, has)
    return first, Line(_("Opted out within 7 days"), *opted_out)


def _of(count: int, of: int) -> str:
    """Write a count of seats, which are no secret, with its share."""
    rate = percent(count, of)
    return f"{writing.count(count)} ({writing.rate(rate)})" if rate is not None else writing.count(count)


def _of_before(count: int, of: int, has: bool) -> str:
    return _("before: %(figure)s") % {"figure": writing.rate(percent(count, of))} if has else ""


def _part(count: int, of: int) -> str:
    return writing.masked() if shown(count) is None else _of(count, of)


def _before(count: int | None, has: bool) -> str:
    return _("before: %(figure)s") % {"figure": writing.count(count)} if has else ""


def _part_before(count: int, of: int, has: bool) -> str:
    if not has:
        return ""
    figure = writing.masked() if shown(count) is None else writing.rate(percent(count, of))
    return _("before: %(figure)s") % {"figure": figure}
