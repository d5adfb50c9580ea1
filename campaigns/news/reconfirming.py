"""Every two years who consented to news is told so, and how to keep or withdraw it; silence keeps it.

정보통신망법 제50조 제8항 and 시행령 제62조의3: before two years are over, the sender's name, the day of the consent,
and the way to keep or withdraw it. The ledger says when; each reminder is a row, so a run that dies goes on later.
"""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from campaigns.models import Reconfirmation
from campaigns.news import SERVICE
from campaigns.news.telling import TEMPLATES
from residents.consent import mask_of
from residents.contacts import proved
from residents.models import Channel, ConsentKind, ContactPoint
from residents.outgoing import tell

PAGE = 100
FIRST_HOUR, LAST_HOUR = 9, 18  # nobody is reminded of anything at night

# The last line of the ledger, or the last reminder, whichever is later, begins the period. Who asked for quiet is told
# after it.
_DUE = """
INSERT INTO campaigns_reconfirmation (resident_id, consented_on, period, told_on)
SELECT r.id, given.on, greatest(given.on, coalesce(told.on, given.on)), %(today)s
  FROM residents_resident AS r
 CROSS JOIN LATERAL (
       SELECT e.given_on AS on FROM residents_consententry AS e
        WHERE e.resident_id = r.id AND e.kind = 'promotional' AND e.action = 'given'
        ORDER BY e.id DESC LIMIT 1) AS given
  LEFT JOIN LATERAL (
       SELECT max(c.told_on) AS on FROM campaigns_reconfirmation AS c WHERE c.resident_id = r.id) AS told ON true
 WHERE r.left_at IS NULL AND r.consents & %(mask)s <> 0 AND (r.quiet_until IS NULL OR r.quiet_until <= %(today)s)
   AND greatest(given.on, coalesce(told.on, given.on)) <= %(before)s
   AND EXISTS (SELECT FROM residents_contactpoint AS k
                WHERE k.resident_id = r.id AND k.stopped_at IS NULL AND k.verified_at IS NOT NULL)
 ORDER BY r.id LIMIT %(page)s
ON CONFLICT (resident_id, period) DO NOTHING
RETURNING resident_id, consented_on
"""


def remind_all(most: int | None = None) -> int:
    """Remind who is due, up to ``most`` in one run and in office hours only; return how many were."""
    hour = timezone.localtime().hour
    most = int(settings.RECONFIRM_AT_ONCE) if most is None else most
    count = 0
    while FIRST_HOUR <= hour < LAST_HOUR and count < most:
        reminded = _remind(min(PAGE, most - count))
        if not reminded:
            break
        count += reminded
    return count


@transaction.atomic
def _remind(page: int) -> int:
    today = timezone.localdate()
    values: dict[str, Any] = {
        "today": today,
        "before": today - timedelta(days=int(settings.RECONFIRM_AFTER_DAYS)),
        "mask": mask_of([ConsentKind.PROMOTIONAL]),
        "page": page,
    }
    with connection.cursor() as cursor:
        cursor.execute(_DUE, values)
        due: dict[int, date] = dict(cursor.fetchall())
    for resident_id, contacts in _ways_to(list(due)).items():
        for contact in contacts:
            _tell(contact, due[resident_id])
    return len(due)


def _ways_to(numbers: list[int]) -> dict[int, list[ContactPoint]]:
    """Return where each is told: over the channels by which news come; where none do, over the first that works."""
    contacts = proved().filter(resident__in=numbers).select_related("resident")
    found: dict[int, list[ContactPoint]] = {number: [] for number in numbers}
    for contact in contacts.prefetch_related("resident__subscriptions"):
        found[contact.resident_id].append(contact)
    return {number: _by_news(mine) for number, mine in found.items()}


def _by_news(contacts: list[ContactPoint]) -> list[ContactPoint]:
    channels = {
        one.channel
        for contact in contacts[:1]
        for one in contact.resident.subscriptions.all()
        if one.service == SERVICE
    }
    return [contact for contact in contacts if contact.channel in channels] or contacts[:1]


def _tell(contact: ContactPoint, consented_on: date) -> None:
    tell(
        "news_reconfirm",
        Channel(contact.channel),
        contact.address or "",
        language=contact.resident.language,
        values={"consented_on": consented_on},
        templates=TEMPLATES,
    )


def last_reminder(resident_id: int) -> Reconfirmation | None:
    return Reconfirmation.objects.filter(resident=resident_id).order_by("-told_on").first()
