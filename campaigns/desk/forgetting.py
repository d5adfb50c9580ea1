"""Letting go of what guests left with us: name and number were written down for one event (개인정보 보호법 제21조)."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from campaigns.models import Registration


def forget_guests() -> int:
    """Empty the names, numbers and answers of guests so many days after their event; return how many rows."""
    before = timezone.now() - timedelta(days=settings.EVENT_GUEST_DAYS)
    over = Registration.objects.filter(resident=None, event__ends_at__lt=before)
    named = [one.pk for one in over.only("pk", "guest_name", "guest_phone") if one.guest_name or one.guest_phone]
    return Registration.objects.filter(pk__in=named).update(guest_name="", guest_phone="", answers="{}")
