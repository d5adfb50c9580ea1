"""Who wrote at a campaign's draft last, so that of two who write at once nobody loses words unseen."""

from typing import Any

from django.db import models

from accounts.models import User
from campaigns.models.campaigns import Campaign


class DraftSaving(models.Model):
    """The last saving of a draft; ``page`` is the open page that it came from."""

    campaign = models.OneToOneField(Campaign, on_delete=models.CASCADE, related_name="saving")
    revision = models.PositiveIntegerField(default=0)
    page = models.CharField(max_length=24, blank=True)
    by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    # What is asked of residents while it is still being chosen; a version of an audience is made of it when asked for.
    tree: "models.JSONField[Any, Any]" = models.JSONField(null=True)
    small_because = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return f"saving {self.revision} of campaign {self.campaign_id}"
