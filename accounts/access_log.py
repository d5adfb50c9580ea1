"""Writing the log of access to personal data, and letting go of what is older than it has to be kept."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from accounts.gate import client_address
from accounts.models import AccessLogEntry


def record_access(request: HttpRequest, *, action: str, subject: str, people: int = 1, purpose: str = "") -> None:
    """Note that the signed-in person looked at ``people`` people's data; ``subject`` is kind:id, never a name."""
    AccessLogEntry.objects.create(
        user=request.user if request.user.is_authenticated else None,
        address=client_address(request) or None,
        action=action,
        subject=subject,
        people=people,
        purpose=purpose,
    )


def purge_access_log() -> int:
    """Delete what is older than ``ACCESS_LOG_DAYS``; return how many rows went."""
    before = timezone.now() - timedelta(days=settings.ACCESS_LOG_DAYS)
    deleted, _ = AccessLogEntry.objects.filter(at__lt=before).delete()
    return deleted
