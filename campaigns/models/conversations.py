"""Conversations: what residents answered, threaded, with an owner and a time by which they hear back."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from campaigns.departments import OfDepartment
from residents.encryption import EncryptedTextField, HashField
from residents.models import Channel, Resident


class OfDepartmentOrNobody(OfDepartment["Conversation"]):
    """Conversations, of which those that are nobody's yet are everybody's."""

    def visible_to(self, user: User) -> "OfDepartmentOrNobody":
        return self.filter(department__in=["", user.department])


class ConversationState(models.TextChoices):
    OPEN = "open", _("Waits for the office")
    ANSWERED = "answered", pgettext_lazy("conversation", "Answered")
    CLOSED = "closed", pgettext_lazy("conversation", "Closed")


class Conversation(models.Model):
    """One matter of one person over one channel. Who wrote from an unknown address has no ``resident``."""

    resident = models.ForeignKey(Resident, null=True, on_delete=models.PROTECT, related_name="conversations")
    channel = models.CharField(max_length=5, choices=Channel)
    address = EncryptedTextField(default="", help_text="Where answers go.")
    address_hash = HashField()
    subject = EncryptedTextField(default="")
    department = models.CharField(max_length=60, blank=True, help_text="Whose it is; empty: nobody's yet.")
    owner = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=ConversationState, default=ConversationState.OPEN)
    due_at = models.DateTimeField(null=True)
    # The message it answers, where that is known: a dispatch's title says what it was about.
    dispatch_id = models.BigIntegerField(null=True)
    began_at = models.DateTimeField(auto_now_add=True)
    waits_since = models.DateTimeField(null=True, help_text="Since when its oldest unanswered words wait.")
    closed_at = models.DateTimeField(null=True)

    # Whether ``resident`` is as good as certain; an answer to who is not proven holds nothing personal.
    proven = models.BooleanField(default=False)
    sure = models.BooleanField(default=True, help_text="Whether it is certain which message was answered.")
    # The Message-ID of its last email, by which an answer stands below it in the resident's mail program.
    message_id = EncryptedTextField(default="")

    objects = OfDepartmentOrNobody.as_manager()

    class Meta:
        ordering: ClassVar = ["waits_since", "id"]
        indexes: ClassVar = [
            # The office's list: the oldest unanswered first.
            models.Index(fields=["department", "waits_since"], condition=Q(state="open"), name="conversation_open"),
            models.Index(fields=["address_hash", "-id"], name="conversation_by_address"),
        ]

    def __str__(self) -> str:
        return f"conversation {self.pk}"


class ConversationMessage(models.Model):
    """One thing said in a conversation: the resident's words, the office's answer, or a note among the office."""

    class Kind(models.TextChoices):
        IN = "in", _("From the resident")
        OUT = "out", _("From the office")
        NOTE = "note", _("Internal note")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(max_length=4, choices=Kind)
    text = EncryptedTextField()
    whole = EncryptedTextField(default="", help_text="With what was cut of it; empty where nothing was.")
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    # Of what came in: the same again is no second message.
    provider_id = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001  # unique where there is one
    attachments = models.PositiveSmallIntegerField(default=0, help_text="How many files came with it; none is kept.")

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} of conversation {self.conversation_id}"


class CannedAnswer(models.Model):
    """An answer that a department gives often."""

    department = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=80)
    text = models.TextField()
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    used = models.PositiveIntegerField(default=0)

    objects = OfDepartment["CannedAnswer"].as_manager()

    class Meta:
        ordering: ClassVar = ["title"]

    def __str__(self) -> str:
        return self.title
