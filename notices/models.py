"""What must be said: batches, the rows of their registers, the notices that are owed, and their reading."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Dong, User
from deliveries.models import Dispatch
from residents.encryption import EncryptedTextField, HashField
from residents.models import ContactPoint, Resident


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: User) -> "BatchQuerySet":
        """Return the batches of the user's department: the one door to batches, absent and forbidden alike."""
        return self.filter(department=user.department)


class Batch(models.Model):
    """One register on its way: read, matched, approved by a second person, dispatched."""

    notice_type = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    department = models.CharField(max_length=60, blank=True)
    file_name = models.CharField(max_length=200)
    # The same obligations again, in whatever file: noticed before anything is sent (promise 2).
    register_hash = HashField(default=b"")
    counts = models.JSONField(default=dict)
    audience_hash = models.CharField(max_length=64, blank=True)
    dispatch = models.OneToOneField(Dispatch, on_delete=models.PROTECT, related_name="batch")
    uploaded_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)
    late_allowed_by = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["department", "-id"])]

    def __str__(self) -> str:
        return self.title


class Outcome(models.TextChoices):
    """What a register row becomes, in the order in which it is decided."""

    PENDING = "pending", _("Not matched yet")
    INVALID = "invalid", _("Invalid")
    DUPLICATE = "duplicate", _("Duplicate")
    AMBIGUOUS = "ambiguous", _("Ambiguous")
    PAPER = "paper", _("Paper")
    RECIPIENT = "recipient", _("Recipient")


class RegisterRow(models.Model):
    """One row of a register, what it became and why. What looked like an RRN was never stored."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="The row's number in the file, as a spreadsheet shows it.")
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.PENDING)
    reason = models.CharField(max_length=30, blank=True)
    column = models.CharField(max_length=60, blank=True, help_text="The column at fault, for an invalid row.")
    values = EncryptedTextField(help_text="JSON of field → value as it will be shown.")
    person_hashes = ArrayField(models.BinaryField(), default=list)
    address_hashes = ArrayField(models.BinaryField(), default=list)
    dong = models.ForeignKey(Dong, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    obligation_hash = HashField(default=b"")
    resident = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="register_rows")
    # Not checked, for each contact that is destroyed would be looked for in all rows; ``notices.locker`` takes it out.
    email_contact = models.ForeignKey(
        ContactPoint, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )
    sms_contact = models.ForeignKey(
        ContactPoint, null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+", db_index=False
    )

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "number"], name="one_row_per_number")]
        # The batch page lists and counts by what rows became.
        indexes: ClassVar = [models.Index(fields=["batch", "outcome", "number"])]

    def __str__(self) -> str:
        return f"row {self.number} of batch {self.batch_id}"


class Notice(models.Model):
    """An obligation of the office to one person, whatever the channel. ``token`` is the link's; it names nobody."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        READ = "read", _("Read")
        HANDED_OVER = "handed_over", _("Handed over")
        RETURNED = "returned", _("Returned")
        VOID = "void", _("Void")

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="notices")
    row = models.OneToOneField(RegisterRow, on_delete=models.CASCADE, related_name="notice")
    token = models.CharField(max_length=32, unique=True)
    state = models.CharField(max_length=11, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    to_paper_because = models.CharField(max_length=30, blank=True, help_text="Why a recipient's notice goes on paper.")

    class Meta:
        # What is still open, per batch: the number that has to reach zero.
        indexes: ClassVar = [models.Index(fields=["batch"], condition=models.Q(state="open"), name="notice_open")]

    def __str__(self) -> str:
        return f"notice {self.pk}"


class NoticeEvent(models.Model):
    """Something that happened to a notice: opened, confirmed, "not me", sent to paper. Append-only."""

    class Kind(models.TextChoices):
        OPENED = "opened", _("Opened")
        CONFIRMED = "confirmed", _("Confirmed")
        NOT_ME = "not_me", _("“Not me”")
        NOT_ME_SEEN = "seen", _("“Not me” was seen to")
        TO_PAPER = "to_paper", _("Sent to paper")

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(auto_now_add=True)
    kind = models.CharField(max_length=10, choices=Kind)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar = ["id"]
        # "Not me" waits on the staff's first page until somebody has seen to it; among all events it is rare.
        indexes: ClassVar = [
            models.Index(fields=["notice"], condition=models.Q(kind="not_me"), name="notice_event_not_me")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of notice {self.notice_id}"


class ReadingTry(models.Model):
    """A wrong answer at a link's door, by keyed hash of the link or of the client's address; kept for a day."""

    key = HashField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["key", "at"])]

    def __str__(self) -> str:
        return f"try {self.pk}"


class MatchDecision(models.Model):
    """A person's answer to an ambiguous row, remembered: these words mean this resident, or nobody enrolled."""

    person_hash = HashField()
    dong = models.ForeignKey(Dong, null=True, on_delete=models.PROTECT, related_name="+")
    address_hash = HashField(default=b"")
    resident = models.ForeignKey(Resident, null=True, on_delete=models.CASCADE, related_name="+")
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person_hash", "dong", "address_hash"],
                nulls_distinct=False,
                name="one_decision_per_question",
            )
        ]

    def __str__(self) -> str:
        return f"decision {self.pk}"
