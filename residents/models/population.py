"""How many live where: dated figures of residents and households, over which the enrolment rate is counted."""

from typing import ClassVar

from django.db import models

from accounts.models import Dong, User


class Population(models.Model):
    """One file of figures as of a day. One that was replaced by a later file of the same day stays in the list."""

    as_of = models.DateField()
    source = models.CharField(max_length=200)
    from_age = models.PositiveSmallIntegerField(help_text="The residents counted are of this age or older; 0: all.")
    file_name = models.CharField(max_length=200)
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["-as_of", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["as_of"], condition=models.Q(replaced_at__isnull=True), name="one_population_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"population of {self.as_of}"


class PopulationLine(models.Model):
    """The figures of one tong; ``tong`` is None where the file counts a dong as a whole."""

    population = models.ForeignKey(Population, on_delete=models.CASCADE, related_name="lines")
    dong = models.ForeignKey(Dong, on_delete=models.PROTECT, related_name="+")
    tong = models.PositiveSmallIntegerField(null=True)
    residents = models.PositiveIntegerField()
    households = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["dong", "tong"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["population", "dong", "tong"], nulls_distinct=False, name="one_population_line_per_tong"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dong_id} {self.tong or ''}"


class KeptCounts(models.Model):
    """What the cockpit counted for one day: kept for some minutes, for counting goes through everybody.

    Unmasked, as small as a tong; nobody is named. ``asked`` holds what else the counting rests on.
    """

    day = models.DateField()
    asked = models.JSONField()
    counts = models.JSONField()
    counted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["day", "asked"], name="one_kept_count")]

    def __str__(self) -> str:
        return f"counts of {self.day}"
