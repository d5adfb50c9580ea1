"""The cockpit's figures as tables in words: the same on the page behind each picture, in the workbook and on paper."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from residents.cockpit.figures import Cockpit, Flow, Flows
from residents.cockpit.places import Figures, percent
from residents.models import LeftBecause, Route, Sex
from residents.offered_services import services

if TYPE_CHECKING:
    pass

Kind = Literal["text", "count", "rate", "mean", "day"]


@dataclass(frozen=True, slots=True)
class Masked:
    """A cell that is not shown because it is small, or because a small one could be computed from it."""


MASKED = Masked()
Value = str | int | float | date | Masked | None


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell with how it is to be written; ``value`` None: it cannot be said. ``title`` is its column's."""

    value: Value
    kind: Kind
    title: str
    url: str = ""

    @property
    def is_masked(self) -> bool:
        return isinstance(self.value, Masked)


@dataclass(frozen=True, slots=True)
class Table:
    """``about`` says in words what is counted. The first cell of a row names it; ``total`` is the last row, if any."""

    slug: str
    title: str
    about: str
    columns: list[tuple[str, Kind]]
    rows: list[list[Cell]]
    total: list[Cell] = field(default_factory=list)

    @property
    def is_masked(self) -> bool:
        """Tell whether nothing could be read in its rows; one sentence then stands for them."""
        return bool(self.rows) and all(cell.is_masked for row in self.rows for cell in row[1:])


_REACH = (
    ("both", gettext_lazy("By text message and email")),
    ("sms", gettext_lazy("By text message only")),
    ("email", gettext_lazy("By email only")),
    ("none", gettext_lazy("Not reachable: no address was proved")),
)
_WAYS = (("sms", gettext_lazy("SMS only")), ("email", gettext_lazy("Email only")), ("both", gettext_lazy("Both")))


def all_tables(cockpit: Cockpit) -> list[Table]:
    """Return every table, in the order in which one reads them."""
    return [
        dongs(cockpit),
        tongs(cockpit),
        weeks(cockpit),
        flows(cockpit),
        routes(cockpit),
        reach(cockpit),
        chosen(cockpit),
        bands(cockpit),
        sexes(cockpit),
        withdrawals(cockpit),
        saved(cockpit),
    ]


def dongs(cockpit: Cockpit, link: Callable[[Figures], str] = lambda one: "") -> Table:
    return _places(
        "dongs", _("By dong"), cockpit.places.dongs, cockpit.places.district, lambda one: (one.name,), [_("Dong")], link
    )


def tongs(cockpit: Cockpit) -> Table:
    every = [tong for dong in cockpit.places.dongs for tong in cockpit.places.tongs[dong.dong]]
    heads = [_("Dong"), _("Tong")]
    return _places("tongs", _("By tong"), every, None, lambda one: (one.name, tong_name(one)), heads)


def tongs_of(cockpit: Cockpit, dong: Figures) -> Table:
    """Return one dong's tongs, with the dong below."""
    return _places(
        "tongs", _("By tong"), cockpit.places.tongs[dong.dong], dong, lambda one: (tong_name(one),), [_("Tong")]
    )


def tong_name(one: Figures) -> str:
    return _("Tong unknown") if one.tong is None else _("Tong %(number)s") % {"number": one.tong}


def _places(
    slug: str,
    title: str,
    rows: Iterable[Figures],
    total: Figures | None,
    name: Callable[[Figures], tuple[str, ...]],
    heads: list[str],
    link: Callable[[Figures], str] = lambda one: "",
) -> Table:
    columns: list[tuple[str, Kind]] = [
        *((head, "text") for head in heads),
        (_("Households"), "count"),
        (_("Enrolled households"), "count"),
        (_("Household rate"), "rate"),
        (_("Head enrolled"), "rate"),
        (_("Residents"), "count"),
        (_("Enrolled residents"), "count"),
        (_("Resident rate"), "rate"),
        (_("Not reachable"), "count"),
    ]
    about = _(
        "Enrolled household: at least one member is enrolled, of whatever age. "
        "Head enrolled: the head of the household is. The place is that of the household’s address. "
        "Not reachable: enrolled, but no mobile number or email address was proved."
    )
    found = [_row(columns, _place_values(name(one), one), link(one)) for one in rows]
    last = [] if total is None else _row(columns, _place_values((_("Total"), *[""] * (len(heads) - 1)), total))
    return Table(slug, title, about, columns, found, last)


