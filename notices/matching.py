"""Matching a register with the residents: one statement decides what each row becomes.

Rows and residents meet on a keyed hash of name and birth date; the dong has to agree too (without a dong, the
address), for a district of a quarter of a million people holds hundreds of same-day namesakes. What is not certain is
ambiguous, and nobody gets it electronically until a person has settled it.
"""

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from deliveries.states import DispatchState
from notices.models import Batch, Outcome, RegisterRow
from notices.reasons import reason_text
from notices.types import NOTICE_TYPES
from residents.consent import mask_of
from residents.models import Resident

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_DUPLICATES = """
UPDATE notices_registerrow AS row SET outcome = 'duplicate', reason = 'repeated'
  FROM (SELECT id, row_number() OVER (PARTITION BY obligation_hash ORDER BY number) AS turn
          FROM notices_registerrow WHERE batch_id = %(batch)s AND outcome = 'pending') AS numbered
 WHERE row.id = numbered.id AND numbered.turn > 1
"""

_MATCH = """
WITH candidate AS (
  SELECT row.id, r.id AS resident_id,
         CASE WHEN row.dong_id IS NOT NULL THEN r.dong_id = row.dong_id
              ELSE h.address_hash = ANY(row.address_hashes) END AS agrees
    FROM notices_registerrow AS row
   CROSS JOIN LATERAL unnest(row.person_hashes) AS person (hash)
    JOIN residents_resident AS r ON r.person_hash = person.hash
    JOIN residents_household AS h ON h.id = r.household_id
   WHERE row.batch_id = %(batch)s AND row.outcome = 'pending'
), fits AS (
  SELECT id, count(*) FILTER (WHERE agrees) AS agreeing, min(resident_id) FILTER (WHERE agrees) AS resident_id
    FROM candidate GROUP BY id
), decided AS (
  SELECT row.id, d.id AS decision, d.resident_id
    FROM notices_registerrow AS row
    JOIN notices_matchdecision AS d ON d.person_hash = ANY(row.person_hashes)
         AND d.dong_id IS NOT DISTINCT FROM row.dong_id
         AND (d.address_hash = ANY(row.address_hashes) OR d.address_hash = '' AND row.address_hashes = '{}')
   WHERE row.batch_id = %(batch)s AND row.outcome = 'pending'
), settled AS (
  SELECT row.id,
         CASE WHEN decided.decision IS NOT NULL THEN decided.resident_id
              WHEN fits.agreeing = 1 THEN fits.resident_id END AS resident_id,
         CASE WHEN decided.decision IS NOT NULL AND decided.resident_id IS NULL THEN 'decided'
              WHEN decided.decision IS NOT NULL OR fits.agreeing = 1 THEN ''
              WHEN fits.id IS NULL THEN 'not_enrolled'
              WHEN fits.agreeing > 1 THEN 'several_fit'
              WHEN row.dong_id IS NOT NULL THEN 'other_dong'
              WHEN row.address_hashes <> '{}' THEN 'other_address'
              ELSE 'no_dong_or_address' END AS reason
    FROM notices_registerrow AS row
    LEFT JOIN fits ON fits.id = row.id
    LEFT JOIN decided ON decided.id = row.id
   WHERE row.batch_id = %(batch)s AND row.outcome = 'pending'
), reach AS (
  SELECT settled.id, settled.reason, r.id AS resident_id, r.consents & %(consents)s = %(consents)s AS consents,
         r.quiet_until > %(today)s AS quiet,
         count(s.id) AS subscriptions,
         min(k.id) FILTER (WHERE k.channel = 'email') AS email_contact_id,
         min(k.id) FILTER (WHERE k.channel = 'sms') AS sms_contact_id
    FROM settled
    LEFT JOIN residents_resident AS r ON r.id = settled.resident_id
    LEFT JOIN residents_subscription AS s ON s.resident_id = r.id AND s.service = %(service)s
    LEFT JOIN residents_contactpoint AS k ON k.resident_id = r.id AND k.channel = s.channel
         AND k.verified_at IS NOT NULL AND k.stopped_at IS NULL
         AND NOT EXISTS (SELECT FROM deliveries_suppression AS x
                          WHERE x.channel = k.channel AND x.address_hash = k.address_hash)
   GROUP BY settled.id, settled.reason, r.id
), verdict AS (
  SELECT reach.*,
         CASE WHEN reason <> '' THEN reason
              WHEN resident_id IS NULL THEN 'not_enrolled'
              WHEN NOT consents THEN 'no_consent'
              WHEN subscriptions = 0 THEN 'not_subscribed'
              WHEN quiet THEN 'quiet_until'
              WHEN email_contact_id IS NULL AND sms_contact_id IS NULL THEN 'no_verified_contact'
              ELSE '' END AS why
    FROM reach
)
UPDATE notices_registerrow AS row
   SET outcome = CASE WHEN v.why = '' THEN 'recipient'
                      WHEN v.why IN ('several_fit', 'other_dong', 'other_address', 'no_dong_or_address')
                      THEN 'ambiguous' ELSE 'paper' END,
       reason = v.why, resident_id = v.resident_id,
       email_contact_id = CASE WHEN v.why = '' THEN v.email_contact_id END,
       sms_contact_id = CASE WHEN v.why = '' THEN v.sms_contact_id END
  FROM verdict AS v
 WHERE row.id = v.id
"""


