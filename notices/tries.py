"""Tries that are counted: wrong answers of a link or a client, by keyed hash, one after another.

They are kept in PostgreSQL for a day, so an emptied Redis opens nothing.
"""

from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.utils import timezone

from notices.models import ReadingTry


class TooManyTries(Exception):
    """This link or this client has to wait ``settings.READING_PAUSE_MINUTES``."""


def count(key: bytes) -> int:
    """Return how many wrong answers there were within the pause."""
    since = timezone.now() - timedelta(minutes=settings.READING_PAUSE_MINUTES)
    return ReadingTry.objects.filter(key=key, at__gte=since).count()


def note(*keys: bytes) -> None:
    ReadingTry.objects.bulk_create([ReadingTry(key=key) for key in keys])


def forgive(key: bytes) -> None:
    ReadingTry.objects.filter(key=key).delete()


def take_turns(*keys: bytes) -> None:
    """Let parallel answers for one link or client pass one by one, so that they cannot share a try."""
    with connection.cursor() as cursor:
        for key in sorted(keys):
            number = int.from_bytes(key[:8], "big", signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def forget() -> int:
    """Delete wrong answers older than a day; return how many."""
    deleted, _ = ReadingTry.objects.filter(at__lt=timezone.now() - timedelta(days=1)).delete()
    return deleted