def _place_values(names: tuple[str, ...], one: Figures) -> list[Value]:
    return [
        *names,
        one.households,
        _said(one.reached),
        _rate(one.reached, one.households),
        _rate(one.headed, one.households),
        one.residents,
        _said(one.people),
        _rate(one.people, one.residents),
        _said(one.unreachable),
    ]


def weeks(cockpit: Cockpit) -> Table:
    columns: list[tuple[str, Kind]] = [
        (_("Week until"), "day"),
        (_("Enrolled households"), "count"),
        (_("Household rate"), "rate"),
    ]
    about = _(
        "Households enrolled at the end of each week (which ends on the weekday of the last), withdrawals taken off. "
        "A household counts from its first member’s enrolment until its last member leaves."
    )
    rows = [
        _row(
            columns,
            [week.end, _said(week.reached), _rate(week.reached, cockpit.places.district.households)],
        )
        for week in cockpit.weeks
    ]
    return Table("weeks", _("Week by week"), about, columns, rows)


def flows(cockpit: Cockpit) -> Table:
    titles = [_("Last 4 weeks"), _("8 weeks before"), _("Earlier")]
    about = _("Residents by the route on which their enrolment came, also those who have left since.")
    table = _flow_table("came", _("What each route brought"), about, cockpit.came, [_("Route"), *titles], _route)
    means = [_mean(one) for one in (*cockpit.came.rows, cockpit.came.total)]
    title = _("Per week (last 4)")
    rows = [[*row, Cell(mean, "mean", title)] for row, mean in zip([*table.rows, table.total], means, strict=True)]
    return replace(table, columns=[*table.columns, (title, "mean")], rows=rows[:-1], total=rows[-1])


def withdrawals(cockpit: Cockpit) -> Table:
    titles = [_("Last 12 weeks"), _("Earlier")]
    about = _("Residents who left, by the reason they gave. Imports that were undone are counted nowhere.")
    return _flow_table("went", _("Withdrawals and why"), about, cockpit.went, [_("Reason"), *titles], _reason)


def _flow_table(slug: str, title: str, about: str, found: Flows, heads: list[str], name: Callable[[str], str]) -> Table:
    columns: list[tuple[str, Kind]] = [
        (heads[0], "text"),
        *((head, "count") for head in heads[1:]),
        (_("Total"), "count"),
    ]
    rows = [_row(columns, _flow_values(name(one.name), one)) for one in found.rows]
    return Table(slug, title, about, columns, rows, _row(columns, _flow_values(_("Total"), found.total)))


def _flow_values(name: str, one: Flow) -> list[Value]:
    return [name, *map(_said, one.periods.values()), _said(one.total)]


def _mean(one: Flow) -> Value:
    return MASKED if one.per_week is None else one.per_week


def routes(cockpit: Cockpit) -> Table:
    names = [(route.value, str(route.label)) for route in Route if route.value in cockpit.routes]
    about = _("Enrolled residents by the route on which their enrolment came.")
    return _parts("routes", _("By route"), about, _("Route"), names, cockpit.routes, cockpit)


def reach(cockpit: Cockpit) -> Table:
    names = [(key, str(label)) for key, label in _REACH]
    about = _("Enrolled residents by the addresses they proved to be theirs. Nothing personal goes to any other.")
    return _parts("reach", _("By channel"), about, _("Reachable"), names, cockpit.reach, cockpit)


def bands(cockpit: Cockpit) -> Table:
    names = [(band, band_name(band, cockpit)) for band in cockpit.bands]
    names.sort(key=lambda name: (name[0] < 0, name[0]))
    about = _("Enrolled residents by age: the year of the day less the year of birth.")
    return _parts("bands", _("By age"), about, _("Age"), names, cockpit.bands, cockpit)


