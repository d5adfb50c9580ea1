"""What the office keeps of a registration besides its place: that its person was reminded, and what they attended."""

from typing import ClassVar

from django.db import models
from django.utils.crypto import get_random_string

from campaigns.models.events import Registration

# Without what is read for something else on paper: 0 and O, 1, I and L.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 10


def _code() -> str:
    return get_random_string(CODE_LENGTH, LETTERS)


class Reminder(models.Model):
    """That somebody was reminded of their event: the row is what makes it once."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="reminder")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"reminder of registration {self.registration_id}"


class Certificate(models.Model):
    """A certificate that somebody took part; ``code`` stands on it, and can be held against the house's own page."""

    registration = models.OneToOneField(Registration, on_delete=models.CASCADE, related_name="certificate")
    code = models.CharField(max_length=12, unique=True, default=_code, editable=False)
    issued_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"certificate of registration {self.registration_id}"
