"""Results as tables in words: the same behind each picture, on paper and in the workbook; small cells are masked."""

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import Dong
from campaigns.models import Campaign, Event, RegistrationRoute
from campaigns.results.attendance import Attendance, AttendanceParts, is_over
from campaigns.results.counting import UNKNOWN_BAND, Counted, Parts
from campaigns.results.people_messages import PeopleMessages
from deliveries.states import DeliveryChannel
from residents.cockpit import writing
from residents.cockpit.masking import masked, small_remainders
from residents.cockpit.places import percent
from residents.cockpit.tables import MASKED, Cell, Kind, Table, Value
from residents.interest_labels import interest_label
from residents.models import Interest

K = TypeVar("K", bound=Hashable)
Column = tuple[str, Kind]
NAMED = ("reached", "clicked", "responded", "registered", "came", "opted_out")


def funnel(one: Counted, event: Event | None, *, with_survey: bool) -> Table:
    """Return the way from whom it was for to what they did, as bars and as a table."""
    steps = [
        (pgettext("results", "Planned"), one.planned),
        (pgettext("results", "Reached"), one.reached),
        (_("Followed a link"), one.clicked),
        (pgettext("results", "Responded"), one.responded),
        *([(pgettext("results", "Registered"), one.registered)] if event else []),
        *([(pgettext("results", "Came"), one.came)] if event and is_over(event) else []),
        *([(_("Answered the survey"), one.answered)] if with_survey else []),
        (_("Opted out within 7 days"), one.opted_out),
        (pgettext("results", "Not reached"), one.lost),
    ]
    columns: list[Column] = [
        (pgettext("results", "Step"), "text"),
        (_("People"), "count"),
        (_("Of the planned"), "rate"),
    ]
    rows = [_row(columns, [name, _said(count), _rate(count, one.planned)]) for name, count in steps]
    about = _(
        "Reached: a mail server or network took the message; whether it was read, nobody knows. "
        "Responded: followed a link of ours, or registered afterwards. No mail holds an invisible picture."
    )
    return Table("funnel", _("From sending to coming"), about, columns, rows)


def campaigns(
    found: Sequence[Campaign],
    counted: Mapping[int, Counted],
    link: Callable[[Campaign], str],
    *,
    with_department: bool,
) -> Table:
    """Return a row for each campaign of a period, with their sums below."""
    of_whom: list[Column] = [(_("Department"), "text")] if with_department else []
    columns: list[Column] = [
        (_("Campaign"), "text"),
        *of_whom,
        (pgettext("results", "Planned"), "count"),
        (pgettext("results", "Reached"), "count"),
        (pgettext("results", "Not reached"), "count"),
        (pgettext("results", "Responded"), "count"),
        (_("Of the reached"), "rate"),
        (pgettext("results", "Registered afterwards"), "count"),
        (pgettext("results", "Opted out"), "count"),
    ]
    few = {
        name: masked({one.pk: getattr(counted[one.pk], name) for one in found})
        for name in ("responded", "registered", "opted_out")
    }
    rows = [
        _row(
            columns,
            [
                one.title,
                *(one.department for _one in of_whom),
                counted[one.pk].planned,
                counted[one.pk].reached,
                counted[one.pk].lost,
                _shown(few["responded"][one.pk]),
                _share(few["responded"][one.pk], counted[one.pk].reached),
                _shown(few["registered"][one.pk]),
                _shown(few["opted_out"][one.pk]),
            ],
            link(one),
        )
        for one in found
    ]
    whole = sum((counted[one.pk] for one in found), Counted())
    total: list[Value] = [
        _("Total"), *("" for _one in of_whom), whole.planned, whole.reached, whole.lost,
        _said(whole.responded), _rate(whole.responded, whole.reached), _said(whole.registered), _said(whole.opted_out),
    ]  # fmt: skip
    about = _(
        "Campaigns whose sending began in the period. Somebody who got several is counted in each. "
        "Registered afterwards: after they got the message."
    )
    return Table("campaigns", _("Campaigns"), about, columns, rows, _row(columns, total))