def sexes(cockpit: Cockpit) -> Table:
    names = [(key, str(Sex(key).label) if key else _("Not stated")) for key in ("F", "M", "") if key in cockpit.sexes]
    about = _("Enrolled residents by the sex stated on their form.")
    return _parts("sexes", _("By sex"), about, _("Sex"), names, cockpit.sexes, cockpit)


def band_name(band: int, cockpit: Cockpit) -> str:
    """Return what a band of ages is called: how many of the settings' beginnings are reached."""
    begins: Sequence[int] = settings.AGE_BANDS
    if band < 0:
        return _("Year of birth unknown")
    if band == 0:
        return _("Under %(age)s") % {"age": begins[0]}
    if band == len(begins):
        return _("%(age)s and older") % {"age": begins[-1]}
    return _("%(from)s to %(to)s") % {"from": begins[band - 1], "to": begins[band] - 1}


def _parts(
    slug: str, title: str, about: str, head: str, names: Sequence[tuple[Any, str]], counts: Any, cockpit: Cockpit
) -> Table:
    columns: list[tuple[str, Kind]] = [(head, "text"), (_("Enrolled residents"), "count"), (_("Share"), "rate")]
    whole = cockpit.places.district.people
    rows = [_row(columns, [name, _said(counts.get(key, 0)), _rate(counts.get(key, 0), whole)]) for key, name in names]
    return Table(slug, title, about, columns, rows, _row(columns, [_("Total"), _said(whole), None]))


def chosen(cockpit: Cockpit) -> Table:
    columns: list[tuple[str, Kind]] = [
        (_("Service"), "text"),
        *((str(label), "count") for _key, label in _WAYS),
        (_("Total"), "count"),
        (_("Share of the enrolled"), "rate"),
    ]
    labels = {service.slug: str(service.label) for service in services()}
    rows = []
    for slug in sorted(cockpit.services, key=lambda slug: (list(labels).index(slug) if slug in labels else 99, slug)):
        ways, total = cockpit.services[slug]
        values: list[Value] = [_said(ways.get(key, 0)) for key, _label in _WAYS]
        share = _rate(total, cockpit.places.district.people)
        rows.append(_row(columns, [labels.get(slug, slug), *values, _said(total), share]))
    about = _("Enrolled residents by the services they chose and the ways they chose for them; one may choose several.")
    return Table("services", _("By service"), about, columns, rows)


def saved(cockpit: Cockpit) -> Table:
    columns: list[tuple[str, Kind]] = [
        (_("Notice"), "text"),
        (_("Opened"), "count"),
        (_("Reading confirmed"), "count"),
        (_("Letters saved"), "count"),
        (_("Visits saved"), "count"),
        (_("Won saved"), "count"),
    ]
    about = _(
        "Notices of this year that were opened behind the question for the birth date, and whose reader confirmed "
        "them. Only a confirmed one that did not go on paper as well saves a letter, or a visit to the door."
    )
    rows = [
        _row(
            columns,
            [
                str(one.label),
                _said(one.opened),
                *(MASKED if one.confirmed is None else value for value in (one.confirmed, one.letters, one.visits)),
                MASKED if one.confirmed is None else one.won,
            ],
        )
        for one in cockpit.savings
    ]
    return Table("saved", _("Paper and visits saved"), about, columns, rows)


def _row(columns: Sequence[tuple[str, Kind]], values: Sequence[Value], url: str = "") -> list[Cell]:
    cells = [Cell(value, kind, title) for (title, kind), value in zip(columns, values, strict=True)]
    return [Cell(cells[0].value, cells[0].kind, cells[0].title, url), *cells[1:]]


def _said(count: int | None) -> Value:
    return MASKED if count is None else count


def _rate(count: int | None, of: int | None) -> Value:
    """Return a rate; masked where the count is, and None where nobody is known to live there."""
    return MASKED if count is None and of else percent(count, of)


def _route(name: str) -> str:
    return str(Route(name).label)


def _reason(name: str) -> str:
    return str(LeftBecause(name).label) if name else _("No reason recorded")
