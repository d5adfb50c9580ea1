"""Why somebody cannot have what they asked of an event."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from campaigns.models import Registration

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise


class Closed(models.TextChoices):
    """Why nobody can register now."""

    DRAFT = "draft", _("This event is not public yet.")
    CANCELLED = "cancelled", _("This event was cancelled.")
    NONE_NEEDED = "none_needed", _("No registration is needed: just come.")
    NOT_YET = "not_yet", _("Registration has not opened yet.")
    OVER = "over", _("Registration is over.")
    PAST = "past", _("This event is over.")


class Refused(Exception):
    """An event's rule stands against it; nothing was changed."""


class NotEligible(Refused):
    """``reasons`` say which rules of the event the person does not meet."""

    def __init__(self, reasons: "Sequence[StrPromise | str]") -> None:
        super().__init__(len(reasons))
        self.reasons = list(reasons)


class NotOpen(Refused):
    """Registration is not open; ``why`` says so in words."""

    def __init__(self, why: Closed) -> None:
        super().__init__(why.value)
        self.why = why


class AlreadyRegistered(Refused):
    """The person is on the list already, with ``registration``: a second click, or a second route."""

    def __init__(self, registration: Registration) -> None:
        super().__init__(registration.pk)
        self.registration = registration


class Full(Refused):
    """Neither a place nor room on the waiting list is left."""


class OfferOver(Refused):
    """The offer is no more: it ran out, or was answered."""


class NotRegistered(Refused):
    """Only who has a place can be checked in."""


class TooFewSeats(Refused):
    """Fewer seats than ``taken`` cannot be: they were promised to people."""

    def __init__(self, taken: int) -> None:
        super().__init__(taken)
        self.taken = taken


class NotDrawnYet(Refused):
    """The lot can only be drawn once, after registration has closed."""
