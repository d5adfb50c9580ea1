"""Noting in the log of access that so few people are written to that a reason was needed."""

from django.http import HttpRequest

from accounts.access_log import record_access
from campaigns.models import AudienceVersion

ACTION = "audience_small"


def note_if_small(request: HttpRequest, version: AudienceVersion) -> None:
    """Note a small audience with its reason, for the auditor to see."""
    if version.small_because:
        record_access(
            request,
            action=ACTION,
            subject=f"audience:{version.audience_id or f'version-{version.pk}'}",
            people=version.counted["reachable"],
            purpose=version.small_because,
        )