def events(found: Sequence[Event], counted: Mapping[int, Attendance], link: Callable[[Event], str]) -> Table:
    columns: list[Column] = [
        (pgettext("results", "Event"), "text"),
        (pgettext("results", "Day"), "text"),
        (pgettext("results", "Seats"), "count"),
        (pgettext("results", "Taken"), "count"),
        (pgettext("results", "Waiting"), "count"),
        (pgettext("results", "Came"), "count"),
        (_("Of the taken"), "rate"),
        (_("Survey answers"), "count"),
    ]
    rows = []
    whole, over = Attendance(), Attendance()
    for event in found:
        one = counted[event.pk]
        whole += one
        over += one if is_over(event) else Attendance()
        came = [one.came, percent(one.came, one.taken)] if is_over(event) else [None, None]
        values: list[Value] = [
            event.title, writing.day(timezone.localtime(event.starts_at).date()), event.capacity, one.taken,
            one.waiting, *came, one.answered,
        ]  # fmt: skip
        rows.append(_row(columns, values, link(event)))
    about = _("Events of the period. Seats hold companions and guests too. Who came is counted when an event is over.")
    total: list[Value] = [
        _("Total"), "", None, whole.taken, whole.waiting, over.came, percent(over.came, over.taken), whole.answered
    ]  # fmt: skip
    return Table("events", _("Events"), about, columns, rows, _row(columns, total))


def dongs(parts: Parts) -> Table:
    names = [(dong.pk, dong.name) for dong in Dong.objects.all()]
    return _parts("dongs", _("By dong"), _("Dong"), names, parts.dongs)


def bands(parts: Parts) -> Table:
    return _parts("bands", _("By age"), _("Age"), band_names(parts.bands), parts.bands)


def seats_by(parts: AttendanceParts, *, over: bool) -> list[Table]:
    """Return three tables of an event's seats, by route, dong and age; who came only where it is over."""
    routes = [(one.value, str(one.label)) for one in RegistrationRoute if one.value in parts.routes]
    places = [(dong.pk, dong.name) for dong in Dong.objects.all() if dong.pk in parts.dongs]
    ages = band_names(parts.bands)
    return [
        _seats("routes", _("By route"), _("Route"), routes, parts.routes, over),
        _seats("dongs", _("By dong"), _("Dong"), places, parts.dongs, over),
        _seats("bands", _("By age"), _("Age"), ages, parts.bands, over),
    ]


def months(found: PeopleMessages, of: Sequence[date]) -> Table:
    """Return people-messages month by month, and as they add up."""
    counts = found.by(lambda line: line.month)
    columns: list[Column] = [
        (pgettext("results", "Month"), "text"),
        (_("People-messages"), "count"),
        (_("Share"), "rate"),
        (_("Adding up to"), "count"),
    ]
    rows, sum_so_far = [], 0
    for month in of:
        count = counts.get(month, 0)
        if not (sum_so_far or count):
            continue  # before anything went out
        sum_so_far += count
        rows.append(_row(columns, [writing.month(month), count, percent(count, found.total), sum_so_far]))
    about = _("Each person once for each message that went out to them, by the month in which it went.")
    return Table("months", _("People-messages by month"), about, columns, rows)


def by_channel(found: PeopleMessages) -> Table:
    counts = found.by(lambda line: line.channel)
    names = [(one.value, str(one.label)) for one in DeliveryChannel if one.value in counts]
    return _messages("channels", _("By channel"), _("Channel"), names, counts, found.total)


def by_interest(found: PeopleMessages) -> Table:
    labels = {one.pk: str(interest_label(one.name)) for one in Interest.objects.all()}
    counts: dict[int | str | None, int] = found.by(lambda line: "digest" if line.digest else line.interest)
    named: list[tuple[int | str | None, str]] = [(pk, label) for pk, label in labels.items() if pk in counts]
    rest: list[tuple[int | str | None, str]] = [("digest", _("Weekly digest")), (None, _("No field of interest"))]
    named += [one for one in rest if one[0] in counts]
    return _messages("interests", _("By field of interest"), _("Field of interest"), named, counts, found.total)


def by_department(found: PeopleMessages) -> Table:
    counts = found.by(lambda line: _("Weekly digest") if line.digest else line.department or _("No department"))
    names = sorted(((name, name) for name in counts), key=lambda one: -counts[one[0]])
    return _messages("departments", _("By department"), _("Department"), names, counts, found.total)