@transaction.atomic
def match(batch: Batch) -> None:
    """Decide what every pending row of the batch becomes."""
    notice_type = NOTICE_TYPES[batch.notice_type]
    parameters: dict[str, Any] = {
        "batch": batch.pk,
        "service": notice_type.slug,
        "today": timezone.localdate(),
        "consents": mask_of(notice_type.consents),
    }
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE notices_registerrow")
        cursor.execute(_DUPLICATES, parameters)
        cursor.execute(_MATCH, parameters)


def counts_of(batch: Batch) -> dict[str, int]:
    """Count what the rows became: rows = invalid + duplicate + ambiguous + paper + recipients."""
    rows = Counter(dict(batch.rows.values_list("outcome").annotate(Count("id")).order_by()))
    channels = batch.rows.filter(outcome=Outcome.RECIPIENT).aggregate(
        email=Count("id", filter=Q(email_contact__isnull=False)),
        sms=Count("id", filter=Q(sms_contact__isnull=False)),
    )
    return {
        "rows": sum(rows.values()),
        "invalid": rows[Outcome.INVALID],
        "duplicate": rows[Outcome.DUPLICATE],
        "ambiguous": rows[Outcome.AMBIGUOUS],
        "paper": rows[Outcome.PAPER],
        "recipients": rows[Outcome.RECIPIENT],
        "email": channels["email"],
        "sms": channels["sms"],
    }


@dataclass(frozen=True, slots=True)
class ReasonCount:
    """How many rows became ``outcome`` for one reason, in words."""

    outcome: str
    text: "StrPromise | str"
    count: int


def reasons_of(batch: Batch) -> list[ReasonCount]:
    """Count the reasons for which rows are not sent electronically, the most frequent first."""
    rows = RegisterRow.objects.filter(batch=batch).exclude(reason="").values_list("outcome", "reason")
    counted = rows.annotate(count=Count("id")).order_by("-count", "outcome", "reason")
    return [ReasonCount(str(Outcome(outcome).label), reason_text(reason), count) for outcome, reason, count in counted]


def matched_in_open_batches(residents: "QuerySet[Resident]") -> "QuerySet[RegisterRow, int | None]":
    """Return the numbers of those of ``residents`` who are to get a notice of a batch that was not thrown away."""
    rows = RegisterRow.objects.filter(resident__in=residents, outcome=Outcome.RECIPIENT)
    return rows.exclude(batch__dispatch__state=DispatchState.CANCELLED).values_list("resident", flat=True)
