"""Proofs of an address that the office asks for, while its reader stands at the counter or has handed in a form."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from residents.encryption import EncryptedTextField, HashField
from residents.models.people import Channel, Resident


class ContactProof(models.Model):
    """An address to which a code was sent at the office's wish; whoever types the code at ``/p/<token>`` reads there.

    ``token`` only leads to the page that asks for the code; the code is kept as a keyed hash.
    """

    class Place(models.TextChoices):
        COUNTER = "counter", _("Counter")
        PAPER = "paper", _("Paper form")
        REPAIR = "repair", _("Contact repair")

    token = models.CharField(max_length=22, unique=True)
    place = models.CharField(max_length=10, choices=Place)
    channel = models.CharField(max_length=5, choices=Channel)
    address = EncryptedTextField()
    address_hash = HashField()
    code_hash = HashField()
    tries = models.PositiveSmallIntegerField(default=0)
    # Whose contact it becomes when it is proved; None while nobody is enrolled yet.
    resident = models.ForeignKey(Resident, null=True, on_delete=models.CASCADE, related_name="contact_proofs")
    asked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    proved_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["address_hash", "asked_at"], name="contact_proof_address"),
            models.Index(fields=["expires_at"], name="contact_proof_expiry"),
        ]

    def __str__(self) -> str:
        return f"proof {self.pk} over {self.channel}"
