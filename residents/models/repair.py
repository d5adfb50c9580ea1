"""Contact repair: what is wrong with contacts in use, and what came of calling their owners."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Dong, User
from residents.encryption import EncryptedTextField
from residents.models.people import Channel, ContactPoint, Resident
from residents.models.proofs import ContactProof


class ContactTrouble(models.Model):
    """A line of a dong's call list: a contact that a message would probably not reach (``residents.repair.finding``).

    ``urgency``: the smaller, the sooner. ``back_at``: hidden until then, while a proof or a second call is waited for.
    ``locked_until``: the clerk ``locked_by`` is calling.
    """

    class Kind(models.TextChoices):
        BOUNCED = "bounced", _("Messages come back")
        PREFIX = "prefix", _("Old prefix")
        TYPO = "typo", _("Probably mistyped")
        UNVERIFIED = "unverified", _("Not confirmed")
        NOT_ME = "not_me", _("Belongs to somebody else")

    contact = models.OneToOneField(ContactPoint, on_delete=models.CASCADE, related_name="trouble")
    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="contact_troubles")
    dong = models.ForeignKey(Dong, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    suggestion = EncryptedTextField(default="")
    urgency = models.PositiveSmallIntegerField()
    since = models.DateTimeField()
    found_at = models.DateTimeField()
    misses = models.PositiveSmallIntegerField(default=0, help_text="How often the resident was not reached.")
    back_at = models.DateTimeField(null=True)
    locked_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    locked_until = models.DateTimeField(null=True)

    class Meta:
        # A dong's list, the most urgent first.
        indexes: ClassVar = [models.Index(fields=["dong", "urgency", "since", "id"], name="contact_trouble_list")]

    def __str__(self) -> str:
        return f"{self.kind}: contact {self.contact_id}"


class ContactCall(models.Model):
    """What came of a call about a contact, who made it and when. Append-only; it holds no address."""

    class Outcome(models.TextChoices):
        CORRECTED = "corrected", _("Corrected")
        RIGHT = "right", _("The contact is right")
        NOT_REACHED = "not_reached", _("Not reached")
        STOPPED = "stopped", _("Wants nothing there any more")

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="contact_calls")
    contact = models.ForeignKey(ContactPoint, null=True, on_delete=models.SET_NULL, related_name="+")
    channel = models.CharField(max_length=5, choices=Channel)
    kind = models.CharField(max_length=10, choices=ContactTrouble.Kind)
    outcome = models.CharField(max_length=12, choices=Outcome)
    used_at_once = models.BooleanField(default=False, help_text="Replaced on the phone, to be proved later.")
    proof = models.ForeignKey(ContactProof, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return f"{self.outcome} by a call to resident {self.resident_id}"
