"""Events and who takes part: one list for every route, that never holds more seats than there are."""

import secrets
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Dong, User
from campaigns.departments import OfDepartment
from residents.encryption import EncryptedTextField
from residents.models import Channel, Interest, Resident, Sex


class EventState(models.TextChoices):
    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    CANCELLED = "cancelled", _("Cancelled")


class Fairness(models.TextChoices):
    """Who gets a place when more want one than there are."""

    ORDER = "order", _("In the order of registering")
    LOT = "lot", _("By lot, drawn after registration closes")


class Event(models.Model):
    """A lecture, a show, a course. ``seats_taken`` is kept under a lock on this row (``campaigns.events.places``)."""

    slug = models.SlugField(max_length=80, unique=True, allow_unicode=True)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True, help_text="In the composer's plain markup (campaigns/writing.py).")
    department = models.CharField(max_length=60, blank=True)
    contact = models.CharField(max_length=120, blank=True, help_text="Whom to ask: unit, name, number.")
    interest = models.ForeignKey(Interest, null=True, on_delete=models.PROTECT, related_name="events")
    dong = models.ForeignKey(
        Dong, null=True, on_delete=models.PROTECT, related_name="events", help_text="Where it is; none: the district."
    )
    place = models.CharField(max_length=120)
    address = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    fee = models.CharField(max_length=80, blank=True, help_text="In words; empty is free.")
    state = models.CharField(max_length=9, choices=EventState, default=EventState.DRAFT)
    cancelled_because = models.CharField(max_length=200, blank=True)

    takes_registrations = models.BooleanField(default=True)
    opens_at = models.DateTimeField(null=True, help_text="None: from its publication on.")
    closes_at = models.DateTimeField(null=True, help_text="None: until it starts.")
    capacity = models.PositiveIntegerField(null=True, help_text="Seats; none: as many as come.")
    seats_taken = models.PositiveIntegerField(default=0, help_text="By who is registered or was offered a place.")
    waiting_capacity = models.PositiveIntegerField(null=True, help_text="Seats of the waiting list; none: no limit.")
    fairness = models.CharField(max_length=5, choices=Fairness, default=Fairness.ORDER)
    drawn_at = models.DateTimeField(null=True)
    # Drawn at the publication; its SHA-256 is public from then on, the seed itself once the lot is drawn (lots.py).
    lot_seed = models.CharField(max_length=64, blank=True, editable=False)
    companions_at_most = models.PositiveSmallIntegerField(default=0)
    offer_hours = models.PositiveSmallIntegerField(default=24, help_text="How long an offered place is kept.")
    residents_of = models.ManyToManyField(
        Dong, blank=True, related_name="+", help_text="Only for residents of these dongs; none: of the district."
    )
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    certificate = models.BooleanField(default=False, help_text="Who came gets a certificate.")

    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    sequence = models.PositiveIntegerField(default=0, help_text="Of its calendar entry: how often it was changed.")

    objects = OfDepartment["Event"].as_manager()

    class Meta:
        ordering: ClassVar = ["starts_at", "id"]
        indexes: ClassVar = [models.Index(fields=["starts_at"], name="event_by_start")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="event_ends_after_it_starts"),
            # The list never overbooks, whatever a program does.
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(seats_taken__lte=F("capacity")), name="event_is_not_overbooked"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EventQuestion(models.Model):
    """Something that is asked of who registers."""

    class Kind(models.TextChoices):
        TEXT = "text", _("A short text")
        CHOICE = "choice", _("One of several")
        YES_NO = "yes_no", _("Yes or no")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="questions")
    place = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.TEXT)
    options = models.JSONField(default=list)
    required = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar = ["place"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["event", "place"], name="one_event_question_a_place")]

    def __str__(self) -> str:
        return self.text


class RegistrationRoute(models.TextChoices):
    """How a registration reached the office; all stand in one list."""

    WEB = "web", _("Web")
    COUNTER = "counter", _("Counter")
    PHONE = "phone", _("Phone")
    SMS = "sms", _("SMS reply")


class RegistrationState(models.TextChoices):
    """registered and offered hold seats; entered waits for the lot; the rest hold none."""

    ENTERED = "entered", _("Waiting for the lot")
    WAITING = "waiting", _("On the waiting list")
    OFFERED = "offered", _("A place is offered")
    REGISTERED = "registered", _("Registered")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("The offer ran out")
    NOT_DRAWN = "not_drawn", _("Not drawn")


HOLDING_SEATS = frozenset({RegistrationState.REGISTERED, RegistrationState.OFFERED})
LIVE = HOLDING_SEATS | {RegistrationState.ENTERED, RegistrationState.WAITING}


def _token() -> str:
    return secrets.token_urlsafe(12)


class Registration(models.Model):
    """One person's place, or wish for one, with companions; a guest whom a clerk wrote down has no ``resident``."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="registrations")
    token = models.CharField(max_length=24, unique=True, default=_token, editable=False, help_text="In its QR code.")
    resident = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="registrations")
    guest_name = EncryptedTextField(default="")
    guest_phone = EncryptedTextField(default="")
    seats = models.PositiveSmallIntegerField(default=1, help_text="The person and the companions.")
    state = models.CharField(max_length=10, choices=RegistrationState)
    route = models.CharField(max_length=7, choices=RegistrationRoute)
    answers = EncryptedTextField(default="{}", help_text="JSON of question id → answer.")
    # The order of the waiting list: that of registering, or the one that was drawn.
    rank = models.PositiveIntegerField(null=True)
    lot_number = models.PositiveIntegerField(null=True, help_text="Its ticket in the lot, from 1 in each event.")
    offered_until = models.DateTimeField(null=True)
    told_over = models.CharField(max_length=5, choices=Channel, blank=True)
    recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    came_at = models.DateTimeField(null=True)
    came_seats = models.PositiveSmallIntegerField(default=0, help_text="How many of its seats were checked in.")
    came_recorded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["event", "resident"],
                condition=Q(state__in=["entered", "waiting", "offered", "registered"]),
                name="one_live_registration_of_a_resident",
            ),
            models.UniqueConstraint(
                fields=["event", "rank"], condition=Q(state="waiting"), name="one_waiting_registration_of_a_rank"
            ),
            models.UniqueConstraint(fields=["event", "lot_number"], name="one_registration_of_a_lot_number"),
            models.CheckConstraint(condition=Q(seats__gte=1), name="registration_has_a_seat"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["event", "state", "rank"], name="registration_in_line"),
            # Offers that ran out are looked for every minute.
            models.Index(fields=["offered_until"], condition=Q(state="offered"), name="registration_offered"),
        ]

    def __str__(self) -> str:
        return f"registration {self.pk} for event {self.event_id}"


class RegistrationChange(models.Model):
    """One change of a registration: from, to, when and by whom. Append-only."""

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="changes")
    from_state = models.CharField(max_length=10, blank=True)
    to_state = models.CharField(max_length=10)
    route = models.CharField(max_length=7, choices=RegistrationRoute, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.from_state} → {self.to_state}"