def band_names(found: Collection[int]) -> list[tuple[int, str]]:
    """Return the bands of ages that occur, with their words; who is of unknown age last."""
    begins: list[int] = settings.AGE_BANDS
    names = [(0, _("Under %(age)s") % {"age": begins[0]})]
    names += [
        (at, _("%(from)s to %(to)s") % {"from": begins[at - 1], "to": begins[at] - 1}) for at in range(1, len(begins))
    ]
    names += [(len(begins), _("%(age)s and older") % {"age": begins[-1]}), (UNKNOWN_BAND, _("Year of birth unknown"))]
    return [one for one in names if one[0] in found]


def _parts(slug: str, title: str, head: str, names: Sequence[tuple[K, str]], parts: Mapping[K, Counted]) -> Table:
    """Return people by part. A part's few, and the few that are missing from it, are masked, with who hides them."""
    columns: list[Column] = [
        (head, "text"),
        (pgettext("results", "Planned"), "count"),
        (pgettext("results", "Reached"), "count"),
        (_("Followed a link"), "count"),
        (pgettext("results", "Responded"), "count"),
        (_("Of the reached"), "rate"),
        (pgettext("results", "Registered"), "count"),
        (pgettext("results", "Came"), "count"),
        (pgettext("results", "Opted out"), "count"),
    ]
    planned = {key: one.planned for key, one in parts.items()}
    few = {"planned": masked(planned)}
    for name in NAMED:
        counts = {key: getattr(one, name) for key, one in parts.items()}
        hidden = small_remainders(counts, planned) if name == "reached" else set()
        few[name] = masked(counts, besides=hidden | {key for key, count in few["planned"].items() if count is None})
    rows = [
        _row(
            columns,
            [
                label,
                *(_shown(few[one][key]) for one in ("planned", "reached", "clicked", "responded")),
                _share(few["responded"][key], few["reached"][key]),
                *(_shown(few[one][key]) for one in ("registered", "came", "opted_out")),
            ],
        )
        for key, label in names
        if key in parts
    ]
    return Table(slug, title, _("People of whom the place and the age are still known."), columns, rows)


def _seats(
    slug: str, title: str, head: str, names: Sequence[tuple[K, str]], parts: Mapping[K, Attendance], over: bool
) -> Table:
    columns: list[Column] = [(head, "text"), (pgettext("results", "Taken"), "count"), (_("Share"), "rate")]
    columns += [(pgettext("results", "Came"), "count")] if over else []
    taken = masked({key: one.taken for key, one in parts.items()})
    came = masked(
        {key: one.came for key, one in parts.items()}, besides={key for key, count in taken.items() if count is None}
    )
    whole = sum(one.taken for one in parts.values())
    rows = [
        _row(
            columns,
            [label, _shown(taken[key]), _share(taken[key], whole), *([_shown(came[key])] if over else [])],
        )
        for key, label in names
    ]
    return Table(slug, title, _("Seats, with companions; guests without an enrolment are of no dong."), columns, rows)


def _messages(
    slug: str, title: str, head: str, names: Sequence[tuple[K, str]], counts: Mapping[K, int], total: int
) -> Table:
    columns: list[Column] = [(head, "text"), (_("People-messages"), "count"), (_("Share"), "rate")]
    rows = [_row(columns, [label, counts[key], percent(counts[key], total)]) for key, label in names]
    about = _("Each person once for each message that went out to them.")
    return Table(slug, title, about, columns, rows, _row(columns, [_("Total"), total, None]))


def _row(columns: Sequence[Column], values: Sequence[Value], url: str = "") -> list[Cell]:
    cells = [Cell(value, kind, title) for (title, kind), value in zip(columns, values, strict=True)]
    return [Cell(cells[0].value, cells[0].kind, cells[0].title, url), *cells[1:]]


def _shown(count: int | None) -> Value:
    return MASKED if count is None else count


def _said(count: int) -> Value:
    """Return a count that stands by itself."""
    return MASKED if 0 < count < int(settings.SMALL_CELL) else count


def _rate(count: int, of: int) -> Value:
    return MASKED if isinstance(_said(count), type(MASKED)) else percent(count, of)


def _share(count: int | None, of: int | None) -> Value:
    return MASKED if count is None or of is None else percent(count, of)
