"""The figures over which rates are counted: taken in with their day and source, and never overwritten silently."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from residents.cockpit.population_files import Line
from residents.models import Population, PopulationLine


class DayIsTaken(Exception):
    """There are figures of this day already; they are replaced only by somebody who says so."""


@transaction.atomic
def take_in(
    lines: Sequence[Line], *, as_of: date, source: str, from_age: int, file_name: str, by: User, replace: bool = False
) -> Population:
    """Keep the figures of a file. With ``replace``, those of the same day so far stay in the list, and count no more.

    Raises DayIsTaken, also for the second of two who hand in the same day at once.
    """
    standing = Population.objects.filter(as_of=as_of, replaced_at=None)
    if replace:
        standing.update(replaced_at=timezone.now())
    try:
        with transaction.atomic():
            population = Population.objects.create(
                as_of=as_of, source=source, from_age=from_age, file_name=file_name, uploaded_by=by
            )
    except IntegrityError as error:
        raise DayIsTaken from error
    PopulationLine.objects.bulk_create(
        PopulationLine(
            population=population,
            dong_id=line.dong,
            tong=line.tong,
            residents=line.residents,
            households=line.households,
        )
        for line in lines
    )
    return population


def population_on(day: date) -> Population | None:
    """Return the newest figures of ``day`` or before it."""
    return Population.objects.filter(as_of__lte=day, replaced_at=None).order_by("-as_of").first()


def from_age_of(population: Population | None) -> int:
    """Return the age from which residents are counted, so that they are those whom the figures count."""
    return population.from_age if population else int(settings.POPULATION_FROM_AGE)
