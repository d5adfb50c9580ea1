"""The paper desk: bundles of forms, their scanned pages, and how far each form has come."""

from typing import ClassVar

from django.db import models
from django.db.models import Deferrable, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Dong, User
from residents.encryption import EncryptedBytesField, EncryptedTextField
from residents.models.people import Resident


class PaperBundle(models.Model):
    """The forms that one tong chief brought at once, counted in from the cover sheet and out to the archive."""

    dong = models.ForeignKey(Dong, on_delete=models.PROTECT, related_name="paper_bundles")
    tong = models.PositiveSmallIntegerField()
    tong_chief = EncryptedTextField()
    received_on = models.DateField()
    counted_in = models.PositiveSmallIntegerField(help_text="As on the cover sheet, or as corrected with a reason.")
    pages_per_form = models.PositiveSmallIntegerField(default=2)
    # Who types it; nobody: whoever takes it first.
    assigned_to = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(auto_now_add=True)
    closed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    counted_out = models.PositiveSmallIntegerField(null=True, help_text="As the paper went to the archive.")

    class Meta:
        # The list of what waits, the oldest first.
        indexes: ClassVar = [
            models.Index(fields=["received_on", "id"], condition=Q(closed_at=None), name="paper_bundle_waiting")
        ]

    def __str__(self) -> str:
        return f"bundle {self.pk}"


class PaperCount(models.Model):
    """One correction of the number counted in: a form was missing, or there was one more. Append-only."""

    bundle = models.ForeignKey(PaperBundle, on_delete=models.PROTECT, related_name="corrections")
    before = models.PositiveSmallIntegerField()
    after = models.PositiveSmallIntegerField()
    reason = EncryptedTextField()
    corrected_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"bundle {self.bundle_id}: {self.before} → {self.after}"


class PaperForm(models.Model):
    """One form of a bundle, whether typed or not; ``claimed_by`` has it before them until ``claimed_until``."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("a form on paper", "To be entered")
        SECOND = "second", _("Second entry waits")
        MISMATCH = "mismatch", _("Two entries differ")
        AGREED = "agreed", _("Entered")
        DUPLICATE = "duplicate", _("Enrolled already")
        ILLEGIBLE = "illegible", _("Illegible")
        CONTRADICTS = "contradicts", _("Does not fit together")
        UNSIGNED = "unsigned", _("Without signature")
        RETURNED = "returned", _("Given back to the resident")

    ENTERED = (State.SECOND, State.MISMATCH, State.AGREED, State.DUPLICATE)
    ASIDE = (State.ILLEGIBLE, State.CONTRADICTS, State.UNSIGNED, State.RETURNED)

    bundle = models.ForeignKey(PaperBundle, on_delete=models.PROTECT, related_name="forms")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    # Whom the form enrolled, or who was enrolled already.
    resident = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="paper_forms")
    first_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField(null=True)
    second_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    second_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    # What was typed before it was set aside; nobody is enrolled by it.
    typed = EncryptedTextField(default="{}", help_text="JSON of field → what was typed.")
    note = EncryptedTextField(default="")
    # The contacts as each of the two typed them, JSON of channel → address; emptied when they agree.
    first_contacts = EncryptedTextField(default="{}")
    second_contacts = EncryptedTextField(default="{}")
    claimed_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["bundle", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["bundle", "number"], name="one_form_per_number"),
            models.CheckConstraint(
                condition=Q(second_by=None) | ~Q(second_by=models.F("first_by")), name="two_people_enter_contacts"
            ),
        ]
        # The next form of a queue is the first free one in this order (paper_desk/claims.py); sums count by state.
        indexes: ClassVar = [
            models.Index(fields=["state", "bundle", "number"], name="paper_form_queue"),
            models.Index(fields=["bundle", "state"], name="paper_form_sum"),
        ]

    def __str__(self) -> str:
        return f"form {self.number} of bundle {self.bundle_id}"


class PaperPage(models.Model):
    """One scanned page. Its place in the bundle says to which form it belongs; places may be empty."""

    bundle = models.ForeignKey(PaperBundle, on_delete=models.PROTECT, related_name="pages")
    place = models.PositiveSmallIntegerField(help_text="Counted from 0; each form has pages_per_form places.")
    image = EncryptedBytesField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["bundle", "place"]
        constraints: ClassVar = [
            # Deferred, for pages move along by one statement when one is missing.
            models.UniqueConstraint(
                fields=["bundle", "place"], name="one_page_per_place", deferrable=Deferrable.DEFERRED
            )
        ]

    def __str__(self) -> str:
        return f"page {self.place} of bundle {self.bundle_id}"
