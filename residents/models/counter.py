"""What happens at a dong centre's counter: what was done for whom by which clerk, and what a clerk has begun."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Dong, User
from residents.encryption import EncryptedTextField
from residents.models.people import Resident


class IdKind(models.TextChoices):
    """The kind of identity document that a clerk saw; no copy is made, and no number of it is kept."""

    RESIDENT_CARD = "resident_card", _("Resident card")
    DRIVING_LICENCE = "driving_licence", _("Driving licence")
    PASSPORT = "passport", _("Passport")
    MOBILE_ID = "mobile_id", _("Mobile identity card")
    FOREIGNER_CARD = "foreigner_card", _("Alien registration card")
    OTHER = "other", _("Another public identity card")


class CounterAct(models.Model):
    """One thing done at a counter for a resident: by which clerk, on which identity document, signed how.

    ``id_kind`` is the document of whoever stood there: the resident, else the proxy or a child's guardian.
    """

    class Kind(models.TextChoices):
        ENROLLED = "enrolled", _("Enrolled")
        CORRECTED = "corrected", _("Corrected")
        MOVED_IN = "moved_in", _("Moved in")
        CONSENTS = "consents", _("Consents changed")
        CONTACTS = "contacts", _("Contacts changed")
        WITHDREW = "withdrew", _("Withdrew")

    class Signature(models.TextChoices):
        PAD = "pad", _("On the signature pad")
        PAPER = "paper", _("On the printed form")
        NONE = "none", _("Not signed")

    resident = models.ForeignKey(Resident, on_delete=models.CASCADE, related_name="counter_acts")
    kind = models.CharField(max_length=10, choices=Kind)
    clerk = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    dong = models.ForeignKey(Dong, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    id_kind = models.CharField(max_length=20, choices=IdKind, blank=True)
    id_checked_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    proxy_name = EncryptedTextField(default="")
    proxy_relation = models.CharField(max_length=20, blank=True)
    power_of_attorney = models.BooleanField(default=False, help_text="The proxy's power of attorney was seen.")
    family_paper = models.BooleanField(default=False, help_text="The guardian's family-relation paper was seen.")
    signature = models.CharField(max_length=10, choices=Signature, default=Signature.NONE)
    what = models.CharField(max_length=200, blank=True, help_text="What changed: slugs, such as name,address.")
    strokes = EncryptedTextField(default="", help_text="JSON: the strokes on the pad, each a list of points.")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["resident", "id"], name="counter_act_resident"),
            models.Index(fields=["dong", "at"], name="counter_act_dong"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} at the counter for resident {self.resident_id}"


class CounterDraft(models.Model):
    """What a clerk has typed so far for somebody at the counter; ``resident`` and ``done_at`` once it is enrolled.

    Its clerk alone finds it. Forgotten after ``COUNTER_DRAFT_DAYS``; enrolling the same draft twice makes one resident.
    """

    clerk = models.ForeignKey(User, on_delete=models.CASCADE, related_name="counter_drafts")
    values = EncryptedTextField(default="{}", help_text="JSON: what was typed, by field.")
    resident = models.ForeignKey(Resident, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["clerk", "done_at"], name="counter_draft_clerk"),
            models.Index(fields=["updated_at"], name="counter_draft_updated"),
        ]

    def __str__(self) -> str:
        return f"counter draft {self.pk}"
