"""Lines of the access log, as tests need them."""

from datetime import datetime

import time_machine

from accounts.models import AccessLogEntry, User
from tests.people import KST, MAJANG


def line(
    at: tuple[int, ...],
    user: User | None,
    *,
    action: str = "rights_request",
    subject: str = "resident:1",
    people: int = 1,
    purpose: str = "열람 1",
) -> AccessLogEntry:
    """Write one line at a time of Korea."""
    with time_machine.travel(datetime(*at, tzinfo=KST), tick=False):  # type: ignore[arg-type]  # a moment's parts
        return AccessLogEntry.objects.create(
            user=user, action=action, subject=subject, people=people, purpose=purpose, address="192.0.2.7"
        )


def many_users(count: int) -> list[User]:
    """Make people without a password, which would take its time to be hashed."""
    return User.objects.bulk_create(
        User(username=f"user{number}", name=f"직원 {number}", password="!", dong_id=MAJANG) for number in range(count)
    )
