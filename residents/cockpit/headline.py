"""The few figures at the head of the page, of the report and of the workbook, each with how it is counted."""

from dataclasses import dataclass

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from residents import spoken
from residents.cockpit import writing
from residents.cockpit.figures import Cockpit
from residents.cockpit.places import Figures


@dataclass(frozen=True, slots=True)
class Line:
    """One figure: what it is called, what it is, what stands below it, and how it is counted."""

    label: str
    value: str
    hint: str
    about: str


def headline(cockpit: Cockpit) -> list[Line]:
    """Return rate, goal, gap and forecast."""
    district = cockpit.places.district
    said, _how = writing.forecast(cockpit.forecast)
    return [
        Line(
            _("Household rate"),
            writing.rate_of(district.reached, district.households),
            _households(district.reached, district.households),
            _("Households with at least one enrolled member, by all households. The goal is about this rate."),
        ),
        Line(
            _("Goal"),
            f"{cockpit.goal:g}%",
            _needed(cockpit),
            _("The office’s own goal for the household rate."),
        ),
        Line(
            _("Gap"),
            _gap(cockpit),
            _missing(cockpit),
            _("What the household rate is below the goal, in percentage points."),
        ),
        Line(
            _("Forecast"),
            said,
            _("when the goal is reached"),
            _(
                "Two straight lines: the mean weekly gain in households of the last 4 and of the last 12 weeks, "
                "withdrawals taken off. The range lies between the two days; what will change is not in it."
            ),
        ),
    ]


def more(cockpit: Cockpit) -> list[Line]:
    """Return the figures that stand in the second line."""
    district = cockpit.places.district
    return [
        Line(
            _("Resident rate"),
            writing.rate_of(district.people, district.residents),
            _people(district.people, district.residents),
            _residents(cockpit),
        ),
        Line(
            _("Head enrolled"),
            writing.rate_of(district.headed, district.households),
            _households(district.headed, district.households),
            _("Households whose head is enrolled, by all households."),
        ),
        Line(
            _("Not reachable"),
            writing.count(district.unreachable),
            _("of %(count)s enrolled residents") % {"count": writing.count(district.people)},
            _("Enrolled, but no mobile number or email address was proved: nothing personal is sent to them."),
        ),
        Line(
            _("Withdrawals"),
            writing.count(cockpit.went.total.total),
            _("since the beginning"),
            _("Residents who left. They count in no rate. Imports that were undone are counted nowhere."),
        ),
    ]


def of_place(place: Figures) -> list[Line]:
    """Return the figures of one dong."""
    return [
        Line(
            _("Household rate"),
            writing.rate_of(place.reached, place.households),
            _households(place.reached, place.households),
            "",
        ),
        Line(
            _("Resident rate"),
            writing.rate_of(place.people, place.residents),
            _people(place.people, place.residents),
            "",
        ),
        Line(
            _("Head enrolled"),
            writing.rate_of(place.headed, place.households),
            _households(place.headed, place.households),
            "",
        ),
        Line(
            _("Not reachable"),
            writing.count(place.unreachable),
            _("of %(count)s enrolled residents") % {"count": writing.count(place.people)},
            "",
        ),
    ]


def as_of(cockpit: Cockpit) -> str:
    """Return the moment of the figures; those of an earlier day have both, for they are counted as people live now."""
    moment = spoken.moment(cockpit.counted_at.isoformat())
    if timezone.localdate(cockpit.counted_at) == cockpit.day:
        return _("As of %(day)s") % {"day": moment}
    return _("As of %(day)s, counted on %(moment)s") % {"day": spoken.day(cockpit.day.isoformat()), "moment": moment}


def source(cockpit: Cockpit) -> str:
    """Return the day and the source of the figures of residents and households."""
    population = cockpit.population
    if population is None and cockpit.day < timezone.localdate():
        return _("There were no figures of residents and households on this day yet.")
    if population is None:
        return _("No figures of residents and households have been handed in yet.")
    return _("Residents and households: %(source)s, as of %(day)s") % {
        "source": population.source,
        "day": writing.day(population.as_of),
    }


def _residents(cockpit: Cockpit) -> str:
    age = cockpit.population.from_age if cockpit.population else settings.POPULATION_FROM_AGE
    if not age:
        return _("Enrolled residents, by all residents.")
    said = _("Enrolled residents of %(age)s and older (by the year of birth), by all residents of this age.") % {
        "age": age
    }
    children = _("Younger ones who are enrolled, and counted in no figure of residents: %(count)s.")
    return f"{said} {children % {'count': writing.count(cockpit.children)}}"


def _households(count: int | None, of: int | None) -> str:
    if of is None:
        return _("%(count)s households") % {"count": writing.count(count)}
    return _("%(count)s of %(of)s households") % {"count": writing.count(count), "of": writing.count(of)}


def _people(count: int | None, of: int | None) -> str:
    if of is None:
        return _("%(count)s residents") % {"count": writing.count(count)}
    return _("%(count)s of %(of)s residents") % {"count": writing.count(count), "of": writing.count(of)}


def _needed(cockpit: Cockpit) -> str:
    if cockpit.forecast is None:
        return ""
    return _("%(count)s households") % {"count": writing.count(cockpit.forecast.needed)}


def _gap(cockpit: Cockpit) -> str:
    if cockpit.gap is None:
        return writing.NOTHING
    return _("%(points)s points") % {"points": f"{max(cockpit.gap, 0):.1f}"}


def _missing(cockpit: Cockpit) -> str:
    if cockpit.forecast is None or cockpit.gap is None:
        return ""
    if cockpit.forecast.is_reached:
        return _("the goal is reached")
    return _("%(count)s households are missing") % {"count": writing.count(cockpit.forecast.missing)}
