"""What a campaign shows and gives to take along: pictures and files, published under addresses nobody can guess."""

import secrets
from typing import ClassVar

from django.db import models

from accounts.models import User
from campaigns.departments import OfDepartment


def _key() -> str:
    return secrets.token_urlsafe(16)


class Picture(models.Model):
    """A picture as it is sent: made anew from what was handed in, without its metadata. Never changed, so kept long."""

    key = models.CharField(max_length=24, unique=True, default=_key, editable=False)
    department = models.CharField(max_length=60, blank=True)
    words = models.CharField(max_length=200, help_text="What it shows, for whoever does not see it.")
    image = models.BinaryField()
    content_type = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = OfDepartment["Picture"].as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"picture {self.pk}"


class FileToTake(models.Model):
    """A file that a message links to, as it was handed in; its kind is what its bytes say."""

    key = models.CharField(max_length=24, unique=True, default=_key, editable=False)
    department = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    data = models.BinaryField()
    added_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    objects = OfDepartment["FileToTake"].as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"file {self.pk}"
