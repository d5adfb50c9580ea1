"""What a clerk is reminded of, by why somebody comes and by what they have said; nothing is looked up about others."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from residents.models import Sex
from residents.offered_services import Service, services


class Reason(models.TextChoices):
    """Why somebody came to the counter."""

    MOVED_IN = "moved_in", _("Moved in")
    CIVIL_DEFENSE = "civil_defense", _("Civil defence")
    SCHOOL = "school", _("School entry")
    OTHER = "other", _("Something else")


# The service that somebody comes for, whose line then stands first.
_SERVICES = {Reason.CIVIL_DEFENSE: "civil_defense", Reason.SCHOOL: "school_entry"}


@dataclass(frozen=True, slots=True)
class CivilDefenceAge:
    """Birth years of the men who serve: 민방위기본법 제18조, from the year of one age to that of another."""

    first: int
    last: int


def civil_defence_births(today: date) -> CivilDefenceAge:
    """Return the first and the last birth year of those who are of age for civil defence this year."""
    return CivilDefenceAge(today.year - settings.CIVIL_DEFENSE_TO_AGE, today.year - settings.CIVIL_DEFENSE_FROM_AGE)


def is_of_civil_defence_age(birth_date: date, sex: str, *, today: date) -> bool:
    births = civil_defence_births(today)
    return sex == Sex.MALE and births.first <= birth_date.year <= births.last


def school_entry_births(today: date) -> int:
    """Return the birth year of the children who enter school next year."""
    age: int = settings.SCHOOL_ENTRY_AGE
    return today.year - age


def in_order(reason: str) -> list[Service]:
    """Return the services, the one that the visit is about first."""
    first = _SERVICES.get(reason)  # type: ignore[call-overload]  # any text may come from a form
    return sorted(services(), key=lambda service: service.slug != first)


def service_of(reason: str) -> str:
    """Return the slug of the service that the visit is about; empty where it is about none."""
    return str(_SERVICES.get(reason, ""))  # type: ignore[call-overload]  # any text may come from a form


def preset(reason: str = "") -> list[str]:
    """Return the services whose boxes are ticked once there is a contact; each can be unticked.

    None that needs a consent of its own, and school entry only for whoever comes for it.
    """
    withheld = {slug for why, slug in _SERVICES.items() if why != reason}
    return [service.slug for service in services() if service.optional_consent is None and service.slug not in withheld]
