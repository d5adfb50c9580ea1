"""Audiences: named questions about residents, each change of which is a version that stays."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import User
from campaigns.departments import OfDepartment


class Audience(models.Model):
    """A named audience; what it asks is in its versions, of which the last is in use."""

    name = models.CharField(max_length=80)
    department = models.CharField(max_length=60, blank=True)
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    put_away_at = models.DateTimeField(null=True, help_text="Offered no more; its versions stay.")

    objects = OfDepartment["Audience"].as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                "department", Lower("name"), condition=Q(put_away_at=None), name="one_audience_of_a_name"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AudienceVersion(models.Model):
    """What an audience asked from some moment on: ``tree`` is read by ``campaigns.audiences``. Append-only.

    A campaign names a version, never an audience, so what it asked can be told for ever. One that was composed within
    a campaign and given no name has no ``audience``.
    """

    audience = models.ForeignKey(Audience, null=True, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(default=1)
    tree: "models.JSONField[Any, Any]" = models.JSONField()
    counted = models.JSONField(default=dict, help_text="What was counted when it was saved.")
    small_because = models.CharField(
        max_length=200, blank=True, help_text="Why so few people are written to, where they are fewer than the limit."
    )
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["audience", "number"], name="one_audience_version_of_a_number")
        ]

    def __str__(self) -> str:
        return f"audience {self.audience_id}, version {self.number}"
