"""The few figures that stand first, each beside what it was before."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from campaigns.results.attendance import Attendance
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


def of_campaigns(now: Counted, before: Counted | None, *, messages: int, messages_before: int | None) -> list[Line]:
    """Return the figures of a period, or of a campaign, beside those of the one before."""
    was = before or Counted()
    has = before is not None and bool(was.planned)
    return [
        Line(_("People-messages"), writing.count(messages), _before(messages_before, has)),
        Line(
            pgettext("results", "Reached"), _part(now.reached, now.planned), _part_before(was.reached, was.planned, has)
        ),
        Line(
            pgettext("results", "Responded"),
            _part(now.responded, now.reached),
            _part_before(was.responded, was.reached, has),
        ),
        Line(
            pgettext("results", "Registered"), writing.count(shown(now.registered)), _before(shown(was.registered), has)
        ),
        Line(pgettext("results", "Came"), writing.count(shown(now.came)), _before(shown(was.came), has)),
        Line(
            _("Opted out within 7 days"),
            _part(now.opted_out, now.reached),
            _part_before(was.opted_out, was.reached, has),
        ),
    ]


def of_events(now: Attendance, before: Attendance | None, *, capacity: int | None, over: bool) -> list[Line]:
    was = before or Attendance()
    has = before is not None and bool(was.taken)
    seats = writing.count(capacity) if capacity is not None else _("no limit")
    lines = [
        Line(_("Seats taken"), writing.count(now.taken), _("of %(seats)s seats") % {"seats": seats}),
        Line(pgettext("results", "Waiting"), writing.count(now.waiting), _before(was.waiting, has)),
    ]
    if over:
        lines += [
            Line(pgettext("results", "Came"), _part(now.came, now.taken), _part_before(was.came, was.taken, has)),
            Line(_("Stayed away"), _part(now.stayed_away, now.taken), _part_before(was.stayed_away, was.taken, has)),
        ]
    return [*lines, Line(_("Survey answers"), writing.count(now.answered), _before(was.answered, has))]


def _part(count: int, of: int) -> str:
    if shown(count) is None:
        return writing.masked()
    rate = percent(count, of)
    return f"{writing.count(count)} ({writing.rate(rate)})" if rate is not None else writing.count(count)


def _before(count: int | None, has: bool) -> str:
    return _("before: %(figure)s") % {"figure": writing.count(count)} if has else ""


def _part_before(count: int, of: int, has: bool) -> str:
    if not has:
        return ""
    figure = writing.masked() if shown(count) is None else writing.rate(percent(count, of))
    return _("before: %(figure)s") % {"figure": figure}
