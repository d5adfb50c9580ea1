"""Counting what one client, or everybody together, asks for within a stretch of time.

The counts are in PostgreSQL, by keyed hash, so they hold over all web machines and an emptied Redis lifts no limit.
"""

from datetime import UTC, datetime, timedelta

from django.db import connection
from django.utils import timezone

from residents.keyring import keyring
from residents.models import PageCount

_COUNT = """
INSERT INTO residents_pagecount (key_hash, "window", count) VALUES (%s, %s, 1)
ON CONFLICT (key_hash, "window") DO UPDATE SET count = residents_pagecount.count + 1 RETURNING count
"""
EVERYBODY = ""


class TooMany(Exception):
    """More was asked for than there may be; in ``seconds`` the next stretch begins."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def pass_through(what: str, who: str, *, most: int, period: timedelta) -> None:
    """Count one ``what`` of ``who`` (a client's address, or EVERYBODY); raise TooMany beyond ``most`` in ``period``."""
    now, length = timezone.now(), int(period.total_seconds())
    began = int(now.timestamp()) // length * length
    with connection.cursor() as cursor:
        key = keyring().hash(f"{what}|{who}", b"turnstile")
        cursor.execute(_COUNT, [key, datetime.fromtimestamp(began, UTC)])
        if cursor.fetchone()[0] > most:
            raise TooMany(began + length - int(now.timestamp()))


def forget() -> int:
    """Delete counts older than a day; return how many."""
    deleted, _ = PageCount.objects.filter(window__lt=timezone.now() - timedelta(days=1)).delete()
    return deleted
