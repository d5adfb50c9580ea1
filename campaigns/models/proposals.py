"""Proposals of residents, their way through the office, and what came of what was said."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Dong, User
from campaigns.departments import OfDepartment
from residents.encryption import EncryptedTextField, HashField
from residents.models import Interest, Resident


class ProposalState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("a proposal", "Received")
    UNDER_REVIEW = "review", _("Being looked at")
    TAKEN_UP = "taken_up", _("Taken up")
    DONE = "done", _("Done")
    DECLINED = "declined", _("Not taken up")
    TAKEN_BACK = "taken_back", _("Taken back")


class Proposal(models.Model):
    """What a resident proposes. ``public_text`` is what an officer released of it, without names."""

    resident = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="proposals")
    title = EncryptedTextField()
    text = EncryptedTextField(default="")
    interest = models.ForeignKey(Interest, null=True, on_delete=models.PROTECT, related_name="+")
    dong = models.ForeignKey(Dong, null=True, on_delete=models.PROTECT, related_name="+")
    department = models.CharField(max_length=60, blank=True, help_text="Whose it is; empty: nobody's yet.")
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.RECEIVED)
    due_on = models.DateField(null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    public_title = models.CharField(max_length=120, blank=True)
    public_text = models.TextField(blank=True)
    released_at = models.DateTimeField(null=True)

    objects = OfDepartment["Proposal"].as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            # The office's list begins with what is due first; most proposals are answered.
            models.Index(
                fields=["department", "due_on", "id"],
                condition=Q(state__in=["received", "review"]),
                name="proposal_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"proposal {self.pk}"


class ProposalSupport(models.Model):
    """“Me too”: a resident stands behind a proposal that was released."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="supports")
    resident = models.ForeignKey(Resident, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["proposal", "resident"], name="one_support_of_a_resident")
        ]

    def __str__(self) -> str:
        return f"support {self.pk} of proposal {self.proposal_id}"


class ProposalStep(models.Model):
    """One step of a proposal's way, with what the resident is told; append-only."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=ProposalState)
    answer = EncryptedTextField(default="")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.state} of proposal {self.proposal_id}"


class SaidAndDone(models.Model):
    """“You said, we did”: what was said, what came of it; told to those who said it, and on a public page."""

    title = models.CharField(max_length=120)
    said = models.TextField()
    did = models.TextField()
    department = models.CharField(max_length=60, blank=True)
    interest = models.ForeignKey(Interest, null=True, on_delete=models.PROTECT, related_name="+")
    survey = models.ForeignKey("Survey", null=True, on_delete=models.PROTECT, related_name="outcomes")
    event = models.ForeignKey("Event", null=True, on_delete=models.PROTECT, related_name="outcomes")
    proposals = models.ManyToManyField(Proposal, blank=True, related_name="outcomes")
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True)
    told = models.JSONField(default=dict, help_text="How many were told, over which channel, when.")
    told_up_to = models.BigIntegerField(default=0, help_text="The last resident's number that was gone through.")
    told_at = models.DateTimeField(null=True, help_text="When everybody had been told.")

    objects = OfDepartment["SaidAndDone"].as_manager()

    class Meta:
        ordering: ClassVar = ["-published_at", "-id"]

    def __str__(self) -> str:
        return self.title


class OutcomeTold(models.Model):
    """That somebody was told of an outcome, by a keyed hash: of an anonymous survey it must not say who took part."""

    outcome = models.ForeignKey(SaidAndDone, on_delete=models.CASCADE, related_name="+")
    told_hash = HashField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["outcome", "told_hash"], name="told_of_an_outcome_once")
        ]

    def __str__(self) -> str:
        return f"outcome {self.outcome_id} was told"
