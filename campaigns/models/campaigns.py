"""Campaigns: what may be said, once for all channels, to an audience; and the dispatches by which it goes out."""

import secrets
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from campaigns.departments import OfDepartment
from campaigns.models.audiences import AudienceVersion
from deliveries.models import Dispatch
from residents.models import Interest


class CampaignState(models.TextChoices):
    """What a campaign is on its way to; how far its sending is, its dispatches say."""

    DRAFT = "draft", _("Draft")
    AWAITING_APPROVAL = "awaiting", _("Awaiting approval")
    PLANNED = "planned", _("Planned")  # its deliveries are planned, from here on its dispatches speak
    CANCELLED = "cancelled", _("Cancelled")


def _key() -> str:
    return secrets.token_hex(6)


class Campaign(models.Model):
    """One piece of news. ``is_advertisement`` has no default: whoever composes answers it (정보통신망법 제50조)."""

    title = models.CharField(max_length=120, help_text="For the office; residents read the subject.")
    department = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=9, choices=CampaignState, default=CampaignState.DRAFT)
    is_advertisement = models.BooleanField(null=True)
    information_because = models.CharField(
        max_length=200, blank=True, help_text="Why it is no advertisement although its words sound like one."
    )
    interest = models.ForeignKey(Interest, null=True, on_delete=models.PROTECT, related_name="+")
    event = models.ForeignKey("Event", null=True, on_delete=models.PROTECT, related_name="campaigns")
    survey = models.ForeignKey("Survey", null=True, on_delete=models.PROTECT, related_name="campaigns")
    audience = models.ForeignKey(AudienceVersion, null=True, on_delete=models.PROTECT, related_name="campaigns")
    corrects = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="corrections")

    subject = models.CharField(max_length=120, blank=True)
    subject_b = models.CharField(max_length=120, blank=True, help_text="The other subject of an A/B trial.")
    body = models.TextField(blank=True, help_text="The email in the composer's plain markup (campaigns/writing.py).")
    sms = models.TextField(blank=True)
    alimtalk_template = models.CharField(max_length=60, blank=True)
    channels = models.JSONField(default=list, help_text="The channels chosen, first the one preferred.")
    contact = models.CharField(max_length=120, blank=True, help_text="Whom to ask: unit, name, number.")

    send_at = models.DateTimeField(null=True, help_text="None: as soon as it is approved.")
    at_best_hour = models.BooleanField(default=False)
    canary = models.PositiveIntegerField(default=0)
    trial_percent = models.PositiveSmallIntegerField(default=0, help_text="Share of the A/B trial; 0 is none.")

    frozen_hash = models.CharField(max_length=64, blank=True, help_text="What the approver approves.")
    counted = models.JSONField(default=dict, help_text="Who gets it and who does not and why, when it was frozen.")
    created_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    submitted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True)

    objects = OfDepartment["Campaign"].as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["department", "-id"], name="campaign_of_department")]

    def __str__(self) -> str:
        return self.title


class CampaignStep(models.Model):
    """Something that was done with a campaign: by whom, and what they said to it. Append-only."""

    class Kind(models.TextChoices):
        ANSWERED = "answered", _("Said why it is no advertisement")
        SUBMITTED = "submitted", _("Submitted")
        SENT_BACK = "sent_back", _("Sent back")
        APPROVED = "approved", _("Approved")
        DECIDED = "decided", _("The better subject was chosen")
        PAUSED = "paused", _("Paused")
        RESUMED = "resumed", _("Resumed")
        STOPPED = "stopped", _("Stopped")
        CORRECTED = "corrected", _("A correction was begun")

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=9, choices=Kind)
    text = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} of campaign {self.campaign_id}"

    @property
    def people(self) -> int:
        """Return to how many people an approval let it go, which is all that such a step says."""
        return int(self.text.replace(",", "") or 0) if self.kind == self.Kind.APPROVED else 0


class Part(models.TextChoices):
    """Which share of a campaign's audience a dispatch reaches."""

    ALL = "all", _("Everybody")
    A = "a", _("Trial, first subject")
    B = "b", _("Trial, second subject")
    REST = "rest", _("Everybody after the trial")


class CampaignDispatch(models.Model):
    """One dispatch of a campaign. Its deliveries' ``recipient`` is the resident's own number."""

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="dispatches")
    dispatch = models.OneToOneField(Dispatch, on_delete=models.PROTECT, related_name="campaign_part")
    part = models.CharField(max_length=4, choices=Part, default=Part.ALL)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "part"], name="one_dispatch_of_a_part")]

    def __str__(self) -> str:
        return f"{self.part} of campaign {self.campaign_id}"


class Link(models.Model):
    """An address that a campaign names; the messages hold a short one of ours in its place, and say so."""

    key = models.CharField(max_length=12, unique=True, default=_key, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="links")
    target = models.URLField(max_length=500)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["campaign", "target"], name="one_link_of_a_target")]

    def __str__(self) -> str:
        return f"link {self.key} of campaign {self.campaign_id}"


class Click(models.Model):
    """That a resident followed a link of a campaign: the first time and how often; no device, no place."""

    link = models.ForeignKey(Link, on_delete=models.CASCADE, related_name="clicks")
    # Not checked: a resident may be destroyed while the count stays; ``campaigns.leaving`` takes the number out.
    resident_number = models.BigIntegerField()
    channel = models.CharField(max_length=8)
    first_at = models.DateTimeField(auto_now_add=True)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["link", "resident_number", "channel"], name="one_click_of_a_resident")
        ]
        indexes: ClassVar = [models.Index(fields=["resident_number"], name="click_of_resident")]

    def __str__(self) -> str:
        return f"click on link {self.link_id}"
